package dev.herald.worker.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.kafka.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AttemptTest {
    private static final Duration LONG = Duration.ofSeconds(Patience.SECONDS);
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final SendResult ACCEPTED = new SendResult.Accepted("250 ok");

    @Test
    void anAttemptGivenUpAsNotSentNeverHandsOverLater() throws Exception {
        var mayGoOn = new CountDownLatch(1);
        var later = new CompletableFuture<Boolean>();

        SendResult result = Attempt.within(SHORT, attempt -> {
            await(mayGoOn);
            try {
                attempt.handOver();
                later.complete(true);
            } catch (IOException e) {
                later.complete(false);
            }
            return ACCEPTED;
        });

        assertEquals(FailureKind.NETWORK, assertInstanceOf(SendResult.Failed.class, result).kind());
        mayGoOn.countDown();
        assertFalse(later.get(Patience.SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void oneThatHasHandedOverIsAmbiguousAndTornDown() throws Exception {
        var tornDown = new CountDownLatch(1);

        SendResult result = Attempt.within(SHORT, attempt -> {
            try {
                attempt.onAbort(tornDown::countDown);
                attempt.handOver();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            await(new CountDownLatch(1));
            return ACCEPTED;
        });

        assertInstanceOf(SendResult.Ambiguous.class, result);
        assertTrue(tornDown.await(Patience.SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void whatIsRegisteredForTearingDownTooLateIsTornDownAtOnce() throws Exception {
        var mayGoOn = new CountDownLatch(1);
        var tornDown = new AtomicBoolean();
        var refused = new CompletableFuture<Boolean>();

        Attempt.within(SHORT, attempt -> {
            await(mayGoOn);
            refused.complete(throwsIo(() -> attempt.onAbort(() -> tornDown.set(true))));
            return ACCEPTED;
        });
        mayGoOn.countDown();

        assertTrue(refused.get(Patience.SECONDS, TimeUnit.SECONDS));
        assertTrue(tornDown.get());
    }

    @Test
    void anAnswerThatWasReadStandsWhateverFollows() {
        assertEquals(ACCEPTED, Attempt.within(SHORT, attempt -> {
            attempt.conclude(ACCEPTED);
            await(new CountDownLatch(1));
            return SendResult.temporary(FailureKind.NETWORK, "later");
        }));
        assertEquals(ACCEPTED, Attempt.within(LONG, attempt -> {
            attempt.conclude(ACCEPTED);
            throw new IllegalStateException("a defect in tidying up");
        }));
    }

    @Test
    void aDefectAfterHandingOverIsNotTakenForNotSent() {
        SendResult before = Attempt.within(LONG, _ -> {
            throw new IllegalStateException("defect");
        });
        SendResult after = Attempt.within(LONG, attempt -> {
            try {
                attempt.handOver();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new IllegalStateException("defect");
        });

        assertInstanceOf(SendResult.Failed.class, before);
        assertInstanceOf(SendResult.Ambiguous.class, after);
    }

    @Test
    void handingOverIsRefusedOnceTheDeadlineHasPassedEvenIfNobodyHasNoticedYet() {
        var refused = new AtomicBoolean();

        Attempt.within(Duration.ofMillis(1), attempt -> {
            while (!attempt.remaining().isZero()) {
                Thread.onSpinWait();
            }
            refused.set(throwsIo(attempt::handOver));
            attempt.conclude(ACCEPTED);
            return ACCEPTED;
        });

        Patience.await().untilTrue(refused);
    }

    private interface Risky {
        void run() throws IOException;
    }

    private static boolean throwsIo(Risky action) {
        try {
            action.run();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
