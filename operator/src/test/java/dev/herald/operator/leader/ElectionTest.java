package dev.herald.operator.leader;

import static dev.herald.operator.mock.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The threads around a candidate; what it decides is {@link CandidateTest}'s. */
class ElectionTest {
    private final Memory store = new Memory();
    private final AtomicReference<Moment> now = new AtomicReference<>(
            new Moment(0, Instant.parse("2026-11-23T08:30:00Z")));
    private final AtomicInteger lost = new AtomicInteger();
    private final Election election = new Election(store, "me", now::get, lost::incrementAndGet);

    @AfterEach
    void close() {
        store.hung.countDown();
        election.close();
    }

    @Test
    void leadsUntilItIsClosedAndReleasesTheLease() {
        assertFalse(election.held());
        election.seek();
        election.gained().join();
        assertTrue(election.held());

        election.close();

        assertFalse(election.held());
        assertEquals(Optional.empty(), store.lease.flatMap(LeaseRecord::holder));
        assertEquals(0, lost.get(), "given up is not lost");
    }

    @Test
    void doesNotReleaseWhatAnotherHolds() {
        store.put("other");
        election.seek();
        await().until(() -> store.reads.get() > 0);

        election.close();

        assertEquals(Optional.of("other"), store.lease.flatMap(LeaseRecord::holder));
        assertFalse(election.gained().isDone());
    }

    @Test
    void aRenewalThatHangsDoesNotKeepItFromSeeingThatTimeIsUp() {
        election.seek();
        election.gained().join();
        store.hangs = true;
        await().until(() -> store.hanging);
        assertTrue(election.held());

        pass(Candidate.RENEW_WITHIN);

        assertFalse(election.held());
        await().until(() -> lost.get() == 1);
    }

    @Test
    void endsWhenTheLeaseNamesAnother() {
        election.seek();
        election.gained().join();

        store.put("other");

        await().until(() -> lost.get() == 1);
        assertFalse(election.held());
    }

    @Test
    void saysWhyItCannotBeWonAndGoesOnTrying() {
        store.fails = true;
        election.seek();
        await().until(() -> election.obstacle()
                .equals(Optional.of("the lease cannot be reached: leases are forbidden")));

        store.fails = false;

        election.gained().join();
        await().until(() -> election.obstacle().isEmpty());
    }

    private void pass(Duration duration) {
        now.updateAndGet(before -> new Moment(before.nanos() + duration.toNanos(), before.wall().plus(duration)));
    }

    private static final class Memory implements LeaseStore {
        private final CountDownLatch hung = new CountDownLatch(1);
        private final AtomicInteger reads = new AtomicInteger();
        private volatile Optional<LeaseRecord> lease = Optional.empty();
        private volatile boolean hangs;
        private volatile boolean hanging;
        private volatile boolean fails;
        private int version;

        @Override
        public Optional<LeaseRecord> read() {
            if (fails) {
                throw new IllegalStateException("leases are forbidden");
            }
            if (hangs) {
                hanging = true;
                try {
                    hung.await();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            }
            reads.incrementAndGet();
            return lease;
        }

        @Override
        public synchronized boolean write(LeaseRecord wanted) {
            if (!wanted.version().equals(lease.flatMap(LeaseRecord::version))) {
                return false;
            }
            lease = Optional.of(new LeaseRecord(Optional.of("v" + ++version), wanted.holder(), wanted.duration(),
                    wanted.acquired(), wanted.renewed(), wanted.transitions()));
            return true;
        }

        synchronized void put(String holder) {
            lease = Optional.of(new LeaseRecord(Optional.of("v" + ++version), Optional.of(holder),
                    Duration.ofSeconds(15), Instant.EPOCH, Instant.EPOCH, 0));
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
