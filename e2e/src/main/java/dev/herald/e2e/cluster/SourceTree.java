package dev.herald.e2e.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The tree that these classes were built from: what is not in a jar is found by walking up from the working folder. */
final class SourceTree {
    private SourceTree() {
    }

    /** A file by its path from the root of the tree, when the working folder lies in it. */
    static Optional<Path> find(Path file) {
        return Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve(file))
                .filter(Files::isReadable)
                .findFirst();
    }
}
