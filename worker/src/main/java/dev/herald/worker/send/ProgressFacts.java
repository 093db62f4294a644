package dev.herald.worker.send;

import dev.herald.worker.kafka.KafkaClients;
import dev.herald.worker.kafka.PartitionScan;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.FactFormat;
import dev.herald.worker.ledger.UnreadableRecordException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads a ledger for what it says of the progress, should the commit be lost. */
final class ProgressFacts {
    private final KafkaClients clients;
    private OptionalLong takeover = OptionalLong.empty();
    private Optional<Fact.Progress> last = Optional.empty();
    private long highest = -1;

    /**
     * @param last
     *            the last Progress that counts
     * @param highest
     *            the highest log offset that a fact speaks of; -1 if there is none
     */
    record Found(Optional<Fact.Progress> last, long highest) {}

    ProgressFacts(KafkaClients clients) {
        this.clients = clients;
    }

    Found read(TopicPartition ledger, long begin, long end) {
        try (var consumer = clients.reader("restore-" + ledger.partition())) {
            new PartitionScan(consumer).read(ledger, begin, end, this::apply);
        }
        return new Found(last, highest);
    }

    // Where the ledger's beginning is deleted the first takeover may be, too: what cites it is believed.
    private boolean apply(ConsumerRecord<byte[], byte[]> record) {
        try {
            switch (FactFormat.decode(record.value())) {
                case Fact.Takeover _ -> takeover = OptionalLong.of(record.offset());
                case Fact.Progress progress when takeover.isEmpty() || progress.takeover() == takeover.getAsLong() ->
                    last = Optional.of(progress);
                case Fact.OfUnit of -> highest = Math.max(highest, of.unit().offset());
                default -> {
                    return true;
                }
            }
        } catch (UnreadableRecordException e) {
            return true;
        }
        return true;
    }
}
