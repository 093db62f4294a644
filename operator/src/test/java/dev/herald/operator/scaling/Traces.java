package dev.herald.operator.scaling;

import dev.herald.operator.scaling.Trace.Load;
import dev.herald.operator.scaling.Trace.Sight;
import java.util.List;

/** The ten traces that decisions are compared on. */
final class Traces {
    private static final int MINUTE = 60;
    private static final int HOUR = 3_600;

    static final List<Trace> ALL = List.of(
            Trace.of("burst of 100,000", 2 * HOUR, Load.of(t -> 5 + (within(t, 10, 11) ? 100_000.0 / MINUTE : 0))),
            Trace.of("daily curve", 24 * HOUR, Load.of(t -> 60 - 55 * Math.cos(2 * Math.PI * t / (24 * HOUR)))),
            Trace.of("sawtooth", 4 * HOUR, Load.of(t -> 5 + 110.0 * (t % (30 * MINUTE)) / (30 * MINUTE))),
            Trace.of("slow provider", 3 * HOUR, Load.of(_ -> 30))
                    .latency(t -> within(t, 40, 80) ? 4 * Trace.LATENCY : Trace.LATENCY),
            Trace.of("quota", 2 * HOUR, Load.of(t -> 15 + (within(t, 20, 25) ? 100 : 0))).quota(50),
            Trace.of("provider down", 3 * HOUR, Load.of(_ -> 30))
                    .latency(t -> within(t, 40, 60) ? Double.POSITIVE_INFINITY : Trace.LATENCY),
            Trace.of("figures missing or late", 3 * HOUR, Load.of(t -> within(t, 60, 100) ? 100 : 20))
                    .seen(t -> within(t, 57, 62) || within(t, 90, 105)
                            ? Sight.MISSING
                            : within(t, 20, 40) ? Sight.LATE : Sight.CLEAR),
            Trace.of("one hot partition", 2 * HOUR,
                    new Load(_ -> 30, t -> within(t, 30, 50) ? 30 : 0, _ -> 0)),
            Trace.of("two channels on one account", 2 * HOUR, Load.of(_ -> 20),
                    Load.of(t -> within(t, 20, 22) ? 250 : within(t, 0, 5) ? 10 : 0)).quota(80),
            Trace.of("replay beside live traffic", 2 * HOUR,
                    new Load(_ -> 40, _ -> 0, t -> t == 20 * MINUTE ? 30_000 : 0)));

    private Traces() {
    }

    /** In minutes. */
    static boolean within(int second, int from, int to) {
        return second >= from * MINUTE && second < to * MINUTE;
    }
}
