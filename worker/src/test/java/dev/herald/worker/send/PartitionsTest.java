package dev.herald.worker.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.config.DeliveryPolicy;
import dev.herald.worker.config.LiveSettings.OnUnknown;
import dev.herald.worker.config.LiveSettings.Rate;
import dev.herald.worker.delivery.DeliverySettings;
import dev.herald.worker.delivery.Demand;
import dev.herald.worker.delivery.OwnerTerms;
import dev.herald.worker.delivery.RateLimits;
import dev.herald.worker.delivery.StartingPoint;
import dev.herald.worker.kafka.Patience;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What begins, what is left and what is taken over again, without Kafka. The test is the loop. */
class PartitionsTest {
    private static final Set<Integer> FOUR = Set.of(0, 1, 2, 3);
    private static final Share FIRST_OF_FOUR = new Share(0, 1);
    private static final Share REST_OF_FOUR = new Share(1, 4);
    private static final Duration LONG = Duration.ofMinutes(2);

    private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    private final Map<Integer, FakeOwnership> latest = new TreeMap<>();
    private final List<Integer> asked = new ArrayList<>();
    private final CompletableFuture<Boolean> answer = new CompletableFuture<>();
    private final Rounds rounds = new Rounds(8, new RateLimits(4));
    private Optional<Rate> rate = Optional.empty();
    private long nanos;
    private int changes;

    @Test
    void areThoseThatMembershipAndTheShareGive() {
        Partitions partitions = partitions(REST_OF_FOUR);
        partitions.assign(Set.of(0, 2));
        runTasks(1);
        assertEquals(Set.of(2), latest.keySet());

        partitions.assign(FOUR);
        runTasks(2);
        assertEquals(Set.of(1, 2, 3), latest.keySet());
    }

    @Test
    void areNoneWithoutAShareWhateverMembershipGives() {
        Partitions partitions = partitions(Share.NONE);
        partitions.assign(FOUR);
        advanceAfter(partitions, LONG);

        assertEquals(Set.of(), latest.keySet());
        assertEquals(List.of(), asked);
        assertTrue(leave(partitions, FOUR).isDone(), "membership need not wait for it");
    }

    @Test
    void leavesInGoodOrderWhatItsShareLosesAndKeepsTheRest() {
        Partitions partitions = ofAll();
        FakeOwnership leaving = latest.get(0);
        leaving.demand = new Demand(3, 0, 0, 0);
        partitions.share(REST_OF_FOUR);

        assertTrue(leaving.leaving);
        assertFalse(latest.get(1).leaving);
        partitions.advance();
        assertEquals(3, rounds.slots(), "its sends under way still count");
        assertEquals(FOUR, partitions.owned(), "it is owned until they are written");

        leaving.end();
        partitions.advance();
        assertEquals(Set.of(1, 2, 3), partitions.owned());
    }

    @Test
    void beginsWhatItsShareGainsAndLeavesTheRestAlone() {
        Partitions partitions = partitions(FIRST_OF_FOUR);
        partitions.assign(FOUR);
        runTasks(1);
        FakeOwnership before = latest.get(0);
        partitions.share(Share.ALL);
        runTasks(3);
        partitions.advance();

        assertEquals(FOUR, partitions.owned());
        assertSame(before, latest.get(0));
        assertFalse(before.leaving);
    }

    @Test
    void neverTakesOverAgainWhatIsNotInItsShare() {
        Partitions partitions = ofAll();
        partitions.share(REST_OF_FOUR);
        latest.get(0).end();
        advanceAfter(partitions, LONG);
        advanceAfter(partitions, LONG);

        assertEquals(List.of(), asked);
    }

    @Test
    void takesOverAgainWhatItLostInItsShareWhenMembershipSaysSo() {
        Partitions partitions = ofAll();
        FakeOwnership lost = latest.get(0);
        lost.end();
        partitions.advance();
        advanceAfter(partitions, LONG);
        assertEquals(List.of(0), asked);
        answer.complete(true);
        runTasks(2);

        assertNotSame(lost, latest.get(0));
    }

    @Test
    void doesNotTakeOverAgainWhatLeavesItsShareWhileMembershipIsAsked() {
        Partitions partitions = ofAll();
        FakeOwnership lost = latest.get(0);
        lost.end();
        partitions.advance();
        advanceAfter(partitions, LONG);
        partitions.share(REST_OF_FOUR);
        answer.complete(true);
        runTasks(1);
        advanceAfter(partitions, LONG);

        assertEquals(List.of(0), asked);
        assertSame(lost, latest.get(0));
        assertTrue(loop.isEmpty());
    }

