package dev.herald.operator.scaling;

import dev.herald.operator.scaling.Trace.Sight;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** A simulated channel, who scales it, the reports between them, and what comes of it. */
final class SimulatedOperation {
    private static final int REPORT_EVERY = 5;
    private static final int ON_ITS_WAY = 5;
    private static final int LATE = 60;
    private static final int REPLAY_SHARE = 25;

    private final SimulatedChannel channel;
    private final Autoscaler autoscaler;
    private final Duration maxMessageAge;
    private final Deque<ScalingFigures> sent = new ArrayDeque<>();
    private Optional<ScalingFigures> seen = Optional.empty();
    private OptionalDouble quota = OptionalDouble.empty();
    private Outcome outcome = Outcome.NOTHING;
    private int direction;

    SimulatedOperation(SimulatedChannel channel, Autoscaler autoscaler, Duration maxMessageAge) {
        this.channel = channel;
        this.autoscaler = autoscaler;
        this.maxMessageAge = maxMessageAge;
    }

    SimulatedChannel channel() {
        return channel;
    }

    Optional<ScalingFigures> seen() {
        return seen;
    }

    Outcome outcome() {
        return outcome;
    }

    void limit(double perSecond) {
        quota = OptionalDouble.of(perSecond);
        channel.limit(perSecond);
    }

    /** Figures are five to ten seconds old when they are decided by, unless they are late or missing. */
    void report(int second, Sight sight) {
        if (second % REPORT_EVERY == 0 && second >= SimulatedChannel.WINDOW) {
            sent.add(channel.figures());
        }
        int delay = sight == Sight.LATE ? LATE : ON_ITS_WAY;
        while (!sent.isEmpty() && !sent.getFirst().measuredAt().isAfter(SimulatedChannel.at(second - delay))) {
            seen = Optional.of(sent.removeFirst());
        }
        if (sight == Sight.MISSING) {
            seen = Optional.empty();
        }
    }

    void scale(int second) {
        int before = channel.replicas();
        int after = autoscaler.replicas(second, new ScalingFacts(before, OptionalInt.empty(), false,
                channel.partitions(), Trace.SLOTS, quota, channel.replay() > 0 ? REPLAY_SHARE : 0, seen));
        int towards = Integer.signum(after - before);
        boolean turns = towards != 0 && towards == -direction;
        direction = towards == 0 ? direction : towards;
        channel.scale(after);
        outcome = outcome.plus(new Outcome(channel.oldest() > maxMessageAge.toSeconds() ? 1 : 0, after, turns ? 1 : 0));
    }
}
