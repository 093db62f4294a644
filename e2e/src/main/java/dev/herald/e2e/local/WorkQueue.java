package dev.herald.e2e.local;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heart of a controller: keys of objects that want a look, one look at a time. A key asked for again while it waits is looked at once; a
 * look that fails is repeated a second later.
 *
 * @param <K> what names an object
 */
final class WorkQueue<K> implements AutoCloseable {
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Logger log = LoggerFactory.getLogger(WorkQueue.class);
    private final Consumer<K> look;
    private final Set<K> waiting = new HashSet<>();
    private final ScheduledExecutorService worker;

    WorkQueue(String name, Consumer<K> look) {
        this.look = look;
        this.worker = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name(name).factory());
    }

    void ask(K key) {
        synchronized (waiting) {
            if (!waiting.add(key)) {
                return;
            }
        }
        schedule(() -> {
            synchronized (waiting) {
                waiting.remove(key);
            }
            run(key);
        }, Duration.ZERO);
    }

    void askLater(K key, Duration delay) {
        schedule(() -> ask(key), delay);
    }

    private void run(K key) {
        try {
            look.accept(key);
        } catch (RuntimeException e) {
            if (!worker.isShutdown()) {
                log.atDebug().addKeyValue("key", key).setCause(e).log("will look again");
                askLater(key, AFTER_FAILURE);
            }
        }
    }

    private void schedule(Runnable task, Duration delay) {
        try {
            worker.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            log.atTrace().log("closed");
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
