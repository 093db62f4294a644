package dev.herald.worker.send;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that all decisions are made on. Everything that happens around it (records, acknowledgements, outcomes)
 * is told as a task; after a batch of tasks, and at least once a tick, it decides.
 */
final class EventLoop implements Executor, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventLoop.class);
    // How late a retry may be.
    private static final Duration TICK = Duration.ofMillis(100);
    private static final int BATCH = 1_000;

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Runnable decide;
    private final LongSupplier patience;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param decide
     *            what to do after tasks
     * @param patience
     *            nanoseconds after which it has to decide again, when that is sooner than a tick; asked after each decision
     */
    EventLoop(Runnable decide, LongSupplier patience) {
        this.decide = decide;
        this.patience = patience;
        this.thread = Thread.ofPlatform().name("loop").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /**
     * Runs the task and returns when it has run, so that whoever tells much waits for those who listen. Whoever uses this
     * is closed before the loop.
     */
    void executeAndWait(Runnable task) {
        var done = new CompletableFuture<Void>();
        execute(() -> {
            try {
                task.run();
            } finally {
                done.complete(null);
            }
        });
        done.join();
    }

    private void run() {
        var batch = new ArrayList<Runnable>(BATCH);
        try {
            while (!closed) {
                Runnable first = tasks.poll(Math.min(TICK.toNanos(), patience.getAsLong()), TimeUnit.NANOSECONDS);
                if (first != null) {
                    batch.add(first);
                    tasks.drainTo(batch, BATCH - 1);
                }
                batch.forEach(EventLoop::guarded);
                batch.clear();
                guarded(decide);
            }
        } catch (InterruptedException e) {
            log.atDebug().log("loop interrupted");
        }
        // Nobody may wait for a loop that has ended.
        tasks.forEach(EventLoop::guarded);
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("a defect: this task was given up");
        }
    }

    @Override
    public void close() {
        execute(() -> closed = true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
