package dev.herald.operator.rollout;

import dev.herald.operator.rollout.Rollout.Phase;
import java.util.Optional;

/**
 * How a channel is shared out between two revisions of its sender.
 *
 * @param serving
 *            replicas of the one that serves
 * @param ramping
 *            replicas of the one that follows
 * @param percent
 *            of the partitions that the one that follows has
 */
public record Share(int serving, int ramping, int percent) {
    private static final int ALL = 100;

    /**
     * The share of a channel.
     *
     * @param replicas
     *            over both
     * @param partitions
     *            of the log
     */
    public static Share of(Rollout rollout, ChannelRollout channel, int replicas, int partitions) {
        Optional<Ramp> ramp = channel.ramping();
        if (ramp.isEmpty()) {
            return new Share(replicas, 0, 0);
        }
        int given = Math.min(ramp.get().partitions(), partitions);
        int percent = partitions == 0 ? 0 : given * ALL / partitions;
        if (replicas == 0) {
            return new Share(0, 0, percent);
        }
        // In the soak nobody sends but the new one; if that is down, the old one is started again.
        boolean alone = given == partitions && ramp.get().downSince() == null && !ramp.get().isLeaving()
                && rollout.underWay()
                        .filter(way -> way.phase().compareTo(Phase.Soak) >= 0)
                        .isPresent();
        return new Share(alone ? 0 : part(replicas, partitions - given, partitions),
                part(replicas, given, partitions), percent);
    }

    /** At least one: a revision that has no partitions yet, or may have to take them back, is there. */
    private static int part(int replicas, int given, int partitions) {
        return partitions == 0 ? replicas : Math.max(1, Math.ceilDiv(replicas * given, partitions));
    }
}
