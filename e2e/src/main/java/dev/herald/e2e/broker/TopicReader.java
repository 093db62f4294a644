package dev.herald.e2e.broker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what a topic holds, from its beginning to where it ends now. */
public final class TopicReader {
    private static final Duration AT_MOST = Duration.ofSeconds(180);

    private final String bootstrapServers;

    /** Of the broker at {@code host:port}. */
    public TopicReader(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * All its records, those of a partition in their order; none when there is no such topic.
     *
     * @throws IllegalStateException when they cannot be read to the end in half a minute
     */
    public List<StoredRecord> read(String topic) {
        return read(topic, TopicReader::stored);
    }

    /**
     * As {@link #read}, with their content: for topics that hold little.
     *
     * @throws IllegalStateException when they cannot be read to the end in half a minute
     */
    public List<StoredText> texts(String topic) {
        return read(topic, TopicReader::text);
    }

    private <T> List<T> read(String topic, Function<ConsumerRecord<byte[], byte[]>, T> form) {
        var settings = Map.<String, Object>of("bootstrap.servers", bootstrapServers, "isolation.level",
                "read_committed", "auto.offset.reset", "none", "enable.auto.commit", false, "allow.auto.create.topics",
                false);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var all = consumer.listTopics(AT_MOST).getOrDefault(topic, List.of());
            var partitions = all.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return toTheEnd(consumer, consumer.endOffsets(partitions, AT_MOST), form);
        }
    }

    private static <T> List<T> toTheEnd(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends,
            Function<ConsumerRecord<byte[], byte[]>, T> form) {
        var records = new ArrayList<T>();
        long deadline = System.nanoTime() + AT_MOST.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "read for " + AT_MOST.toSeconds() + " s and did not come to the end of " + ends);
            }
            consumer.poll(Duration.ofMillis(200)).forEach(record -> records.add(form.apply(record)));
        }
        return records;
    }

    private static StoredRecord stored(ConsumerRecord<byte[], byte[]> record) {
        return new StoredRecord(record.partition(), record.offset(), Instant.ofEpochMilli(record.timestamp()),
                header(record, "ce_id"), header(record, "content-type"), header(record, "herald-quarantine-channel"));
    }

    private static StoredText text(ConsumerRecord<byte[], byte[]> record) {
        var headers = new TreeMap<String, String>();
        record.headers().forEach(header -> headers.put(header.key(), text(header.value())));
        return new StoredText(record.partition(), record.offset(), Instant.ofEpochMilli(record.timestamp()),
                text(record.key()), headers, text(record.value()));
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
