package dev.herald.operator.pipeline;

import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionStatus;
import dev.herald.operator.plan.Rounded;
import dev.herald.operator.plan.Text;
import dev.herald.operator.rollout.ChannelRollout;
import dev.herald.operator.rollout.KnownRelease;
import dev.herald.operator.rollout.Ramp;
import dev.herald.operator.rollout.Rollout;
import dev.herald.operator.rollout.Rollout.Phase;
import dev.herald.operator.rollout.Rollout.Target;
import dev.herald.operator.rollout.Share;
import dev.herald.operator.worker.Partitions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the status of a pipeline says of its revisions. */
final class RevisionStatuses {
    private static final int LONGEST_MESSAGE = 2048;
    private static final long ALL = 100;

    private RevisionStatuses() {
    }

    static List<RevisionStatus> of(ObservedPipeline observed, Rollout rollout) {
        int partitions = Partitions.of(observed.pipeline().spec().readable(), observed.report());
        Optional<Long> percent = rollout.underWay().map(way -> percent(rollout, way, partitions));
        return rollout.releases().stream().map(known -> {
            String revision = known.release().revision();
            boolean onItsWay = isTarget(rollout, revision);
            Long share = onItsWay
                    ? percent.orElseThrow()
                    : revision.equals(rollout.serving()) ? Long.valueOf(ALL - percent.orElse(0L)) : null;
            return new RevisionStatus(revision, known.release().image(), known.state(), share, known.reads(),
                    known.since() == null ? null : Rounded.time(known.since()),
                    Text.atMost(LONGEST_MESSAGE, onItsWay ? message(rollout) : rest(known)));
        }).toList();
    }

    /** Where a rollout is and why, for people. */
    static String message(Rollout rollout) {
        Target way = rollout.underWay().orElseThrow();
        if (way.phase() != Phase.Senders) {
            return way.message();
        }
        Map<String, String> channels = rollout.channels()
                .entrySet()
                .stream()
                .filter(channel -> channel.getValue().ramping().isPresent())
                .collect(Collectors.toMap(Map.Entry::getKey,
                        channel -> channel.getValue().ramping().map(Ramp::message).orElse(""), (one, other) -> one,
                        TreeMap::new));
        return channels.isEmpty()
                ? way.message()
                : channels.entrySet()
                        .stream()
                        .map(channel -> channel.getKey() + " " + channel.getValue())
                        .collect(Collectors.joining("; "));
    }

    private static String rest(KnownRelease known) {
        return known.state() == RevisionState.Good && known.message().isEmpty() ? "complete" : known.message();
    }

    private static boolean isTarget(Rollout rollout, String revision) {
        return rollout.underWay().filter(way -> way.revision().equals(revision)).isPresent();
    }

    private static long percent(Rollout rollout, Target way, int partitions) {
        if (way.phase() == Phase.Probe) {
            return 0;
        }
        return rollout.channels()
                .values()
                .stream()
                .filter(channel -> channel.ramping().filter(ramp -> !ramp.isLeaving()).isPresent())
                .mapToLong((ChannelRollout channel) -> Share.of(rollout, channel, 1, partitions).percent())
                .min()
                .orElse(0);
    }
}
