package dev.herald.worker.status.stream;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

import dev.herald.worker.status.stream.Lane.Waiting;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Hands events to the status topic and tells what became of each. Used by one thread. */
final class Outlet implements AutoCloseable {

    /** What became of events. */
    interface Listener {
        void published(Lane lane, Waiting one);

        void tooLarge(Lane lane, Waiting one, String why);

        void refused(Lane lane, Waiting one, String why);
    }

    private record Answer(Lane lane, Waiting one, Exception failure) {}

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final StatusRecords records;
    private final String topic;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private Producer<byte[], byte[]> producer;

    /** @param producers makes a producer for this object */
    Outlet(Supplier<Producer<byte[], byte[]>> producers, StatusRecords records, String topic) {
        this.producers = producers;
        this.records = records;
        this.topic = topic;
    }

    /**
     * How many partitions the topic has; waits some seconds for a topic that is not there.
     *
     * @throws KafkaException
     *             if it cannot be learnt
     */
    int partitions() {
        if (producer == null) {
            producer = producers.get();
        }
        return producer.partitionsFor(topic).size();
    }

    /**
     * @throws KafkaException
     *             if the producer can do no more; the next call makes another
     */
    void send(Lane lane, Waiting one, int partitions) {
        ProducerRecord<byte[], byte[]> record = one.isTruncated()
                ? records.truncated(one.status(), partitions)
                : records.full(one.status(), partitions);
        try {
            producer.send(record, (_, failure) -> answers.add(new Answer(lane, one, failure)));
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            answers.add(new Answer(lane, one, e));
            close();
            throw e;
        }
    }

    /** Tells what has become of events by now. */
    void answers(Listener listener) {
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            if (answer.failure == null) {
                listener.published(answer.lane, answer.one);
            } else if (answer.failure instanceof RecordTooLargeException) {
                listener.tooLarge(answer.lane, answer.one, why(answer.failure));
            } else {
                listener.refused(answer.lane, answer.one, why(answer.failure));
            }
        }
    }

    private String why(Exception failure) {
        return "%s takes no events: %s".formatted(topic, failure.getMessage());
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }
}
