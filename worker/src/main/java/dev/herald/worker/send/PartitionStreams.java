package dev.herald.worker.send;

import dev.herald.worker.delivery.PartitionOwner;
import dev.herald.worker.kafka.PartitionReader;
import dev.herald.worker.kafka.PartitionScan;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.FactFormat;
import dev.herald.worker.ledger.FeedFormat;
import dev.herald.worker.ledger.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one ownership reads: ledger, log and feed as they grow, and what it asks for again. Decodes on the readers'
 * threads and tells on the loop's.
 */
final class PartitionStreams {
    private static final Logger log = LoggerFactory.getLogger(PartitionStreams.class);
    private static final int HISTORY_BATCH = 1_000;
    private static final Duration BACK_OFF = Duration.ofSeconds(1);

    private record FactEntry(long offset, Instant appendedAt, Fact fact) {}

    private final Origin origin;
    private final Outside outside;
    private final PartitionWorker worker;
    private final TopicPartition logPartition;
    private final TopicPartition ledgerPartition;
    private final TopicPartition feedPartition;
    private boolean logRests;
    private boolean feedRests;
    private volatile boolean stopped;

    PartitionStreams(int partition, Origin origin, Outside outside, PartitionWorker worker) {
        String key = outside.channel().key();
        this.origin = origin;
        this.outside = outside;
        this.worker = worker;
        this.logPartition = new TopicPartition(outside.topics().log(), partition);
        this.ledgerPartition = new TopicPartition(outside.topics().ledger(key), partition);
        this.feedPartition = new TopicPartition(outside.topics().feed(key), partition);
    }

    void start() {
        var point = origin.point();
        outside.ledger().start(ledgerPartition, new OffsetAndMetadata(point.safePoint()), new Facts());
        outside.intake()
                .start(logPartition, new OffsetAndMetadata(point.progress(), origin.epoch(), ""), new Messages());
        outside.intake().start(feedPartition, new OffsetAndMetadata(point.feed()), new Wishes());
    }

    void stop() {
        stopped = true;
        outside.ledger().stop(ledgerPartition);
        outside.intake().stop(logPartition);
        outside.intake().stop(feedPartition);
    }

    /** Back-pressure: what rests is not read until it goes on. */
    void rest(boolean messages, boolean wishes) {
        if (messages != logRests) {
            logRests = messages;
            outside.intake().rest(logPartition, messages);
        }
        if (wishes != feedRests) {
            feedRests = wishes;
            outside.intake().rest(feedPartition, wishes);
        }
    }

    void readAgain(long offset) {
        outside.bodies().read(logPartition, offset, found -> {
            Optional<LogRecord> message = found.map(this::message);
            outside.loop()
                    .execute(() -> tell(owner -> message.ifPresentOrElse(owner::body, () -> owner.bodyGone(offset))));
        });
    }

    void readHistory(long from, long to) {
        Thread.ofVirtual().name("history").start(() -> {
            long next = from;
            while (!stopped && next < to) {
                next = readHistoryOnce(next, to);
            }
            onLoop(PartitionOwner::historyRead);
        });
    }

    // Returns where to go on after a failure, or the end.
    private long readHistoryOnce(long from, long to) {
        var batch = new ArrayList<FactEntry>();
        long[] next = {from};
        try (var consumer = outside.clients().reader("history-" + ledgerPartition.partition())) {
            new PartitionScan(consumer).read(ledgerPartition, from, to, record -> {
                fact(record).ifPresent(batch::add);
                if (batch.size() >= HISTORY_BATCH) {
                    flush(batch);
                    next[0] = record.offset() + 1;
                }
                return !stopped;
            });
            flush(batch);
            return to;
        } catch (KafkaException e) {
            log.atWarn().addKeyValue("error", e.toString()).log("reading the ledger failed, trying again");
            pause();
            return next[0];
        }
    }

