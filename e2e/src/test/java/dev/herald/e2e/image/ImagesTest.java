package dev.herald.e2e.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.herald.e2e.process.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is in the images that {@code bin/images} has built, and what is not. */
@Tag("images")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImagesTest {
    private static final String JAVA = "opt/java/bin/java";
    private static final Set<String> SHELLS_AND_PACKAGE_MANAGERS = Set.of("sh", "bash", "dash", "ash", "ksh", "zsh",
            "busybox", "toybox", "env", "apt", "apt-get", "dpkg", "apk", "rpm", "dnf", "microdnf", "yum", "tdnf");

    private final Map<Built, DockerArchive> archives = new EnumMap<>(Built.class);

    enum Built {
        OPERATOR("operator", List.of("dev.herald.operator.Operator")), WORKER("worker",
                List.of("dev.herald.worker.Worker")),
        /** Several mains: a pod names its own. */
        E2E("e2e", List.of());

        private final String module;
        private final List<String> main;

        Built(String module, List<String> main) {
            this.module = module;
            this.main = main;
        }
    }

    @ParameterizedTest
    @EnumSource
    void isNamedAndLabelled(Built built) {
        var archive = archive(built);
        var labels = archive.config().at("/config/Labels");
        var version = labels.path("org.opencontainers.image.version").textValue();

        assertEquals(List.of("localhost/herald-" + built.module + ":" + version), archive.names());
        assertEquals("Herald " + built.module, labels.path("org.opencontainers.image.title").textValue());
        assertEquals("2026-01-01T00:00:00Z", archive.config().path("created").textValue());
    }

    @ParameterizedTest
    @EnumSource
    void runsAsNobody(Built built) {
        assertEquals("65532:65532", archive(built).config().at("/config/User").textValue());
    }

    @ParameterizedTest
    @EnumSource
    void hasNoShellAndNoPackageManager(Built built) {
        var found = archive(built).entries()
                .stream()
                .filter(entry -> SHELLS_AND_PACKAGE_MANAGERS.contains(name(entry)) && entry.type() != '5')
                .map(Tar.Entry::path)
                .toList();

        assertEquals(List.of(), found);
    }

    @ParameterizedTest
    @EnumSource
    void nothingOfOursRunsButJava(Built built) {
        var programs = ours(built).stream()
                .filter(Tar.Entry::isExecutable)
                .map(Tar.Entry::path)
                .collect(Collectors.toSet());

        assertEquals(Set.of(JAVA, "opt/java/lib/jspawnhelper"), programs);
    }

    @ParameterizedTest
    @EnumSource
    void nothingOfOursCanBeChangedByItsUser(Built built) {
        var open = ours(built).stream()
                .filter(entry -> entry.user() != 0 || entry.group() != 0 || (entry.mode() & 0022) != 0)
                .toList();

        assertEquals(List.of(), open);
    }

    @ParameterizedTest
    @EnumSource
    void startsJavaWithEachOfItsJars(Built built) {
        var archive = archive(built);
        var entrypoint = archive.entrypoint();
        int option = entrypoint.indexOf("-cp");
        var classPath = new TreeSet<>(List.of(entrypoint.get(option + 1).split(":")));
        var jars = archive.entries()
                .stream()
                .map(Tar.Entry::path)
                .filter(path -> path.startsWith("app/") && path.endsWith(".jar"))
                .map(path -> "/" + path)
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals("/" + JAVA, entrypoint.getFirst());
        assertEquals(built.main, entrypoint.subList(option + 2, entrypoint.size()));
        assertEquals(jars, classPath);
    }

    @ParameterizedTest
    @EnumSource
    void classesAreALayerOfTheirOwn(Built built) {
        var archive = archive(built);
        var own = "app/classpath/" + Path.of(archive.entrypoint()
                .get(archive.entrypoint().indexOf("-cp") + 1)
                .split(":")[0]).getFileName();
        var files = archive.layerWith(own).entries().stream().filter(Tar.Entry::isFile).map(Tar.Entry::path).toList();

        assertEquals(List.of(own), files);
        assertFalse(archive.layerWith(JAVA).entries().stream().anyMatch(entry -> entry.path().startsWith("app/")));
    }

    @Test
    void operatorAndWorkerShareTheirRuntime() {
        assertEquals(archive(Built.OPERATOR).layerWith(JAVA).name(), archive(Built.WORKER).layerWith(JAVA).name());
    }

    /** On this machine, from the files of the image: not in a container, but with its runtime, its class path and its options. */
    @ParameterizedTest
    @EnumSource(names = {"OPERATOR", "WORKER"})
    void startsFromItsArchiveOfClasses(Built built, @TempDir Path root) throws Exception {
        var archive = archive(built);
        archive.unpack(root, "app/", "opt/java/");
        var loaded = root.resolve("loaded.log");
        var command = new ArrayList<String>();
        archive.entrypoint()
                .forEach(item -> command.add(item.replaceAll("(^|:|=)/(app|opt)/", "$1" + root + "/$2/")));
        command.addAll(1, List.of("-Xshare:on", "-Xlog:class+load:file=" + loaded));

        var process = new ProcessBuilder(command).redirectErrorStream(true)
                .directory(root.resolve(archive.config().at("/config/WorkingDir").textValue().substring(1)).toFile());
        process.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "WORKER_IMAGE"));
        var running = process.start();
        var said = new String(running.getInputStream().readAllBytes());

        assertTrue(running.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
        assertEquals(64, running.exitValue(), said);
        var main = Files.readAllLines(loaded)
                .stream()
                .filter(line -> line.contains(built.main.getFirst() + " "))
                .toList();
        assertTrue(main.getFirst().contains("shared objects file"), main::toString);
        assertTrue(Files.readString(root.resolve("opt/java/release")).contains("JAVA_VERSION=\"25."));
    }

    private DockerArchive archive(Built built) {
        return archives.computeIfAbsent(built, absent -> {
            var name = absent.module + "/target/image/herald-" + absent.module + ".tar";
            var file = Path.of("..", name);
            if (!Files.exists(file)) {
                fail("there is no " + name + ": run bin/images first");
            }
            try {
                return DockerArchive.read(file);
            } catch (IOException e) {
                return fail(file + " cannot be read", e);
            }
        });
    }

    private List<Tar.Entry> ours(Built built) {
        return archive(built).entries()
                .stream()
                .filter(entry -> entry.path().startsWith("app") || entry.path().startsWith("opt"))
                .toList();
    }

    private static String name(Tar.Entry entry) {
        return entry.path().substring(entry.path().lastIndexOf('/') + 1);
    }
}
