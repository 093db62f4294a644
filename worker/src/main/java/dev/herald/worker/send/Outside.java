package dev.herald.worker.send;

import dev.herald.worker.config.SendConfig;
import dev.herald.worker.delivery.RateLimits;
import dev.herald.worker.kafka.KafkaClients;
import dev.herald.worker.kafka.PartitionReader;
import dev.herald.worker.kafka.PositionReader;
import dev.herald.worker.kafka.ProgressStore;
import dev.herald.worker.kafka.TopicNames;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Uuid;

/**
 * What the owner of a partition acts upon: Kafka and the provider, shared by all partitions of a sender.
 *
 * @param logId
 *            of the log's topic
 * @param limits
 *            of sends, taken from by all partitions
 * @param intake
 *            follows log and feed; apart from the ledger's reader, so that a claim's way back never waits for messages
 * @param bodies
 *            reads messages again, for retries
 */
record Outside(EventLoop loop, Clocks clocks, RateLimits limits, KafkaClients clients, TopicNames topics, Uuid logId,
        SendConfig channel,
        String revision, Producer<byte[], byte[]> producer, PartitionReader ledger, PartitionReader intake,
        PositionReader bodies, ProgressStore progress, Sends sends, SendMetrics metrics) {}
