package dev.herald.worker.send;

import static dev.herald.worker.pipeline.Wait.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.herald.worker.control.Heartbeat;
import dev.herald.worker.kafka.Broker;
import dev.herald.worker.kafka.KafkaExtension;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.pipeline.LiveText;
import dev.herald.worker.pipeline.Pipeline;
import dev.herald.worker.pipeline.Promise;
import dev.herald.worker.pipeline.WebhookSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Senders of more than one revision on the same channel: who sends what, the live file says. */
@Tag("kafka")
@ExtendWith(KafkaExtension.class)
class SendersOfTwoRevisionsTest {
    private static final String OLD = "0a0a0a0a";
    private static final String NEW = "1b1b1b1b";
    private static final int PARTITIONS = 4;
    private static final int LOAD = 120;
    private static final int AT_REST = 20;

    private final WebhookSink sink = new WebhookSink();
    private Pipeline pipeline;
    private int posted;
    private int moves;

    @BeforeEach
    void begin(Broker broker, @TempDir Path folder) {
        pipeline = new Pipeline(broker, folder, PARTITIONS, sink.url());
    }

    @AfterEach
    void end() {
        pipeline.close();
        sink.close();
    }

    @Test
    void movePartitionsUnderLoadAsTheLiveFileSaysLosingNothingAndSendingNothingTwice() {
        sink.delay(Duration.ofMillis(20));
        pipeline.live(new LiveText().serving(OLD));
        sender("a", OLD);
        sender("b", NEW);
        patiently().until(() -> pipeline.output("b").contains("msg=\"assigned\""));
        requireSentBy(List.of(OLD, OLD, OLD, OLD));

        moveUnderLoad(new LiveText().ramp(OLD, NEW, 0));
        requireSentBy(List.of(OLD, OLD, OLD, OLD));
        moveUnderLoad(new LiveText().ramp(OLD, NEW, 1));
        requireSentBy(List.of(NEW, OLD, OLD, OLD));
        moveUnderLoad(new LiveText().ramp(OLD, NEW, PARTITIONS));
        requireSentBy(List.of(NEW, NEW, NEW, NEW));
        moveUnderLoad(new LiveText().serving(OLD));
        requireSentBy(List.of(OLD, OLD, OLD, OLD));

        new Promise(pipeline, sink).awaitAll(posted);
        assertEquals(Pipeline.wire(0, posted), sink.delivered());
        assertEquals(posted, sink.hits().size());
        assertEquals(Set.of(), pipeline.ledger().uncertain());
    }

    @Test
    void takeNothingFromOneAnotherHoweverOftenTheOneWithoutAShareStartsAndDies() {
        pipeline.live(new LiveText().ramp(OLD, NEW, 0));
        sender("a", OLD);
        requireSentBy(List.of(OLD, OLD, OLD, OLD));
        for (String pod : List.of("b1", "b2", "b3")) {
            Process crashing = sender(pod, NEW);
            // The group has taken it in, and given it all partitions; and it has said that it is there.
            patiently().until(
                    () -> pipeline.output(pod).contains("msg=\"assigned\"") && !pipeline.heartbeats(pod).isEmpty());
            post(AT_REST);
            crashing.destroyForcibly();
            assertFalse(pipeline.output(pod).contains("level=WARN"), pipeline.output(pod));
        }
        requireSentBy(List.of(OLD, OLD, OLD, OLD));

        patiently().until(
                () -> pipeline.lastHeartbeat("a").map(Heartbeat::partitions), Optional.of(List.of(0, 1, 2, 3))::equals);
        Heartbeat serving = pipeline.lastHeartbeat("a").orElseThrow();
        assertEquals(Heartbeat.formats(), serving.reads());
        assertEquals(List.of(), serving.writes());
        assertEquals("json-v1", serving.pin());
        assertEquals(Set.of(List.of()),
                Stream.of("b1", "b2", "b3")
                        .flatMap(pod -> pipeline.heartbeats(pod).stream())
                        .map(Heartbeat::partitions)
                        .collect(Collectors.toSet()));
        assertEquals(posted, sink.hits().size());
        assertEquals(PARTITIONS, pipeline.ledger().all(Fact.Takeover.class).size(), "each was taken over once");
    }

    private Process sender(String pod, String revision) {
        pipeline.settings(pipeline.settings().revision(revision));
        return pipeline.sender(pod);
    }

    private void moveUnderLoad(LiveText live) {
        int before = sink.hits().size();
        post(LOAD);
        patiently().until(() -> sink.hits().size() > before + LOAD / 4);
        pipeline.live(live);
        moves++;
        post(LOAD);
        // Whoever has not seen the file yet may still take back what it has lost.
        patiently().until(() -> seen("a") == moves && seen("b") == moves);
    }

    private long seen(String pod) {
        return pipeline.output(pod).lines().filter(line -> line.contains("live configuration changed")).count();
    }

    /** When the partitions are these revisions', what is posted then is sent by them. */
    private void requireSentBy(List<String> revisions) {
        var expected = new TreeMap<Integer, Set<String>>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            expected.put(partition, Set.of(revisions.get(partition)));
        }
        patiently().until(() -> sink.delivered().size() == posted && owners().equals(expected));
        int first = posted;
        post(AT_REST);
        patiently().until(() -> sink.delivered().size() == posted);

        var senders = new TreeMap<Integer, Set<String>>();
        pipeline.ledger()
                .facts()
                .forEach((partition, facts) -> senders.put(partition,
                        facts.stream()
                                .filter(Fact.Claim.class::isInstance)
                                .map(Fact.Claim.class::cast)
                                .filter(claim -> claim.unit().offset() >= first / PARTITIONS)
                                .map(Fact.Claim::revision)
                                .collect(Collectors.toSet())));
        assertEquals(expected, senders);
    }

    private void post(int messages) {
        pipeline.post(posted, posted + messages);
        posted += messages;
    }

    private Map<Integer, Set<String>> owners() {
        var owners = new TreeMap<Integer, Set<String>>();
        pipeline.ledger()
                .facts()
                .forEach((partition, facts) -> facts.stream()
                        .filter(Fact.Takeover.class::isInstance)
                        .map(Fact.Takeover.class::cast)
                        .forEach(takeover -> owners.put(partition, Set.of(takeover.revision()))));
        return owners;
    }

}
