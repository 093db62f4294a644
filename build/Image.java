import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The parts of an image that Jib cannot make: its Java runtime, and the archive of its classes (AppCDS) that halves its start. The build runs it,
 * docs/images.md.
 */
final class Image {
    /** What a base has to have: glibc. */
    private static final Set<String> GLIBC = Set.of("libc", "libm", "libdl", "libpthread", "librt", "linux-vdso", "ld-linux-x86-64",
            "ld-linux-aarch64");
    private static final Set<String> ITS_OWN = Set.of("libjli", "libjava", "libjvm", "libnet", "libnio");
    /** Jib gives this time to all files, and an archive holds only for jars of the time and size it was made from. */
    private static final FileTime TIME_OF_FILES = FileTime.from(Instant.ofEpochSecond(1));
    private static final long PATIENCE_SECONDS = 300;
    /**
     * Properties whose names have one hash: they overflow a bin of a HashMap. Elsewhere bins overflow by chance, in one run of eight, and the archive keeps that the
     * call which makes a tree of a bin was resolved; so it is resolved in every run.
     */
    private static final List<String> COLLIDING_PROPERTIES = IntStream.range(0, 16)
            .mapToObj(bits -> "-D" + IntStream.range(0, 4).mapToObj(i -> (bits >> i & 1) == 0 ? "Aa" : "BB").collect(Collectors.joining()) + "=")
            .toList();

    private Image() {
    }

    public static void main(String[] arguments) throws Exception {
        try {
            switch (arguments[0]) {
                case "runtime" -> runtime(Path.of(arguments[1]), arguments[2], arguments[3]);
                case "archive" -> archive(Path.of(arguments[1]), Path.of(arguments[2]), arguments[3], Path.of(arguments[4]), Path.of(arguments[5]));
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        } catch (IllegalStateException failed) {
            System.err.println("image: " + failed.getMessage());
            System.exit(1);
        }
    }

    /**
     * A runtime of these modules with these options built in. One that is there already stays, so that Jib finds its layer in the cache.
     *
     * @param root takes it as {@code opt/java}
     */
    private static void runtime(Path root, String modules, String options) throws IOException, InterruptedException {
        String wanted = String.join("\n", Runtime.version().toString(), System.getProperty("java.vendor.version", ""), modules, options,
                Files.readString(Path.of(System.getProperty("jdk.launcher.sourcefile"))));
        Path made = root.resolveSibling(root.getFileName() + ".made-of");
        if (Files.exists(made) && Files.readString(made).equals(wanted)) {
            return;
        }
        delete(root);
        Files.deleteIfExists(made);
        Path home = root.resolve("opt/java");
        int code = ToolProvider.findFirst("jlink").orElseThrow().run(System.out, System.err, "--output", home.toString(), "--add-modules", modules,
                "--add-options", options, "--no-header-files", "--no-man-pages");
        if (code != 0) {
            throw new IllegalStateException("jlink ended with " + code);
        }
        // keytool and the like: nothing in the image runs them.
        try (Stream<Path> commands = Files.list(home.resolve("bin"))) {
            for (Path command : commands.filter(file -> !file.endsWith("java")).toList()) {
                Files.delete(command);
            }
        }
        for (String file : List.of("bin/java", "lib/libjli.so", "lib/libjava.so", "lib/libzip.so", "lib/libnet.so", "lib/libnio.so",
                "lib/server/libjvm.so")) {
            needsGlibcAlone(home.resolve(file));
        }
        Files.writeString(made, wanted);
    }

    private static void needsGlibcAlone(Path file) throws IOException, InterruptedException {
        Process ldd = new ProcessBuilder("ldd", file.toString()).start();
        List<String> needed = ldd.inputReader().lines().map(line -> Path.of(line.strip().split("\\s")[0]).getFileName().toString()).toList();
        ldd.waitFor();
        for (String library : needed) {
            String name = library.split("[.]so")[0];
            if (!GLIBC.contains(name) && !ITS_OWN.contains(name)) {
                throw new IllegalStateException("%s of the JDK in %s needs %s, which no small base has. Build with Temurin 25, which brings its own."
                        .formatted(file.getFileName(), System.getProperty("java.home"), library));
            }
        }
    }

    /**
     * An archive of the classes of a list, {@code app/classes.jsa}. A class that is no more is left out.
     *
     * @param runtime the root with the image's Java runtime
     * @param jars holds the jars of the class path
     * @param classPath as the image has it, under {@code /app}
     * @param classes the list; build/class-lists makes it
     * @param root takes the archive
     */
    private static void archive(Path runtime, Path jars, String classPath, Path classes, Path root) throws IOException, InterruptedException {
        // Relative paths, because the archive keeps them: so it is the same wherever it is built, and /app has to be the working directory.
        String relative = classPath.replace("/app/", "");
        Path stage = root.resolveSibling("stage");
        delete(stage);
        for (String entry : relative.split(":")) {
            Path copy = stage.resolve(entry);
            Files.createDirectories(copy.getParent());
            Files.copy(jars.resolve(copy.getFileName()), copy);
            Files.setLastModifiedTime(copy, TIME_OF_FILES);
        }
        Path archive = root.resolve("app/classes.jsa");
        Files.createDirectories(archive.getParent());
        Files.deleteIfExists(archive);
        List<String> command = new ArrayList<>(List.of(runtime.resolve("opt/java/bin/java").toString(), "-Xshare:dump"));
        command.addAll(COLLIDING_PROPERTIES);
        // A heap of a fixed size: its default, a share of this machine's memory, would be in the archive.
        command.addAll(List.of("-Xmx256m", "-Xlog:disable", "-Xlog:all=error:stderr", "-XX:SharedClassListFile=" + classes,
                "-XX:SharedArchiveFile=" + archive, "-cp", relative));
        ProcessBuilder builder = new ProcessBuilder(command).directory(stage.toFile()).inheritIO();
        builder.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"));
        Process dump = builder.start();
        if (!dump.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            dump.destroyForcibly();
            throw new IllegalStateException("no archive of classes after " + PATIENCE_SECONDS + " s");
        }
        if (dump.exitValue() != 0 || !Files.exists(archive)) {
            throw new IllegalStateException("no archive of classes: java -Xshare:dump ended with " + dump.exitValue());
        }
        delete(stage);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }
}
