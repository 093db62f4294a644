package dev.herald.operator.rollout;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The revisions of one channel's sender.
 *
 * @param serving
 *            that has the partitions which the ramp does not
 * @param ramp
 *            of another one, or null
 * @param rejected
 *            those that were taken back, the newest last
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ChannelRollout(String serving, Ramp ramp, List<Rejection> rejected) {
    private static final int MOST_REJECTED = 10;

    public ChannelRollout {
        rejected = Objects.requireNonNullElseGet(rejected, List::of);
    }

    /** A sender's revision that was taken back, and why. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Rejection(String revision, String message) {}

    static ChannelRollout of(String serving) {
        return new ChannelRollout(serving, null, List.of());
    }

    /** Where another revision is. */
    public Optional<Ramp> ramping() {
        return Optional.ofNullable(ramp);
    }

    /** Why a revision was taken back. */
    public Optional<String> rejection(String revision) {
        return rejected.stream()
                .filter(one -> one.revision().equals(revision))
                .map(Rejection::message)
                .findFirst();
    }

    /** Whether a revision has all partitions, after that many steps. */
    boolean isThrough(String revision, int steps) {
        return ramp == null
                ? revision.equals(serving)
                : revision.equals(ramp.revision()) && ramp.isThrough(steps);
    }

    ChannelRollout with(Ramp next) {
        return new ChannelRollout(serving, next, rejected);
    }

    /** Back to what serves. */
    ChannelRollout withoutRamp() {
        return new ChannelRollout(serving, null, rejected);
    }

    /** Back to what serves, as soon as that has a ready pod: until then who sends goes on, for in the soak nobody else is there. */
    ChannelRollout givenBack(ChannelFacts facts, Instant now) {
        boolean alone = facts.replicas() > 0 && facts.available(serving) == 0 && ramping()
                .filter(one -> one.partitions() > 0 && facts.available(one.revision()) > 0)
                .isPresent();
        return alone ? with(ramp.leaving(serving, now)) : withoutRamp();
    }

    /** What was ramped serves now. */
    ChannelRollout complete() {
        return new ChannelRollout(ramp.revision(), null, rejected);
    }

    ChannelRollout reject(String why) {
        List<Rejection> all = new ArrayList<>(rejected);
        all.add(new Rejection(ramp.revision(), why));
        return new ChannelRollout(serving, null,
                List.copyOf(all.subList(Math.max(0, all.size() - MOST_REJECTED), all.size())));
    }
}
