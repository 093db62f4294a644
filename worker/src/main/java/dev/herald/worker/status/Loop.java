package dev.herald.worker.status;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats one piece of work on a thread of its own until it is closed. A failure is logged and the work tried again after a
 * pause: what it needs, mostly Kafka, comes back.
 */
final class Loop implements AutoCloseable {

    /** One round; it may wait for something to do, and is interrupted when the loop is closed. */
    interface Round {
        void run() throws InterruptedException;
    }

    private static final Logger log = LoggerFactory.getLogger(Loop.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final String name;
    private final Round round;
    private final Runnable atEnd;
    private final InstantSource clock;
    private final Thread thread;
    private volatile Instant lastRound;

    /**
     * @param atEnd
     *            closes what only this thread may use
     * @param onDefect
     *            told when the work cannot go on, as when memory is exhausted
     */
    Loop(String name, InstantSource clock, Round round, Runnable atEnd, Consumer<Throwable> onDefect) {
        this.name = name;
        this.clock = clock;
        this.round = round;
        this.atEnd = atEnd;
        this.lastRound = clock.instant();
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::repeat);
        thread.setUncaughtExceptionHandler((_, defect) -> onDefect.accept(defect));
    }

    void start() {
        thread.start();
    }

    private void repeat() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                attempt();
                lastRound = clock.instant();
            }
        } catch (InterruptedException | InterruptException e) {
            log.atDebug().addKeyValue("loop", name).log("ends");
        } finally {
            // A flag that is still set would cut the closing short.
            Thread.interrupted();
            atEnd.run();
        }
    }

    private void attempt() throws InterruptedException {
        try {
            round.run();
        } catch (InterruptException e) {
            throw e;
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("loop", name).addKeyValue("error", e.toString()).log("failed, is tried again");
            log.atDebug().addKeyValue("loop", name).setCause(e).log("failed");
            Thread.sleep(AFTER_FAILURE);
        }
    }

    String name() {
        return name;
    }

    /** When a round last ended. */
    Instant lastRound() {
        return lastRound;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
