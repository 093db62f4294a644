package dev.herald.api;

/** The conditions that Herald sets on its resources. They are part of the API: a name, once released, keeps its meaning. */
public enum ConditionType {
    /** True when the resource does what its spec says: rolled out, pods available, topics in order. It does not wait for traffic. All but ReplayJob. */
    Ready,
    /** True while the operator works towards the spec: something is rolling out or being waited for. All resources. */
    Reconciling,
    /** True when the operator cannot go on without a person; the message says what to change. The last good spec goes on running. All resources. */
    Stalled,
    /** True while at least one ready pod serves each enabled role of the pipeline, whether or not it is of the newest revision. NotificationPipeline. */
    Available,
    /** False while an incident is open; True when deliveries are measured and none is; Unknown when nothing is measured. NotificationPipeline. */
    DeliveryHealthy,
    /** True while the status worker's report moves; Unknown or False otherwise: then the other figures in status are old. NotificationPipeline. */
    MetricsAvailable,
    /** True when the log's topics are replicated as {@code eventLog.durability} promises. NotificationPipeline. */
    LogDurable,
    /** True while all messages come in the format that the pipeline is pinned to; False when others do. NotificationPipeline. */
    FormatPinned,
    /** True while what becomes of messages is published within {@code statusStream.lagObjective}. Sending never waits for it. NotificationPipeline. */
    StatusCurrent,
    /** True when the senders have the credentials and the provider took them. Channel. */
    CredentialsAccepted,
    /** True while the pods of a channel with {@code scaling.mode} Auto follow what is measured; Unknown while nothing is, and their number is held. Channel. */
    ScalingActive,
    /** True when the replay has ended and every message it matched has been decided. ReplayJob. */
    Complete,
    /** True when the replay has ended before it was complete; to run it again, make one with another name. ReplayJob. */
    Failed,
    /** True when it may send; False while a person has to set {@code spec.approved}. ReplayJob. */
    Approved,
    /** True while {@code spec.suspend}, its own or its pipeline's, holds the replay. ReplayJob. */
    Suspended
}
