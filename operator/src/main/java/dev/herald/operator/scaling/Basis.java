package dev.herald.operator.scaling;

/** What a number of replicas rests on: for conditions and metrics, where {@link ScalingDecision#reason()} is for people. */
public enum Basis {
    /** The channel is suspended: nothing is sent, and nothing scaled. */
    Suspended,
    /** A person has said how many. */
    Fixed,
    /** An HPA or KEDA has said how many. */
    External,
    /** There are no figures that can be used, which is a condition: what is there is held. */
    Unknown,
    /** Partitions have just changed hands, so that figures say nothing yet: what is there is held. */
    Settling,
    /** Slots are in use, and next to nothing is completed, so that more would not help: what is there is held. */
    Stalled,
    /** There is nothing to do. */
    Idle,
    /** As many as backlog and arrivals need. */
    Demand,
    /** More would help, and the quota has no more. */
    Quota,
    /** More would help, and the provider takes no more, as was seen when there were more. */
    Provider,
    /** More would help, and most of the backlog is in one partition, on which one replica works. */
    HotPartition,
    /** More would help, and would not share the partitions any better. */
    Partitions,
    /** More would help, and {@code maxReplicas} allows none. */
    MaxReplicas,
    /** Fewer would do, or more, and {@code minReplicas} or {@code behavior} keep these for now. */
    Behavior
}
