package dev.herald.worker.status.stream;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

import dev.herald.worker.kafka.LogHeaders;
import dev.herald.worker.kafka.PositionReader;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.status.stream.DeliveryStatus.Identity;
import dev.herald.worker.status.stream.Lane.Waiting;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Asks the log which messages events are of, where the ledger no longer says so. Used by one thread. */
final class Identities implements AutoCloseable {

    /** Told which message an event is of. */
    interface Listener {
        void named(Lane lane, Waiting one, Optional<Identity> message);
    }

    private record Answer(Lane lane, Waiting one, Optional<Identity> message) {}

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final String topic;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private PositionReader reader;

    /** @param consumers makes a consumer for this object, when it is first needed */
    Identities(Supplier<Consumer<byte[], byte[]>> consumers, String topic) {
        this.consumers = consumers;
        this.topic = topic;
    }

    void ask(Lane lane, Waiting one) {
        if (reader == null) {
            reader = new PositionReader("status-stream-identities", consumers.get());
        }
        reader.read(new TopicPartition(topic, one.status().partition()), one.status().unit().offset(),
                record -> answers.add(new Answer(lane, one, record.flatMap(Identities::identity))));
    }

    void answers(Listener listener) {
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            listener.named(answer.lane, answer.one, answer.message);
        }
    }

    private static Optional<Identity> identity(ConsumerRecord<byte[], byte[]> record) {
        Labels labels = new LogHeaders(record.headers()).labels(record.timestamp());
        return labels.id().isEmpty() ? Optional.empty() : Optional.of(new Identity(labels.source(), labels.id()));
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
