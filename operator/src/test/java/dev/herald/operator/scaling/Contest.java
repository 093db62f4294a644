package dev.herald.operator.scaling;

import dev.herald.operator.scaling.ScalingSettings.Mode;
import java.time.Duration;
import java.util.List;

/** What comes of a trace with each of three who scale it. All see the same figures, at the same age. */
record Contest(Outcome herald, Outcome hpa, Outcome keda) {
    static final int MOST = 12;

    private static final Duration MAX_AGE = Duration.ofMinutes(2);
    /** An HPA that may go to zero needs a feature gate; KEDA and Herald may. */
    private static final ScalingSettings SETTINGS = new ScalingSettings(Mode.Auto, 0, MOST, Duration.ofMinutes(5),
            MAX_AGE, ScalingBehavior.DEFAULT);

    /**
     * Plays it.
     *
     * @param threshold
     *            seconds that one replica needs, at the rate that it truly has, for the backlog with which HPA and KEDA want another one
     */
    static Contest of(Trace trace, long seed, int threshold) {
        return new Contest(new Simulation(trace, seed, MAX_AGE, () -> new HeraldAutoscaler(SETTINGS)).run(),
                new Simulation(trace, seed, MAX_AGE, () -> new HpaAutoscaler(threshold * Trace.RATE, 1, MOST)).run(),
                new Simulation(trace, seed, MAX_AGE, () -> new KedaAutoscaler(threshold * Trace.RATE, 0, MOST)).run());
    }

    List<Outcome> rivals() {
        return List.of(hpa, keda);
    }
}
