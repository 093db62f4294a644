package dev.herald.worker.status.control;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Writes to the control topic, and returns when it is there. */
public final class ControlWriter {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Producer<byte[], byte[]> producer;
    private final String topic;

    /** @param producer stays the caller's */
    public ControlWriter(Producer<byte[], byte[]> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
    }

    /**
     * @param value
     *            null removes what is under the key
     * @throws KafkaException
     *             if it is not known to be there
     */
    public void write(String key, byte[] value) throws InterruptedException {
        try {
            producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new KafkaException("not written to " + topic + ": " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("not written to " + topic + " within " + PATIENCE, e);
        }
    }

    /** Removes the heartbeat of a worker that will not come back. */
    public void removeWorker(String pod) throws InterruptedException {
        write(ControlState.workerKey(pod), null);
    }

    /** Removes what a probe has found. */
    public void removeProbe(String id) throws InterruptedException {
        write(ControlState.probeKey(id), null);
    }
}
