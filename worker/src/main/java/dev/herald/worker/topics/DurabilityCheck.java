package dev.herald.worker.topics;

import dev.herald.worker.config.LogConfig;
import dev.herald.worker.status.report.Report.Durable;

/**
 * Whether the log survives the loss of a broker, with every message it has acknowledged and without a pause: three replicas,
 * of which at least two, but not all, have to have it. What is asked for beyond that is held, too.
 */
final class DurabilityCheck {

    private static final int FEWEST_REPLICAS = 3;
    private static final int FEWEST_IN_SYNC = 2;

    private final int replicas;
    private final int inSync;

    DurabilityCheck(LogConfig log) {
        this.replicas = Math.max(FEWEST_REPLICAS, log.replicationFactor());
        this.inSync = Math.max(FEWEST_IN_SYNC, log.minInSyncReplicas());
    }

    /** @param log null when it is not there */
    Durable judge(FoundTopic log) {
        if (log == null) {
            return new Durable("Unknown", "Missing", "the log is not there");
        }
        long foundInSync = log.number(WantedTopics.IN_SYNC);
        if (log.replicationFactor() < replicas) {
            return broken("TooFewReplicas", "%s has %d replica%s, not %d: a message can be lost with a broker"
                    .formatted(log.name(), log.replicationFactor(), log.replicationFactor() == 1 ? "" : "s", replicas));
        }
        if (foundInSync < inSync) {
            return broken("TooFewInSync", "%s: min.insync.replicas is %d, not %d: a message can be lost with a broker"
                    .formatted(log.name(), foundInSync, inSync));
        }
        if (foundInSync >= log.replicationFactor()) {
            return broken("NoneToSpare",
                    "%s: min.insync.replicas is %d of %d: when a broker is away nothing is accepted"
                            .formatted(log.name(), foundInSync, log.replicationFactor()));
        }
        if (Boolean.parseBoolean(log.configs().get(WantedTopics.UNCLEAN))) {
            return broken("UncleanElection",
                    "%s: unclean.leader.election.enable is true: acknowledged messages can be lost"
                            .formatted(log.name()));
        }
        return new Durable("True", "Replicated", "%d replicas, %d in sync".formatted(log.replicationFactor(),
                foundInSync));
    }

    private static Durable broken(String reason, String message) {
        return new Durable("False", reason, message);
    }
}
