package dev.herald.operator.channel;

import dev.herald.operator.channel.ChannelScaling.Decided;
import dev.herald.operator.report.Report;
import dev.herald.operator.scaling.ScalingMemory;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was decided last about the replicas of each channel, from one run to the next. It lives as long as the process: of a decision before that nobody remembers nothing goes wrong, but that nothing goes down
 * before a window has passed, and that the rate of a replica is learned anew.
 */
final class Scalings {
    private final Map<String, Decided> decided = new ConcurrentHashMap<>();
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(String instance, long sequence, Instant at) {}

    /** What is remembered of a channel, by uid. */
    ScalingMemory memory(String uid) {
        return Optional.ofNullable(decided.get(uid)).map(made -> made.decision().memory()).orElse(ScalingMemory.NONE);
    }

    /** When this report of the channel's pipeline was first looked at for the channel. */
    Instant seenAt(String uid, Report report, Instant now) {
        return seen.compute(uid, (_, before) -> before != null && before.sequence() == report.sequence()
                && before.instance().equals(report.instance())
                        ? before
                        : new Seen(report.instance(), report.sequence(), now))
                .at();
    }

    /** A decision was made, or none. */
    void remember(String uid, Optional<Decided> made) {
        made.ifPresentOrElse(it -> decided.put(uid, it), () -> decided.remove(uid));
    }

    /** The channel is gone. */
    void forget(String uid) {
        decided.remove(uid);
        seen.remove(uid);
    }
}
