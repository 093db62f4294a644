package dev.herald.e2e.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.herald.e2e.image.LayeredArchive;

/** Makes other builds of the worker from its sources and what has been built of them. */
public final class WorkerBuilds {
    private static final String CLASS_PATH = "app/classpath/";

    private final Path sources;
    private final Path image;

    /**
     * @param root of Herald's tree, where the worker has been built
     */
    public WorkerBuilds(Path root) {
        this.sources = root.resolve("worker/src/main/java");
        this.image = root.resolve("worker/target/image");
    }

    /**
     * An image without containers: a folder with {@code libs/*.jar}.
     *
     * @param folder made, or made anew
     */
    public Path folder(WorkerBuild build, Path folder) {
        try {
            var libs = Files.createDirectories(folder.resolve("libs"));
            for (var jar : jars()) {
                var place = libs.resolve(jar.getFileName());
                Files.deleteIfExists(place);
                if (jar.equals(workerJar())) {
                    WorkerJar.of(jar).with(classes(build)).writeTo(place);
                } else {
                    Files.createSymbolicLink(place, jar);
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * An image as {@code docker save} writes it: the worker's own archive, and one layer with another jar.
     *
     * @param name with the tag
     * @param file written, or overwritten
     */
    public Path archive(WorkerBuild build, String name, Path file) {
        var base = image.resolve("herald-worker.tar");
        if (!Files.isReadable(base)) {
            throw new IllegalStateException("there is no image " + base + ": run bin/images first");
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var jar = WorkerJar.of(workerJar()).with(classes(build)).bytes();
            LayeredArchive.write(base, Map.of(CLASS_PATH + workerJar().getFileName(), jar), name, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, byte[]> classes(WorkerBuild build) throws IOException {
        return new EditedSources(sources, jars()).compile(build.edits());
    }

    private Path workerJar() throws IOException {
        return jars().stream()
                .filter(jar -> jar.getFileName().toString().startsWith("herald-worker-"))
                .findFirst()
                .orElseThrow(() -> notBuilt());
    }

    private List<Path> jars() throws IOException {
        var libs = image.resolve("libs");
        if (!Files.isDirectory(libs)) {
            throw notBuilt();
        }
        try (Stream<Path> files = Files.list(libs)) {
            return files.filter(file -> file.toString().endsWith(".jar")).map(Path::toAbsolutePath).sorted().toList();
        }
    }

    private static IllegalStateException notBuilt() {
        return new IllegalStateException("the worker has not been built: run ./mvnw -q -DskipTests package");
    }
}
