package dev.herald.worker.status.ledger;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import dev.herald.worker.kafka.PositionReader;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.FactFormat;
import dev.herald.worker.ledger.UnreadableRecordException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Reads single takeovers from ledgers. Rarely asked: an undecodable message names no revision itself. Used by one thread. */
public final class TakeoverRecords implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final TopicNames names;
    private Optional<PositionReader> reader = Optional.empty();

    /**
     * @param consumers
     *            makes a consumer for this object, when it is first needed
     */
    public TakeoverRecords(Supplier<Consumer<byte[], byte[]>> consumers, TopicNames names) {
        this.consumers = consumers;
        this.names = names;
    }

    /**
     * @return empty if the ledger no longer holds it
     * @throws KafkaException
     *             if Kafka cannot be asked
     */
    String revision(String channel, int partition, long offset) {
        if (reader.isEmpty()) {
            reader = Optional.of(new PositionReader("status-takeovers", consumers.get()));
        }
        var answer = new CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>>();
        reader.get().read(new TopicPartition(names.ledger(channel), partition), offset, answer::complete);
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).map(TakeoverRecords::revision).orElse("");
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the takeover at %d of partition %d of %s was not read within %s"
                    .formatted(offset, partition, names.ledger(channel), PATIENCE), e);
        }
    }

    private static String revision(ConsumerRecord<byte[], byte[]> record) {
        try {
            return FactFormat.decode(record.value()) instanceof Fact.Takeover takeover ? takeover.revision() : "";
        } catch (UnreadableRecordException e) {
            return "";
        }
    }

    @Override
    public void close() {
        reader.ifPresent(PositionReader::close);
        reader = Optional.empty();
    }
}
