package dev.herald.e2e.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The server takes every file of {@code examples}, and knows each of its fields. */
@Tag("apiserver")
@ExtendWith(SharedApiServer.class)
class ExamplesTest {
    private static final Path FOLDER = Path.of("..", "examples");

    private final Cluster cluster;
    private final String namespace;

    ExamplesTest(Cluster cluster) {
        this.cluster = cluster;
        this.namespace = cluster.newNamespace("examples");
    }

    @TestFactory
    Stream<DynamicTest> areTaken() throws IOException {
        return files().stream()
                .map(file -> DynamicTest.dynamicTest(FOLDER.relativize(file).toString(),
                        () -> cluster.kubectl("-n", namespace, "apply", "--dry-run=server", "--validate=strict", "-f",
                                file.toString()).mustSucceed()));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
    }
}
