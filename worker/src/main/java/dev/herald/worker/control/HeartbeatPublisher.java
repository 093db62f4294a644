package dev.herald.worker.control;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes this worker's heartbeat every 10 s and whenever it has something new to say, and takes it back at the end. */
public final class HeartbeatPublisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HeartbeatPublisher.class);
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    // A worker that leaves gracefully waits this long for its last word; without it, readers go by its age.
    private static final Duration LAST_WORD = Duration.ofSeconds(5);

    private final Producer<byte[], byte[]> producer;
    private final String controlTopic;
    private final byte[] key;
    private final Supplier<Heartbeat> state;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread;
    private Heartbeat last;

    /**
     * @param producer
     *            stays the caller's
     * @param state
     *            what to say now; called on a thread of the publisher
     */
    public HeartbeatPublisher(Producer<byte[], byte[]> producer, String controlTopic, String pod,
            Supplier<Heartbeat> state) {
        this.producer = producer;
        this.controlTopic = controlTopic;
        this.key = Heartbeat.key(pod).getBytes(StandardCharsets.UTF_8);
        this.state = state;
        this.thread = Thread.ofVirtual().name("heartbeat").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Something has changed: says it now, if it makes a difference. */
    public void changed() {
        news.release();
    }

    private void run() {
        try {
            while (true) {
                boolean changed = news.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
                news.drainPermits();
                publish(changed);
            }
        } catch (InterruptedException e) {
            log.atDebug().log("heartbeat ends");
        }
    }

    private void publish(boolean onlyNews) {
        try {
            Heartbeat heartbeat = state.get();
            if (onlyNews && last != null && heartbeat.saysSameAs(last)) {
                return;
            }
            last = heartbeat;
            producer.send(new ProducerRecord<>(controlTopic, key, heartbeat.encode()), (metadata, failure) -> {
                if (failure != null) {
                    log.atWarn().addKeyValue("error", failure.toString()).log("heartbeat not written");
                }
            });
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("error", e.toString()).log("heartbeat not written");
        }
    }

    /** Takes the heartbeat back: this worker has left on purpose. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
            producer.send(new ProducerRecord<>(controlTopic, key, null))
                    .get(LAST_WORD.toMillis(),
                            TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            log.atWarn().addKeyValue("error", e.toString()).log("heartbeat not taken back");
        }
    }
}