    @Test
    void forgetsALossOfWhatThenLeavesItsShare() {
        Partitions partitions = ofAll();
        FakeOwnership lost = latest.get(0);
        lost.end();
        partitions.advance();
        partitions.share(REST_OF_FOUR);
        advanceAfter(partitions, LONG);
        assertEquals(List.of(), asked);

        partitions.share(Share.ALL);
        runTasks(1);
        assertNotSame(lost, latest.get(0));
    }

    @Test
    void doesNotTakeOverWhatLeavesItsShareWhileItBegins() {
        Partitions partitions = partitions(Share.ALL);
        partitions.assign(Set.of(0, 1));
        partitions.share(REST_OF_FOUR);
        runTasks(2);

        assertEquals(Set.of(1), latest.keySet());
    }

    @Test
    void membershipWaitsForWhatLeavesBecauseOfTheShare() {
        Partitions partitions = ofAll();
        partitions.share(REST_OF_FOUR);
        CompletableFuture<Void> left = leave(partitions, Set.of(0));
        assertFalse(left.isDone());

        latest.get(0).end();
        partitions.advance();
        assertTrue(left.isDone());
    }

    @Test
    void takesOverWhatComesBackWhileItIsBeingLeft() {
        Partitions partitions = ofAll();
        FakeOwnership leaving = latest.get(0);
        partitions.share(REST_OF_FOUR);
        partitions.share(Share.ALL);
        leaving.end();
        partitions.advance();
        advanceAfter(partitions, LONG);
        answer.complete(true);
        runTasks(2);
        partitions.advance();

        assertNotSame(leaving, latest.get(0));
        assertEquals(FOUR, partitions.owned());
    }

    @Test
    void othersAreToldOnceThatTheRateIsAnother() {
        Partitions partitions = ofAll();
        int before = changes;
        rate = Optional.of(new Rate(10_000, 4_000, 2_000, 1_000));
        partitions.settings(settings());
        partitions.advance();
        partitions.advance();
        assertEquals(rate, rounds.rate());
        assertEquals(before + 1, changes);
    }

    private Partitions ofAll() {
        Partitions partitions = partitions(Share.ALL);
        partitions.assign(FOUR);
        runTasks(4);
        partitions.advance();
        assertEquals(FOUR, partitions.owned());
        return partitions;
    }

    private Partitions partitions(Share share) {
        return new Partitions(loop::add, new FakeWork(), this::confirm,
                new Clocks(InstantSource.fixed(Instant.EPOCH), () -> nanos), rounds, settings(), share,
                () -> changes++);
    }

    private DeliverySettings settings() {
        return new DeliverySettings(false, new DeliveryPolicy(1, DeliveryPolicy.BackoffPolicy.Linear,
                Duration.ZERO, Duration.ZERO, Duration.ofHours(1)), OnUnknown.Park, 25, rate);
    }

    private CompletionStage<Boolean> confirm(int partition) {
        asked.add(partition);
        return answer;
    }

    private void advanceAfter(Partitions partitions, Duration time) {
        nanos += time.toNanos();
        partitions.advance();
    }

    private static CompletableFuture<Void> leave(Partitions partitions, Set<Integer> taken) {
        CompletableFuture<Void> left = partitions.leave(taken).toCompletableFuture();
        partitions.advance();
        return left;
    }

    private void runTasks(int number) {
        for (int i = 0; i < number; i++) {
            try {
                Runnable task = loop.poll(Patience.SECONDS, TimeUnit.SECONDS);
                assertNotNull(task, "task " + i + " of " + number);
                task.run();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final class FakeWork implements Partitions.Work {
        @Override
        public Origin origin(int partition) {
            return new Origin(new StartingPoint(0, 0, 0, 0), Optional.empty(), Optional.empty(), 0);
        }

        @Override
        public OwnerTerms terms() {
            return new OwnerTerms(new UUID(0, 0), "a", "3f9a1c22", "relay", new UUID(0, 0), Duration.ZERO,
                    Duration.ZERO, Duration.ZERO, 4);
        }

        @Override
        public Ownership worker(int partition, Origin origin, OwnerTerms terms, DeliverySettings settings) {
            var ownership = new FakeOwnership();
            latest.put(partition, ownership);
            return ownership;
        }
    }
}
