package dev.herald.operator.scaling;

/** What this package decides, every five seconds. */
final class HeraldAutoscaler implements Autoscaler {
    private static final int EVERY = 5;

    private final ScalingSettings settings;
    private ScalingMemory memory = ScalingMemory.NONE;

    HeraldAutoscaler(ScalingSettings settings) {
        this.settings = settings;
    }

    @Override
    public int replicas(int second, ScalingFacts facts) {
        if (second % EVERY != 0) {
            return facts.replicas();
        }
        ScalingDecision decision = ScalingPlanner.decide(settings, facts, memory, SimulatedChannel.at(second));
        memory = decision.memory();
        return decision.replicas();
    }
}
