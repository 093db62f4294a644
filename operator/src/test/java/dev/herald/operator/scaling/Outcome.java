package dev.herald.operator.scaling;

/**
 * What came of a trace.
 *
 * @param late
 *            seconds in which the oldest message was older than it may be, over all channels
 * @param replicaSeconds
 *            that were asked for
 * @param turns
 *            changes of direction: up after down, or down after up
 */
record Outcome(int late, int replicaSeconds, int turns) {
    static final Outcome NOTHING = new Outcome(0, 0, 0);

    Outcome plus(Outcome other) {
        return new Outcome(late + other.late, replicaSeconds + other.replicaSeconds, turns + other.turns);
    }
}
