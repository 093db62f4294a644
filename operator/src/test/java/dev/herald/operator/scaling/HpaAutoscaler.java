package dev.herald.operator.scaling;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a HorizontalPodAutoscaler with its defaults does on an external metric, backlog, with a target of type AverageValue; the sources are in docs/scaling.md. */
final class HpaAutoscaler implements Autoscaler {
    static final int SYNC_PERIOD = 15;
    private static final int DOWNSCALE_STABILIZATION = 300;
    private static final double TOLERANCE = 0.1;
    private static final int MOST_PODS_ADDED = 4;
    private static final int MOST_FACTOR = 2;

    private final double target;
    private final int fewest;
    private final int most;
    private final Deque<int[]> recommendations = new ArrayDeque<>();

    HpaAutoscaler(double target, int fewest, int most) {
        this.target = target;
        this.fewest = fewest;
        this.most = most;
    }

    @Override
    public int replicas(int second, ScalingFacts facts) {
        if (second % SYNC_PERIOD != 0 || facts.figures().isEmpty() || facts.replicas() == 0) {
            return facts.replicas();
        }
        return replicas(second, facts.replicas(), facts.figures().get().backlog());
    }

    int replicas(int second, int current, double metric) {
        if (recommendations.isEmpty()) {
            recommendations.add(new int[]{second, current});
        }
        double ratio = metric / (target * current);
        int desired = Math.abs(ratio - 1) <= TOLERANCE ? current : (int) Math.ceil(metric / target);
        desired = Math.clamp(desired, fewest, most);
        recommendations.add(new int[]{second, desired});
        recommendations.removeIf(it -> it[0] <= second - DOWNSCALE_STABILIZATION);
        int stabilised = recommendations.stream().mapToInt(it -> it[1]).max().orElseThrow();
        // Policies of 15 s, looked at every 15 s: no change before lies within their period.
        int up = Math.max(current * MOST_FACTOR, current + MOST_PODS_ADDED);
        return desired > current ? Math.min(desired, up) : Math.min(current, stabilised);
    }
}