    private void flush(List<FactEntry> batch) {
        var entries = List.copyOf(batch);
        batch.clear();
        onLoop(owner -> entries.forEach(it -> owner.history(it.offset(), it.appendedAt(), it.fact())));
    }

    private void pause() {
        try {
            Thread.sleep(BACK_OFF);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private LogRecord message(ConsumerRecord<byte[], byte[]> record) {
        return new LogRecord(record, outside.channel().key(), outside.channel().type(),
                origin.covers(record.offset(), record.timestamp()));
    }

    // A newer version may say that the partition is another's: not to be passed over.
    private Optional<FactEntry> fact(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        try {
            return Optional.of(new FactEntry(record.offset(), Instant.ofEpochMilli(record.timestamp()),
                    FactFormat.decode(value == null ? new byte[0] : value)));
        } catch (UnreadableRecordException e) {
            passOver(record, e);
            if (value != null && value.length > 0 && value[0] > FactFormat.VERSION) {
                onLoop(owner -> owner.resign("the ledger holds a record of a newer version: " + e.getMessage()));
            }
            return Optional.empty();
        }
    }

    private void passOver(ConsumerRecord<byte[], byte[]> record, UnreadableRecordException e) {
        outside.metrics().unreadable().increment();
        log.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("error", e.getMessage())
                .log("record passed over: it cannot be read");
    }

    private void onLoop(Consumer<PartitionOwner> event) {
        outside.loop().executeAndWait(() -> tell(event));
    }

    private void tell(Consumer<PartitionOwner> event) {
        worker.guarded(event);
    }

    private void lost(String what, String reason) {
        outside.loop().execute(() -> worker.resign(what + " cannot be read on: " + reason));
    }

    private final class Facts implements PartitionReader.Listener {
        @Override
        public void read(List<ConsumerRecord<byte[], byte[]>> records) {
            var facts = records.stream().flatMap(record -> fact(record).stream()).toList();
            outside.loop().executeAndWait(() -> {
                if (worker.reads()) {
                    facts.forEach(it -> tell(owner -> owner.ledger(it.offset(), it.appendedAt(), it.fact())));
                }
            });
        }

        @Override
        public void reachedEnd() {
            // Each fact is told as it comes; that there are no more says nothing.
        }

        @Override
        public void lost(String reason) {
            PartitionStreams.this.lost("the ledger", reason);
        }
    }

    private final class Messages implements PartitionReader.Listener {
        @Override
        public void read(List<ConsumerRecord<byte[], byte[]>> records) {
            // Decoded here, so that the loop never waits for a large message.
            var messages = records.stream().map(PartitionStreams.this::message).toList();
            messages.stream().filter(LogRecord::addressed).forEach(LogRecord::content);
            outside.loop().executeAndWait(() -> {
                if (worker.reads()) {
                    messages.forEach(message -> worker.offer(message, message.raw().leaderEpoch()));
                }
            });
        }

        @Override
        public void reachedEnd() {
            outside.loop().execute(worker::reachedEndOfLog);
        }

        @Override
        public void lost(String reason) {
            PartitionStreams.this.lost("the log", reason);
        }
    }

    private final class Wishes implements PartitionReader.Listener {
        @Override
        public void read(List<ConsumerRecord<byte[], byte[]>> records) {
            var wishes = records.stream().flatMap(record -> wish(record).stream()).toList();
            outside.loop().executeAndWait(() -> {
                if (worker.reads()) {
                    wishes.forEach(worker::offer);
                }
            });
        }

        private Optional<FeedEntry> wish(ConsumerRecord<byte[], byte[]> record) {
            try {
                return Optional.of(new FeedEntry(record.offset(),
                        FeedFormat.decode(record.value() == null ? new byte[0] : record.value())));
            } catch (UnreadableRecordException e) {
                passOver(record, e);
                return Optional.empty();
            }
        }

        @Override
        public void reachedEnd() {
            // Wishes are acted upon as they come.
        }

        @Override
        public void lost(String reason) {
            PartitionStreams.this.lost("the feed", reason);
        }
    }
}
