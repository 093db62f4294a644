package dev.herald.worker.topics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.herald.worker.config.KafkaConfig;
import dev.herald.worker.config.LogConfig;
import dev.herald.worker.config.LogConfig.Policy;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.status.report.Report.Durable;
import dev.herald.worker.status.report.Report.Log;
import dev.herald.worker.status.report.Report.Log.State;

/** Compares the topics that a pipeline needs with those that are there. Decides; changes nothing. */
final class TopicCheck {

    private final KafkaConfig kafka;
    private final LogConfig log;
    private final TopicNames names;

    TopicCheck(KafkaConfig kafka, LogConfig log) {
        this.kafka = kafka;
        this.log = log;
        this.names = TopicNames.of(kafka);
    }

    /** The topics that are not there. */
    List<WantedTopic> missing(Cluster cluster, Users users) {
        return wanted(cluster, users).stream().filter(topic -> !cluster.topics().containsKey(topic.name())).toList();
    }

    /** Names of all topics. */
    List<String> names(Users users) {
        return new WantedTopics(names, log, log.partitions(), 1).all(users)
                .stream()
                .map(WantedTopic::name)
                .toList();
    }

    /** Why the missing topics should not even be tried to be made; empty when they can be. */
    String obstacle(Cluster cluster) {
        return log.policy() == Policy.Enforce && cluster.brokers() < log.replicationFactor()
                ? ("eventLog.durability.replicationFactor is %d, but Kafka has %d broker%s: add brokers, or ask for fewer "
                        + "replicas with eventLog.durability.policy: Warn")
                        .formatted(log.replicationFactor(), cluster.brokers(), cluster.brokers() == 1 ? "" : "s")
                : "";
    }

    /** What the report says of the topics. */
    Log report(Cluster cluster, Users users) {
        List<WantedTopic> missing = missing(cluster, users);
        var messages = new ArrayList<String>();
        var commands = new ArrayList<String>();
        String servers = String.join(",", kafka.bootstrapServers());
        if (!missing.isEmpty()) {
            messages.add("missing: " + String.join(", ", missing.stream().map(WantedTopic::name).toList()));
            missing.forEach(topic -> commands.add(topic.createCommand(servers)));
        }
        boolean isWrong = false;
        for (WantedTopic topic : wanted(cluster, users)) {
            FoundTopic found = cluster.topics().get(topic.name());
            if (found != null) {
                isWrong |= compare(topic, found, servers, messages, commands);
            }
        }
        FoundTopic theLog = cluster.topics().get(names.log());
        Durable durable = new DurabilityCheck(log).judge(theLog);
        if (log.policy() == Policy.Enforce && durable.status().equals("False")) {
            isWrong = true;
            messages.add(durable.message() + "; eventLog.durability.policy is Enforce");
        }
        advise(cluster, theLog, messages);
        State state = !missing.isEmpty() ? State.Missing : isWrong ? State.Misconfigured : State.Ready;
        return new Log(state, String.join("; ", messages), List.copyOf(commands), cluster.id(),
                theLog == null ? "" : theLog.id(), theLog == null ? 0 : theLog.partitions(), durable);
    }

    private List<WantedTopic> wanted(Cluster cluster, Users users) {
        FoundTopic theLog = cluster.topics().get(names.log());
        int partitions = theLog == null ? log.partitions() : theLog.partitions();
        return new WantedTopics(names, log, partitions, cluster.brokers()).all(users);
    }

    private boolean compare(WantedTopic wanted, FoundTopic found, String servers, List<String> messages,
            List<String> commands) {
        boolean isWrong = false;
        boolean isControl = wanted.name().equals(names.control());
        if (isControl ? found.partitions() != 1 : found.partitions() < wanted.partitions()) {
            isWrong = true;
            messages.add("%s has %d partitions, not %d".formatted(found.name(), found.partitions(),
                    wanted.partitions()));
            if (!isControl) {
                commands.add("kafka-topics.sh --bootstrap-server %s --alter --topic %s --partitions %d"
                        .formatted(servers, found.name(), wanted.partitions()));
            }
        }
        // Of the log, durability tells.
        if (!found.name().equals(names.log()) && log.policy() == Policy.Enforce
                && found.replicationFactor() < wanted.replicationFactor()) {
            isWrong = true;
            messages.add("%s has %d replicas, not %d".formatted(found.name(), found.replicationFactor(),
                    wanted.replicationFactor()));
        }
        Map<String, String> changes = new LinkedHashMap<>();
        wanted.configs().forEach((setting, value) -> {
            if (!isGood(setting, value, found)) {
                changes.put(setting, value);
                messages.add("%s: %s is %s, not %s".formatted(found.name(), setting, found.configs().get(setting),
                        value));
            }
        });
        if (!changes.isEmpty()) {
            commands.add(
                    "kafka-configs.sh --bootstrap-server %s --alter --entity-type topics --entity-name %s --add-config %s"
                            .formatted(servers, found.name(), String.join(",",
                                    changes.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList())));
        }
        return isWrong || !changes.isEmpty();
    }

    private boolean isGood(String setting, String value, FoundTopic found) {
        return switch (setting) {
            case WantedTopics.IN_SYNC -> log.policy() == Policy.Warn || found.number(setting) >= Long.parseLong(value);
            case WantedTopics.UNCLEAN -> log.policy() == Policy.Warn || value.equals(found.configs().get(setting));
            case WantedTopics.CLEANUP, WantedTopics.TIMESTAMPS -> value.equals(found.configs().get(setting));
            case WantedTopics.RETENTION, WantedTopics.MESSAGE_BYTES -> found.number(setting) >= Long.parseLong(value);
            // A bound in bytes may be right, and advice tells of it; how often a segment is rolled is a matter of speed.
            default -> true;
        };
    }

    private void advise(Cluster cluster, FoundTopic theLog, List<String> messages) {
        if (theLog != null && theLog.partitions() != log.partitions()) {
            messages.add(("eventLog.partitions is %d, the log has %d: it stays at that; to add partitions, add them to "
                    + "ledgers and feeds first, then to the log").formatted(log.partitions(), theLog.partitions()));
        }
        if (theLog != null && theLog.number(WantedTopics.RETENTION_BYTES) < Long.MAX_VALUE) {
            messages.add("%s: retention.bytes is %s: messages may go before eventLog.durability.retention".formatted(
                    theLog.name(), theLog.configs().get(WantedTopics.RETENTION_BYTES)));
        }
        if (cluster.offsetsRetentionMinutes() < log.retention().toMinutes()) {
            messages.add(
                    ("the brokers keep offsets for %d minutes (offsets.retention.minutes), the log keeps messages for %d:"
                            + " the progress of a channel whose senders are away longer has to be restored from its ledger")
                            .formatted(cluster.offsetsRetentionMinutes(), log.retention().toMinutes()));
        }
    }
}
