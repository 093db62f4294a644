package dev.herald.operator.scaling;

/** Who says how many replicas a simulated channel has. It may remember. */
interface Autoscaler {
    /** Asked every second. */
    int replicas(int second, ScalingFacts facts);
}
