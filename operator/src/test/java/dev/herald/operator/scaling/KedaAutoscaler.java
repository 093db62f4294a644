package dev.herald.operator.scaling;

/** What KEDA with its defaults does by its Kafka scaler: it wakes and puts to sleep, and between them feeds an HPA; the sources are in docs/scaling.md. */
final class KedaAutoscaler implements Autoscaler {
    private static final int POLLING_INTERVAL = 30;
    private static final int COOLDOWN_PERIOD = 300;

    private final double lagThreshold;
    private final int fewest;
    private final HpaAutoscaler autoscaler;
    private int active;

    KedaAutoscaler(double lagThreshold, int fewest, int most) {
        this.lagThreshold = lagThreshold;
        this.fewest = fewest;
        this.autoscaler = new HpaAutoscaler(lagThreshold, Math.max(1, fewest), most);
    }

    @Override
    public int replicas(int second, ScalingFacts facts) {
        if (facts.figures().isEmpty()) {
            return facts.replicas();
        }
        double lag = facts.figures().get().backlog();
        if (second % POLLING_INTERVAL == 0) {
            if (lag > 0) {
                active = second;
            }
            if (facts.replicas() == 0) {
                return lag > 0 ? 1 : 0;
            }
            if (fewest == 0 && second - active >= COOLDOWN_PERIOD) {
                return 0;
            }
        }
        if (second % HpaAutoscaler.SYNC_PERIOD != 0 || facts.replicas() == 0) {
            return facts.replicas();
        }
        // No more than one consumer for each partition.
        return autoscaler.replicas(second, facts.replicas(), Math.min(lag, lagThreshold * facts.partitions()));
    }
}
