package dev.herald.worker.kafka;

import dev.herald.worker.config.KafkaConfig;

/**
 * The names of a pipeline's topics and consumer groups (docs/formats.md, "Topics").
 *
 * @param log
 *            the event log
 */
public record TopicNames(String log, String groupPrefix) {

    public static TopicNames of(KafkaConfig kafka) {
        return new TopicNames(kafka.topic(), kafka.groupPrefix());
    }

    /** Facts of one channel. */
    public String ledger(String channelKey) {
        return groupPrefix + "." + channelKey + ".ledger";
    }

    /** What replays ask one channel to send again. */
    public String feed(String channelKey) {
        return groupPrefix + "." + channelKey + ".feed";
    }

    /** Messages that could not be decoded. */
    public String quarantine() {
        return groupPrefix + ".quarantine";
    }

    /** Heartbeats, incidents, replays. */
    public String control() {
        return groupPrefix + ".control";
    }

    /** What became of messages, for those who sent them. */
    public String status() {
        return groupPrefix + ".status";
    }

    /** Holds how far the status stream has published. A channel's key has no dot, so it is no channel's group. */
    public String statusGroup() {
        return groupPrefix + ".status.stream";
    }

    /** Holds a channel's progress. Nobody may subscribe under it: that would make every commit fail. */
    public String progressGroup(String channelKey) {
        return groupPrefix + "." + channelKey;
    }

    /** Spreads a channel's partitions over the senders of one revision; it reads no data and holds no progress. */
    public String membersGroup(String channelKey, String revision) {
        return groupPrefix + "." + channelKey + ".members." + revision;
    }
}
