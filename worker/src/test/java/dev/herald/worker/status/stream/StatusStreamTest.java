package dev.herald.worker.status.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.herald.worker.config.ChannelType;
import dev.herald.worker.config.DeliveryPolicy;
import dev.herald.worker.config.DeliveryPolicy.BackoffPolicy;
import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.config.LiveSettings.ChannelSettings;
import dev.herald.worker.config.LiveSettings.OnUnknown;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.status.Commits.Commit;

/** The stream against a topic that takes events, refuses them, or does not answer. */
class StatusStreamTest {

    private static final Duration OBJECTIVE = Duration.ofSeconds(60);

    private final FakeKafka kafka = new FakeKafka();
    private final TopicNames names = new TopicNames("orders", "orders");
    private Instant now = Ledger.NOON;
    private Optional<LiveSettings.StatusStream> wanted = Optional.of(new LiveSettings.StatusStream(OBJECTIVE));
    private StatusStream stream = stream();

    private StatusStream stream() {
        return new StatusStream(kafka, names, _ -> Map.of(0, new Commit(0, Optional.of(0L))),
                new StatusRecords(names, "shop", "orders"), this::live, () -> now);
    }

    private LiveSettings live() {
        return new LiveSettings(false, "json-v1",
                new DeliveryPolicy(8, BackoffPolicy.Exponential, Duration.ofSeconds(5), Duration.ofHours(1),
                        Duration.ofHours(72)),
                Map.of("email",
                        new ChannelSettings("email", ChannelType.Email, false, OnUnknown.Resend, Optional.empty(),
                                Optional.empty(), 25, Optional.empty())),
                Duration.ofMinutes(3), List.of(), Optional.empty(), Map.of(), wanted);
    }

    @AfterEach
    void close() {
        stream.close();
    }

    private void rounds(int number) throws InterruptedException {
        for (int i = 0; i < number; i++) {
            stream.publish();
        }
    }

    private static String id(ProducerRecord<byte[], byte[]> record) {
        return new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
    }

