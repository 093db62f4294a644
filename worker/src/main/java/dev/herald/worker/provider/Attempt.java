package dev.herald.worker.provider;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * One try that ends by its deadline, whatever it is blocked in, and that knows on which side of the point of no return
 * it ended. Before {@link #handOver()} the message has surely not been taken; after it that cannot be known until the
 * other side answers. The two sides meet in one atomic step, so that a try given up as not sent never sends later.
 */
final class Attempt {
    private enum Phase {
        OPEN, HANDED_OVER, ABANDONED
    }

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.OPEN);
    private final AtomicReference<Runnable> abort = new AtomicReference<>(() -> {
    });
    private final AtomicReference<SendResult> conclusion = new AtomicReference<>();
    private final long end;

    private Attempt(Duration deadline) {
        this.end = System.nanoTime() + deadline.toNanos();
    }

    /**
     * Runs the work on a virtual thread of its own and waits for it until the deadline. Then what the work has
     * registered with {@link #onAbort} is closed under it, and the result follows from how far it had come.
     */
    static SendResult within(Duration deadline, Function<Attempt, SendResult> work) {
        var attempt = new Attempt(deadline);
        var result = new CompletableFuture<SendResult>();
        Thread.ofVirtual().name("attempt").start(() -> {
            try {
                result.complete(work.apply(attempt));
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        SendResult last = attempt.await(result, deadline);
        return Objects.requireNonNullElse(attempt.conclusion.get(), last);
    }

    private SendResult await(CompletableFuture<SendResult> result, Duration deadline) {
        try {
            return result.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return abandon("no answer within " + deadline.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return abandon("this worker was stopped");
        } catch (ExecutionException e) {
            // A defect, not an outcome; but whoever counts sends must not take it for "not sent".
            return handedOver()
                    ? new SendResult.Ambiguous(e.getCause().toString())
                    : SendResult.temporary(FailureKind.PROVIDER, e.getCause().toString());
        }
    }

    private SendResult abandon(String reason) {
        boolean notSent = phase.compareAndSet(Phase.OPEN, Phase.ABANDONED);
        abort.get().run();
        return notSent ? SendResult.temporary(FailureKind.NETWORK, reason) : new SendResult.Ambiguous(reason);
    }

    /**
     * The point of no return: to be called just before the bytes that let the other side take the message.
     *
     * @throws InterruptedIOException
     *             when the try has been given up, or its deadline has passed while this process was stopped
     */
    void handOver() throws InterruptedIOException {
        if (remaining().isZero() || !phase.compareAndSet(Phase.OPEN, Phase.HANDED_OVER)) {
            throw new InterruptedIOException("the deadline passed before the message was handed over");
        }
    }

    boolean handedOver() {
        return phase.get() == Phase.HANDED_OVER;
    }

    /** The answer is here: this is the result, whatever happens while the work is still tidying up. */
    void conclude(SendResult result) {
        conclusion.set(result);
    }

    /**
     * Says how to tear down what the work is blocked in; replaces what was said before.
     *
     * @throws IOException
     *             when the try has already been given up; then the action has run
     */
    void onAbort(Runnable action) throws IOException {
        abort.set(action);
        if (phase.get() == Phase.ABANDONED) {
            action.run();
            throw new InterruptedIOException("the deadline has passed");
        }
    }

    /** Time until the deadline; zero when it has passed. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /** The same in milliseconds for a socket, where zero would mean for ever. */
    int remainingMillis() {
        return (int) Math.clamp(remaining().toMillis(), 1, Integer.MAX_VALUE);
    }
}
