package dev.herald.e2e.bulk;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Producer and endpoint in this process. */
public final class LocalBulk implements Bulk {
    private final String topic;
    private final BulkSink sink;
    private final KafkaProducer<byte[], byte[]> producer;
    private volatile BulkTally tally = new BulkTally(0, System::nanoTime);
    private int posted;

    /**
     * Listens from now on.
     *
     * @param address where the endpoint listens
     * @param bootstrapServers of the broker, {@code host:port}
     * @param topic of the log
     */
    public LocalBulk(InetAddress address, String bootstrapServers, String topic) {
        this.topic = topic;
        this.sink = new BulkSink(address);
        this.producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms",
                20, "batch.size", 256 * 1024), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized void begin(int atMost) {
        tally = new BulkTally(atMost, System::nanoTime);
        sink.count(tally);
        posted = 0;
    }

    @Override
    public synchronized void post(int upTo) {
        var failure = new AtomicReference<Exception>();
        while (posted < upTo) {
            producer.send(new BulkMessage(++posted).record(topic), (place, why) -> {
                if (why != null) {
                    failure.set(why);
                }
            });
        }
        producer.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("the log did not take all messages: " + failure.get().getMessage(),
                    failure.get());
        }
    }

    @Override
    public void refuseAttachments(boolean refuse) {
        sink.refuseAttachments(refuse);
    }

    @Override
    public void answerAfter(Duration time) {
        sink.answerAfter(time);
    }

    @Override
    public BulkCounts counts() {
        return tally.counts();
    }

    @Override
    public void close() {
        producer.close();
        sink.close();
    }
}
