package dev.herald.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.api.v1alpha1.ReplayJobStatus;
import dev.herald.operator.channel.ChannelPlanner;
import dev.herald.operator.channel.ObservedChannel;
import dev.herald.operator.channel.ScalingInputs;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.pipeline.ObservedPipeline;
import dev.herald.operator.pipeline.PipelinePlanner;
import dev.herald.operator.plan.Write;
import dev.herald.operator.replay.ObservedReplay;
import dev.herald.operator.replay.ReplayPlanner;
import dev.herald.operator.report.Sighting;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is made of resources: for each {@code in-NAME.yaml} the objects in {@code out-NAME.yaml}. After a wanted change, {@code GOLDEN=write} in the environment writes the second
 * anew; then look at what has changed.
 */
class GoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final Instant NOW = Instant.parse("2026-11-23T08:30:00Z");
    private static final Sighting WELL = Given.report(Samples.closed());

    static Stream<Path> inputs() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.getFileName().toString().startsWith("in-")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void makes(Path input) throws IOException {
        Path output = FOLDER.resolve(input.getFileName().toString().replace("in-", "out-"));
        String actual = objects(Files.readString(input));
        if ("write".equals(System.getenv("GOLDEN"))) {
            Files.writeString(output, actual);
        }
        assertEquals(Files.readString(output), actual);
    }

    private static String objects(String input) {
        List<String> documents = Stream.of(input.split("(?m)^---$"))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
        List<String> channels = documents.stream().filter(text -> text.contains("kind: Channel")).toList();
        String pipeline = documents.stream()
                .filter(text -> text.contains("kind: NotificationPipeline"))
                .findFirst()
                .orElseThrow();
        List<Write> writes = new ArrayList<>(new PipelinePlanner("registry.example.org/herald/worker:1.0")
                .plan(new ObservedPipeline(Given.pipeline(pipeline), List.of(),
                        channels.stream().map(Given::channel).toList(), List.of(), List.of(), List.of(), List.of(),
                        List.of(), List.of(), new Sighting.Pending("")), NOW)
                .writes());
        channels.forEach(channel -> writes.addAll(new ChannelPlanner("registry.example.org/herald/worker:1.0")
                .plan(new ObservedChannel(Given.channel(channel), Optional.of(Given.pipeline(pipeline)), List.of(),
                        List.of(), List.of(), List.of(), WELL, Optional.empty(), ScalingInputs.NONE), NOW)
                .writes()));
        documents.stream()
                .filter(text -> text.contains("kind: ReplayJob"))
                .forEach(replay -> writes.addAll(replay(replay, pipeline)));
        return writes.stream()
                .map(write -> "# " + write.getClass().getSimpleName() + "\n" + Serialization.asYaml(write.object()))
                .collect(Collectors.joining());
    }

    private static List<Write> replay(String replay, String pipeline) {
        ReplayPlanner planner = new ReplayPlanner("registry.example.org/herald/worker:1.0");
        ReplayJobStatus intent = planner
                .plan(new ObservedReplay(Given.replay(replay), Optional.of(Given.pipeline(pipeline)), List.of(),
                        List.of(), List.of(), WELL, Optional.empty()), NOW)
                .status();
        return planner
                .plan(new ObservedReplay(Given.replay(replay, intent), Optional.of(Given.pipeline(pipeline)), List.of(),
                        List.of(), List.of(), WELL, Optional.empty()), NOW)
                .writes();
    }
}
