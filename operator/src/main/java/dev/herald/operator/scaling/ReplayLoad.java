package dev.herald.operator.scaling;

import dev.herald.api.v1alpha1.ReplayJobSpec;
import dev.herald.api.v1alpha1.ReplayJobStatus;
import dev.herald.api.v1alpha1.ReplayJobStatus.Counts;
import dev.herald.operator.report.Report;
import dev.herald.operator.resource.Stored;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What replays under way ask of a channel.
 *
 * @param messages
 *            that they have still to send, of which those of other channels may be some: a replay does not tell them apart
 * @param perSecond
 *            that their {@code rateLimit} lets through together; endless if one of them has none; 0 if there is no replay
 */
public record ReplayLoad(long messages, double perSecond) {
    /** No replay. */
    public static final ReplayLoad NONE = new ReplayLoad(0, 0);

    private static final double MINUTE = 60;

    /**
     * Of the replays that send now.
     *
     * @param key
     *            of the channel
     * @param report
     *            which knows of whom an incident is
     */
    public static ReplayLoad of(List<Stored<ReplayJobSpec, ReplayJobStatus>> replays, String key,
            Optional<Report> report) {
        return replays.stream()
                .filter(replay -> replay.spec().readable().filter(spec -> isAbout(spec, key, report)).isPresent())
                .filter(replay -> replay.status().filter(ReplayLoad::sends).isPresent())
                .map(replay -> load(replay.spec().readable().orElseThrow(), replay.status().orElseThrow()))
                .reduce(NONE, (one, other) -> new ReplayLoad(one.messages + other.messages,
                        one.perSecond + other.perSecond));
    }

    /** Whether any is under way. */
    public boolean isUnderWay() {
        return perSecond > 0;
    }

    /** As much of it as can be sent within a time. */
    public long within(Duration time) {
        return (long) Math.min(messages, perSecond * time.toMillis() / 1000.0);
    }

    /** Messages a second, to be done within a minute if it may be that fast; one at least, for it may have counted nothing yet. */
    public double need() {
        return Math.min(Math.max(messages / MINUTE, 1), perSecond);
    }

    private static boolean isAbout(ReplayJobSpec spec, String key, Optional<Report> report) {
        List<String> chosen = Optional.ofNullable(spec.selector()).orElse(ReplayJobSpec.Selector.ALL).channels();
        if (!chosen.isEmpty()) {
            return chosen.contains(key);
        }
        return spec.incidentId() == null || report.flatMap(told -> told.incident(spec.incidentId()))
                .map(Report.Incident::channel)
                .filter(channel -> !channel.equals(key))
                .isEmpty();
    }

    private static boolean sends(ReplayJobStatus status) {
        return status.phase() == ReplayJobStatus.Phase.Running;
    }

    private static ReplayLoad load(ReplayJobSpec spec, ReplayJobStatus status) {
        if (spec.mode() == ReplayJobSpec.Mode.Rehydrate || Boolean.TRUE.equals(spec.dryRun())) {
            return NONE;
        }
        long remaining = Optional.ofNullable(status.counts()).map(Counts::remaining).orElse(0L);
        return new ReplayLoad(remaining, spec.rateLimit() == null ? Double.MAX_VALUE : spec.rateLimit().perSecond());
    }
}
