package dev.herald.worker.send;

import dev.herald.worker.delivery.Command;
import dev.herald.worker.delivery.PartitionOwner;
import dev.herald.worker.ledger.FactFormat;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one owner's facts to the ledger, and what could not be decoded to quarantine. */
final class LedgerWriter {
    private static final Logger log = LoggerFactory.getLogger(LedgerWriter.class);
    private static final String CHANNEL = "herald-quarantine-channel";
    private static final String PARTITION = "herald-quarantine-partition";
    private static final String OFFSET = "herald-quarantine-offset";
    private static final String ERROR = "herald-quarantine-error";
    private static final String REVISION = "herald-quarantine-revision";
    private static final String AT = "herald-quarantine-at";

    private final int partition;
    private final Outside outside;
    private final Consumer<Consumer<PartitionOwner>> tell;

    /** @param tell tells the owner something, on the loop's thread */
    LedgerWriter(int partition, Outside outside, Consumer<Consumer<PartitionOwner>> tell) {
        this.partition = partition;
        this.outside = outside;
        this.tell = tell;
    }

    void append(Command.Append append) {
        var record = new ProducerRecord<byte[], byte[]>(outside.topics().ledger(outside.channel().key()), partition,
                null, FactFormat.encode(append.fact()));
        write(record, failure -> {
            if (failure.isEmpty()) {
                tell.accept(owner -> owner.appended(append.number()));
            } else {
                tell.accept(owner -> owner.appendFailed(append.number(), failure.get().toString()));
            }
        });
    }

    void quarantine(Command.Quarantine command) {
        LogRecord message = (LogRecord) command.entry();
        quarantine(message, message.raw().value(), command.error());
    }

    // The partition goes on; this message waits in the owner until its bytes are safe.
    private void quarantine(LogRecord message, byte[] value, String error) {
        var raw = message.raw();
        var record = new ProducerRecord<>(outside.topics().quarantine(), partition, raw.timestamp(), raw.key(), value,
                raw.headers());
        header(record, CHANNEL, outside.channel().key());
        header(record, PARTITION, Integer.toString(partition));
        header(record, OFFSET, Long.toString(message.offset()));
        header(record, ERROR, error);
        header(record, REVISION, outside.revision());
        header(record, AT, outside.clocks().wall().instant().toString());
        write(record, failure -> {
            if (failure.isEmpty()) {
                tell.accept(owner -> owner.quarantined(message.offset()));
            } else if (failure.get() instanceof RecordTooLargeException && value != null) {
                quarantine(message, null, error + " (too large for quarantine: its bytes are in the log alone)");
            } else {
                again(message, value, error, failure.get());
            }
        });
    }

    private void again(LogRecord message, byte[] value, String error, Exception failure) {
        log.atWarn()
                .addKeyValue("partition", partition)
                .addKeyValue("offset", message.offset())
                .addKeyValue("error", failure.toString())
                .log("not yet in quarantine, trying again");
        Executor later = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, outside.loop());
        later.execute(() -> quarantine(message, value, error));
    }

    private void write(ProducerRecord<byte[], byte[]> record, Consumer<Optional<Exception>> answer) {
        try {
            outside.producer()
                    .send(record, (_, failure) -> outside.loop()
                            .execute(() -> answer.accept(Optional.ofNullable(failure))));
        } catch (KafkaException | IllegalStateException e) {
            outside.loop().execute(() -> answer.accept(Optional.of(e)));
        }
    }

    private static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