    private static String value(ProducerRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    private void acceptEach(int messages) {
        for (int i = 0; i < messages; i++) {
            long message = kafka.ledger.facts.size();
            kafka.ledger.claim(message, 1).accepted(message, 1);
        }
    }

    @Test
    void publishesEachOutcomeAndKeepsUp() throws InterruptedException {
        acceptEach(3);
        rounds(2);
        assertEquals(3, kafka.sent());
        assertEquals(5, stream.figures().behind(), "nothing is published before the topic says so");
        kafka.take();
        rounds(1);
        assertEquals(3, stream.figures().published());
        assertEquals(0, stream.figures().behind());
        assertEquals(Optional.empty(), stream.figures().oldest());
    }

    @Test
    void readsNoFurtherThanItsQueueHoldsWhileTheTopicTakesNothing() throws InterruptedException {
        acceptEach(30_000);
        rounds(200);
        assertTrue(kafka.sent() >= LedgerLanes.MOST_WAITING, "the queue is used");
        assertTrue(kafka.sent() <= LedgerLanes.MOST_WAITING + 500, "and is bounded");
        now = now.plusSeconds(120_000);
        rounds(1);
        assertEquals(60_000, stream.figures().behind(), 1);
        assertEquals(kafka.sent(), stream.figures().missing());
        assertEquals(Optional.of(Ledger.time(2)), stream.figures().oldest());
        while (stream.figures().behind() > 0) {
            kafka.take();
            rounds(20);
        }
        assertEquals(30_000, stream.figures().published());
        assertEquals(30_000,
                kafka.producers.getFirst().history().stream().map(StatusStreamTest::id).distinct().count());
        assertEquals(0, stream.figures().missing());
    }

    @Test
    void publishesOfAnEventThatIsTooLargeWhatAlwaysFits() throws InterruptedException {
        acceptEach(2);
        rounds(2);
        kafka.producers.getFirst().errorNext(new RecordTooLargeException("1200 bytes, at most 1000"));
        kafka.take();
        rounds(1);
        List<ProducerRecord<byte[], byte[]>> sent = kafka.producers.getFirst().history();
        assertEquals(3, sent.size());
        assertEquals(id(sent.getFirst()), id(sent.getLast()));
        assertTrue(value(sent.getLast()).contains("\"truncated\":true"), value(sent.getLast()));
        kafka.take();
        rounds(1);
        assertEquals(2, stream.figures().published());
        assertEquals(1, stream.figures().truncated());
        assertEquals(0, stream.figures().behind());
    }

    @Test
    void staysBehindATopicThatRefusesEverythingAndGoesOnByItself() throws InterruptedException {
        acceptEach(50);
        rounds(2);
        for (int i = 0; i < 10; i++) {
            kafka.refuse(new RecordTooLargeException("200 bytes, at most 10"));
            now = now.plusSeconds(3);
            rounds(1);
        }
        int sent = kafka.sent();
        assertTrue(sent < 50 + 50 + 20, "one is tried while the topic refuses, not all of them: " + sent);
        assertEquals(0, stream.figures().published());
        assertEquals(0, stream.figures().truncated());
        assertEquals(100, stream.figures().behind(), 1);
        assertTrue(stream.figures().message().contains("max.message.bytes"), stream.figures().message());

        now = now.plusSeconds(3);
        while (stream.figures().behind() > 0) {
            kafka.take();
            now = now.plusSeconds(3);
            rounds(1);
        }
        assertEquals(50, stream.figures().published());
        assertTrue(stream.figures().truncated() <= 1, "what waited is published in full");
        assertEquals("", stream.figures().message());
    }

    @Test
    void sendsAgainWhatTheTopicMayNotHave() throws InterruptedException {
        acceptEach(1);
        rounds(2);
        kafka.refuse(new TimeoutException("no leader"));
        rounds(1);
        assertEquals(1, kafka.sent(), "after a pause");
        assertTrue(stream.figures().message().contains("no leader"), stream.figures().message());
        now = now.plusSeconds(3);
        rounds(1);
        kafka.take();
        rounds(1);
        assertEquals(2, kafka.sent());
        assertEquals(1, stream.figures().published());
    }

    @Test
    void goesOnAfterARestartAndStillKnowsWhichMessageItWas() throws InterruptedException {
        kafka.ledger.claim(7, 1);
        var open = kafka.ledger.last();
        acceptEach(2);
        rounds(2);
        kafka.take();
        rounds(1);
        stream.close();
        stream = stream();
        kafka.ledger.accepted(7, 1, open);
        rounds(2);
        ProducerRecord<byte[], byte[]> last = kafka.producers.getLast().history().getLast();
        assertEquals(1, kafka.producers.getLast().history().size(), "what was published is not published again");
        assertTrue(value(last).contains("\"id\":\"m-7\""), value(last));
    }

    @Test
    void publishesAgainAfterARestartWhatTheTopicMayNotHave() throws InterruptedException {
        acceptEach(1);
        rounds(2);
        stream.close();
        stream = stream();
        rounds(2);
        assertEquals(id(kafka.producers.getFirst().history().getFirst()),
                id(kafka.producers.getLast().history().getFirst()));
    }

    @Test
    void beginsWithWhatHappensFromNowOnButKnowsWhatIsUnderWay() throws InterruptedException {
        acceptEach(20);
        kafka.ledger.claim(1_000, 1);
        now = Ledger.time(kafka.ledger.facts.size());
        rounds(2);
        assertEquals(0, kafka.sent());
        kafka.ledger.accepted(1_000, 1);
        rounds(2);
        assertEquals(1, kafka.sent());
        assertTrue(value(kafka.producers.getLast().history().getFirst()).contains("\"id\":\"m-1000\""));
    }

    @Test
    void aLedgerThatIsMadeLaterIsPublishedFromItsStart() throws InterruptedException {
        kafka.commits.put(new TopicPartition("orders", 0),
                new OffsetAndMetadata(0, "1 " + Ledger.NOON.toEpochMilli()));
        acceptEach(2);
        now = Ledger.time(1_000);
        rounds(2);
        assertEquals(2, kafka.sent());
    }

    @Test
    void whatComesAfterAQuietHourIsNotAnHourLate() throws InterruptedException {
        var lane = new Lane("email", 0, new PartitionEvents.Start(0, -1), 0);
        lane.read(0, Ledger.NOON, kafka.ledger.facts.getFirst());
        assertEquals(Optional.of(Ledger.NOON), lane.oldest());
        lane.ends(1, Ledger.LATER);
        assertEquals(Optional.of(Ledger.LATER), lane.oldest());
        lane.ends(2, Ledger.LATER.plusSeconds(9));
        assertEquals(Optional.of(Ledger.LATER), lane.oldest(), "the second came after that");
    }

    @Test
    void isOffAndOnWhileItRuns() throws InterruptedException {
        wanted = Optional.empty();
        acceptEach(1);
        rounds(2);
        assertFalse(stream.figures().enabled());
        assertEquals(0, kafka.sent());
        wanted = Optional.of(new LiveSettings.StatusStream(OBJECTIVE));
        rounds(2);
        assertTrue(stream.figures().enabled());
        assertEquals(1, kafka.sent());
        wanted = Optional.empty();
        rounds(1);
        assertTrue(kafka.consumer.closed());
        assertTrue(kafka.producers.getFirst().closed());
    }
}
