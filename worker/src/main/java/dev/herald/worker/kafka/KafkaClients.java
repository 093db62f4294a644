package dev.herald.worker.kafka;

import dev.herald.worker.config.KafkaConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes Kafka clients with Herald's settings: the one place where those are chosen. */
public final class KafkaClients {
    // Keys, headers and the batch around a record, and what the quarantine topic allows beyond maxMessageSize.
    private static final int REQUEST_OVERHEAD = 64 * 1024;
    private static final int PRODUCER_BUFFER = 32 * 1024 * 1024;
    private static final int FETCH_BYTES = 8 * 1024 * 1024;
    private static final int PARTITION_FETCH_BYTES = 1024 * 1024;
    private static final Duration FOR_EVER = Duration.ofDays(10_000);

    private final KafkaConfig kafka;
    private final String worker;
    private final int maxMessageSize;

    /**
     * @param worker
     *            who connects, for the broker's logs and metrics: the pod's name
     * @param maxMessageSize
     *            of a record of the log, in bytes
     */
    public KafkaClients(KafkaConfig kafka, String worker, int maxMessageSize) {
        this.kafka = kafka;
        this.worker = worker;
        this.maxMessageSize = maxMessageSize;
    }

    /**
     * Writes with acks=all, without duplicates from its own retries, and gives up on a record after 30 s.
     *
     * @param use
     *            what for, part of the client id
     */
    public Producer<byte[], byte[]> producer(String use) {
        return producer(use, Duration.ofSeconds(30));
    }

    /**
     * The same with another patience.
     *
     * @param patience
     *            after this a record is given up, and may be written or not
     */
    public Producer<byte[], byte[]> producer(String use, Duration patience) {
        Map<String, Object> settings = common(use);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // With more than one, a partition just made can refuse a first batch (NOT_LEADER_OR_FOLLOWER) and take the second:
        // the first is then never tried again and expires (4.4.0: 3 of 15 new topics). Large batches make up for it.
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        // Claims wait for this: 1 ms is enough to fill batches under load and cannot be felt at rest.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 1);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) Math.max(PRODUCER_BUFFER, 2 * requestSize()));
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, requestSize());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        // A caller that cannot hand over a record within this learns that the log is away.
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000L);
        // A topic made after the worker began is found within this.
        settings.put(ProducerConfig.METADATA_MAX_AGE_CONFIG, 10_000L);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Reads partitions that are assigned to it and commits nothing. */
    public Consumer<byte[], byte[]> reader(String use) {
        return consumer(reading(use));
    }

    /**
     * Reads single records by their place. A fetch at the end of the log would wait there for more, and what is asked for
     * next waits behind it.
     */
    public Consumer<byte[], byte[]> positions(String use) {
        Map<String, Object> settings = reading(use);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 1);
        return consumer(settings);
    }

    /** Reads and commits a channel's progress; partitions are assigned, never subscribed. */
    public Consumer<byte[], byte[]> progress(String use, String group) {
        Map<String, Object> settings = reading(use);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        return consumer(settings);
    }

    /**
     * Takes part in a group for membership's sake. The classic protocol, because the newer one refuses sessions below
     * 45 s (KIP-848); sessions of 6 s, so that a dead worker's partitions are taken over soon.
     */
    public Consumer<byte[], byte[]> member(String use, String group) {
        Map<String, Object> settings = reading(use);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500);
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 30_000);
        // A format for ever: a member with another assignor makes the join fail for all.
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        return consumer(settings);
    }

    public Admin admin(String use) {
        Map<String, Object> settings = common(use);
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        return Admin.create(settings);
    }

    private Map<String, Object> reading(String use) {
        Map<String, Object> settings = common(use);
        // Anything else hides a loss (KIP-320).
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000L);
        return settings;
    }

    private Map<String, Object> common(String use) {
        var settings = new HashMap<String, Object>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, String.join(",", kafka.bootstrapServers()));
        // A name that is not known yet is a Kafka that is away (KIP-909); without this no client can be made.
        settings.put(CommonClientConfigs.BOOTSTRAP_RESOLVE_TIMEOUT_MS_CONFIG, FOR_EVER.toMillis());
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, worker + "-" + use);
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 50L);
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
        settings.put(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, 50L);
        settings.put(CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG, 1_000L);
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return settings;
    }

    private int requestSize() {
        return Math.addExact(maxMessageSize, REQUEST_OVERHEAD);
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
