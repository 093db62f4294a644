package dev.herald.worker.probe;

import dev.herald.worker.kafka.KafkaClients;
import dev.herald.worker.kafka.LogHeaders;
import dev.herald.worker.kafka.PositionReader;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.status.Commits;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** The messages in the log and in quarantine. */
final class KafkaMessages implements MessageSource {

    private final KafkaClients clients;
    private final TopicNames names;
    private final List<String> keys;

    /** @param keys of the pipeline's channels, of which something can be pending */
    KafkaMessages(KafkaClients clients, TopicNames names, List<String> keys) {
        this.clients = clients;
        this.names = names;
        this.keys = List.copyOf(keys);
    }

    @Override
    public Optional<String> scan(Listener listener, Deadline deadline) throws InterruptedException {
        try (var consumer = clients.reader("probe-census")) {
            var scan = new TopicScan(consumer, List.of(names.log(), names.quarantine()));
            Optional<String> absent = scan.begin(deadline);
            if (absent.isPresent()) {
                return absent;
            }
            Optional<Map<String, Map<Integer, Commits.Commit>>> commits = commits(deadline);
            if (commits.isEmpty()) {
                return Optional.of("Kafka does not tell how far the channels have come");
            }
            return scan.read(record -> tell(record, listener, commits.get()), deadline);
        } catch (InterruptException e) {
            throw interrupted(e);
        }
    }

    private Optional<Map<String, Map<Integer, Commits.Commit>>> commits(Deadline deadline)
            throws InterruptedException {
        try (var admin = clients.admin("probe")) {
            var commits = new Commits(admin, names);
            do {
                try {
                    return Optional.of(commits.of(keys));
                } catch (KafkaException e) {
                    Thread.sleep(TopicScan.BACK_OFF);
                }
            } while (!deadline.hasPassed());
            return Optional.empty();
        }
    }

    private void tell(ConsumerRecord<byte[], byte[]> record, Listener listener,
            Map<String, Map<Integer, Commits.Commit>> commits) {
        var headers = new LogHeaders(record.headers());
        var labels = headers.labels(record.timestamp());
        if (record.topic().equals(names.quarantine())) {
            listener.quarantine(labels.format());
            return;
        }
        var head = new Head(Instant.ofEpochMilli(record.timestamp()),
                record.value() == null ? 0 : record.value().length,
                labels.format(), labels.attachments(), labels.tags(),
                headers.channels().stream().filter(keys::contains).distinct().toList());
        listener.log(new Place(record.partition(), record.offset()), head,
                head.channels().stream().anyMatch(key -> isPending(record, commits.get(key))));
    }

    private static boolean isPending(ConsumerRecord<byte[], byte[]> record, Map<Integer, Commits.Commit> commits) {
        Commits.Commit commit = commits.get(record.partition());
        return commit == null || record.offset() >= commit.next();
    }

    @Override
    public Optional<String> read(Collection<Place> places, Reader reader, Deadline deadline)
            throws InterruptedException {
        // One at a time: samples are large, and the other thread must not run ahead of this one.
        BlockingQueue<Optional<ConsumerRecord<byte[], byte[]>>> found = new ArrayBlockingQueue<>(1);
        try (var positions = new PositionReader("probe-samples", clients.positions("probe-samples"))) {
            places.forEach(place -> positions.read(new TopicPartition(names.log(), place.partition()), place.offset(),
                    record -> put(found, record)));
            for (int i = 0; i < places.size(); i++) {
                Optional<ConsumerRecord<byte[], byte[]>> record = found.poll(
                        Math.max(0, deadline.left().toMillis()), TimeUnit.MILLISECONDS);
                if (record == null) {
                    return Optional.of("%d of %d samples could not be read in time".formatted(places.size() - i,
                            places.size()));
                }
                record.filter(it -> it.value() != null).ifPresent(it -> tell(it, reader));
            }
        }
        return Optional.empty();
    }

    private static void put(BlockingQueue<Optional<ConsumerRecord<byte[], byte[]>>> queue,
            Optional<ConsumerRecord<byte[], byte[]>> record) {
        try {
            queue.put(record);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static void tell(ConsumerRecord<byte[], byte[]> record, Reader reader) {
        reader.message(new Place(record.partition(), record.offset()),
                new LogHeaders(record.headers()).contentType().orElse(""), record.value());
    }

    private static InterruptedException interrupted(InterruptException e) {
        // The exception's constructor has set the flag again, which would cut the next call short.
        Thread.interrupted();
        var interrupted = new InterruptedException(e.getMessage());
        interrupted.initCause(e);
        return interrupted;
    }
}
