package dev.herald.worker.replay;

import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.ledger.FeedFormat;
import dev.herald.worker.ledger.FeedRecord;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends to the feeds of channels, and remembers what may not have arrived there. */
final class FeedWriter {

    private static final Logger log = LoggerFactory.getLogger(FeedWriter.class);

    private final Producer<byte[], byte[]> producer;
    private final TopicNames names;
    private final Queue<Lost> lost = new ConcurrentLinkedQueue<>();

    private record Lost(Place place, FeedRecord record) {}

    /** @param producer stays the caller's */
    FeedWriter(Producer<byte[], byte[]> producer, TopicNames names) {
        this.producer = producer;
        this.names = names;
    }

    void append(Place place, FeedRecord record) {
        try {
            producer.send(
                    new ProducerRecord<>(names.feed(place.channel()), place.partition(), null,
                            FeedFormat.encode(record)),
                    (_, failure) -> {
                        if (failure != null) {
                            lost(place, record, failure);
                        }
                    });
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            lost(place, record, e);
        }
    }

    private void lost(Place place, FeedRecord record, Exception failure) {
        log.atWarn()
                .addKeyValue("channel", place.channel())
                .addKeyValue("partition", place.partition())
                .addKeyValue("unit", record.unit())
                .addKeyValue("error", failure.toString())
                .log("not fed, is tried again");
        lost.add(new Lost(place, record));
    }

    /** Gives back, once, what may not have arrived. */
    void lost(BiConsumer<Place, FeedRecord> taker) {
        for (Lost next = lost.poll(); next != null; next = lost.poll()) {
            taker.accept(next.place(), next.record());
        }
    }
}
