package dev.herald.e2e.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;

/** The server takes every file of {@code examples}, and knows each of its fields. What KEDA would have to take, which is not installed, names what is there. */
@Tag("apiserver")
@ExtendWith(SharedApiServer.class)
class ExamplesTest {
    private static final Path FOLDER = Path.of("..", "examples");

    private static final String KEDA = "apiVersion: keda.sh/";

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
                        () -> cluster.kubectl(
                                String.join("---\n", documents(file).filter(yaml -> !yaml.contains(KEDA)).toList()),
                                new String[]{"-n", namespace, "apply", "--dry-run=server", "--validate=strict", "-f",
                                        "-"})
                                .mustSucceed()));
    }

    @Test
    void kedaIsToldOfTheChannelAndOfItsProgressInTheLog() throws IOException {
        Path folder = FOLDER.resolve("scaling");
        GenericKubernetesResource pipeline = resource(folder.resolve("pipeline.yaml"), "kind: NotificationPipeline");
        GenericKubernetesResource channel = resource(folder.resolve("keda.yaml"), "kind: Channel\nmetadata");
        GenericKubernetesResource scaled = resource(folder.resolve("keda.yaml"), KEDA);

        String name = channel.getMetadata().getName();
        assertEquals(Map.of("apiVersion", channel.getApiVersion(), "kind", channel.getKind(), "name", name),
                scaled.get("spec", "scaleTargetRef"));
        assertEquals("External", channel.get("spec", "scaling", "mode"));
        assertEquals(pipeline.getMetadata().getName(), channel.get("spec", "pipelineRef", "name"));
        Map<String, Object> kafka = pipeline.get("spec", "eventLog", "kafka");
        Map<String, String> trigger = scaled.get("spec", "triggers", 0, "metadata");
        assertEquals(kafka.get("bootstrapServers"), List.of(trigger.get("bootstrapServers")));
        assertEquals(kafka.get("topic"), trigger.get("topic"));
        assertEquals(kafka.get("groupPrefix") + "." + name, trigger.get("consumerGroup"));
    }

    private static GenericKubernetesResource resource(Path file, String with) throws IOException {
        return documents(file).filter(yaml -> yaml.contains(with))
                .map(yaml -> Serialization.unmarshal(yaml, GenericKubernetesResource.class))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<String> documents(Path file) throws IOException {
        return Stream.of(Files.readString(file).split("(?m)^---\n"));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
    }
}
