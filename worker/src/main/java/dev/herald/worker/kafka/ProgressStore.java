package dev.herald.worker.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits progress on a thread of its own: the newest of each partition, once a second at most. A commit that fails is
 * tried again until a newer one takes its place; nothing is lost by that, for progress only saves reading twice.
 */
public final class ProgressStore implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProgressStore.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final Counter failures;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Map<TopicPartition, OffsetAndMetadata> wanted = new HashMap<>();
    private final Thread thread;
    private boolean closing;

    /**
     * @param consumer
     *            of the progress group, without a subscription; is the store's from now on
     */
    public ProgressStore(Consumer<byte[], byte[]> consumer, MeterRegistry metrics) {
        this.consumer = consumer;
        this.failures = Counter.builder("herald.commit.failures")
                .description("Commits of progress that failed and were tried again")
                .register(metrics);
        this.thread = Thread.ofPlatform().name("progress").daemon().start(this::run);
    }

    /** Takes the place of an earlier commit of the partition that is not yet made. */
    public void commit(TopicPartition partition, OffsetAndMetadata progress) {
        lock.lock();
        try {
            wanted.put(partition, progress);
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try (consumer) {
            boolean last = false;
            while (!last) {
                last = awaitNews();
                commitOnce();
                if (!last) {
                    awaitPause();
                }
            }
        } catch (InterruptedException | InterruptException e) {
            log.atDebug().log("progress interrupted");
        }
    }

    // Returns whether this is the end.
    private boolean awaitNews() throws InterruptedException {
        lock.lock();
        try {
            while (wanted.isEmpty() && !closing) {
                news.await();
            }
            return closing;
        } finally {
            lock.unlock();
        }
    }

    private void awaitPause() throws InterruptedException {
        lock.lock();
        try {
            long nanos = PAUSE.toNanos();
            while (nanos > 0 && !closing) {
                nanos = news.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void commitOnce() {
        Map<TopicPartition, OffsetAndMetadata> batch = take();
        if (batch.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(batch, TIMEOUT);
        } catch (CommitFailedException e) {
            failed(batch, "someone subscribes under the progress group " + consumer.groupMetadata().groupId()
                    + ": commits fail until it leaves");
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            failed(batch, e.toString());
        }
    }

    private void failed(Map<TopicPartition, OffsetAndMetadata> batch, String error) {
        failures.increment();
        log.atWarn().addKeyValue("error", error).log("progress not committed, trying again");
        lock.lock();
        try {
            batch.forEach(wanted::putIfAbsent);
        } finally {
            lock.unlock();
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> take() {
        lock.lock();
        try {
            var batch = Map.copyOf(wanted);
            wanted.clear();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Makes one last try of what is not yet committed. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            news.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
