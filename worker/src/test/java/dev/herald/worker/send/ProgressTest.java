package dev.herald.worker.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.delivery.StartingPoint;
import dev.herald.worker.kafka.CommittedProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/** What is kept beside the offsets, and when a lost partition is taken over again. */
class ProgressTest {

    @Test
    void isCommittedAsTheFormatsSay() {
        Uuid topic = Uuid.fromString("QVhPR0lxWXhBYmNkZWZnaA");
        var progress = new CommittedProgress(17, topic, 12);

        assertEquals("1 17 QVhPR0lxWXhBYmNkZWZnaA 12", progress.encode());
        assertEquals(Optional.of(progress), CommittedProgress.decode(progress.encode()));
    }

    @Test
    void isTakenWithoutASafePointWhenItWasCommittedByHand() {
        assertEquals(Optional.empty(), CommittedProgress.decode(""));
    }

    @Test
    void isRefusedWhenItSaysWhatThisWorkerDoesNotKnow() {
        for (String metadata : new String[]{"2 17 QVhPR0lxWXhBYmNkZWZnaA 12", "1 17", "hello",
                "1 x QVhPR0lxWXhBYmNkZWZnaA 12"}) {
            assertThrows(IllegalStateException.class, () -> CommittedProgress.decode(metadata), metadata);
        }
    }

    @Test
    void carriesTheEpochOfTheRecordBeforeIt() {
        var epochs = new LeaderEpochs(100, Optional.of(3));
        epochs.seen(100, 3);
        epochs.seen(110, 4);
        epochs.seen(111, 4);
        epochs.seen(120, 6);

        assertEquals(Optional.of(3), epochs.before(100));
        assertEquals(Optional.of(3), epochs.before(110));
        assertEquals(Optional.of(4), epochs.before(111));
        assertEquals(Optional.of(4), epochs.before(120));
        assertEquals(Optional.of(6), epochs.before(121));
        assertEquals(Optional.empty(), new LeaderEpochs(100, Optional.empty()).before(100));
    }

    @Test
    void coversWhatWasAcceptedSinceTheChannelBeganAndAllThatCameLater() {
        Instant began = Instant.parse("2026-11-23T08:00:00Z");
        var origin = new Origin(new StartingPoint(10, 0, -1, 0), Optional.empty(), Optional.of(began), 20);

        assertTrue(origin.covers(10, began.toEpochMilli()));
        assertFalse(origin.covers(11, began.toEpochMilli() - 1));
        assertTrue(origin.covers(20, began.toEpochMilli() - 1), "written after the channel began, by a slow clock");
    }

    @Test
    void isTakenOverAgainSoonAndThenLessAndLessOften() {
        long second = Duration.ofSeconds(1).toNanos();
        Retake first = Retake.NONE.next(0);
        assertFalse(first.isDue(second - 1));
        assertTrue(first.isDue(second));
        assertFalse(first.asked().isDue(second), "somebody has been asked");
        assertTrue(first.asked().again(second).isDue(2 * second), "nobody could say");

        Retake many = first;
        for (int i = 0; i < 100; i++) {
            many = many.next(0);
        }
        assertEquals(Duration.ofMinutes(1), many.pause());
    }
}
