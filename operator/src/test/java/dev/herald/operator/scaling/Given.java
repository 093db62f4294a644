package dev.herald.operator.scaling;

import dev.herald.operator.scaling.ScalingSettings.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A channel of 12 partitions whose replicas complete 13 messages a second each, with 16 slots; its settings, figures and decisions, one after the other. */
final class Given {
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    static final double RATE = 13;
    static final int SLOTS = 16;
    static final int PARTITIONS = 12;

    ScalingSettings settings = settings(Mode.Auto, 1, 12);
    ScalingMemory memory = ScalingMemory.NONE;
    Instant now = NOON;
    int replicas = 1;
    OptionalInt asked = OptionalInt.empty();
    boolean suspended;
    OptionalDouble quota = OptionalDouble.empty();
    int replayPercent;
    double arrivals;
    double completions;
    long backlog;
    Duration oldest = Duration.ZERO;
    long replayBacklog;
    Optional<Instant> nextDue = Optional.empty();
    List<PartitionFigures> partitions = List.of();
    /** Of figures when they are decided by. */
    Duration old = Duration.ZERO;

    static ScalingSettings settings(Mode mode, int fewest, int most) {
        return new ScalingSettings(mode, fewest, most, Duration.ofMinutes(5), Duration.ofMinutes(10),
                ScalingBehavior.DEFAULT);
    }

    Given behavior(ScalingBehavior behavior) {
        settings = new ScalingSettings(settings.mode(), settings.minReplicas(), settings.maxReplicas(),
                settings.targetCatchUp(), settings.maxMessageAge(), behavior);
        return this;
    }

    Given mode(Mode mode, int fewest, int most) {
        settings = settings(mode, fewest, most);
        return this;
    }

    Given replicas(int number) {
        replicas = number;
        return this;
    }

    /** The rate of a replica is known, and no window is open. */
    Given learned() {
        memory = new ScalingMemory(memory.recommendations(), memory.changes(),
                new Learned(Observed.NOTHING, RATE, true, 1, 0, null, null), replicas, null, NOON);
        return this;
    }

    /**
     * What arrives and waits, besides what is under way.
     *
     * @param waiting
     *            if any, all slots are in use
     */
    Given load(double perSecond, long waiting) {
        arrivals = perSecond;
        completions = waiting > 0 ? RATE * replicas : Math.min(perSecond, RATE * replicas);
        backlog = waiting + Math.round(completions * SLOTS / RATE);
        return this;
    }

    Given later(Duration time) {
        now = now.plus(time);
        return this;
    }

    /** Replicas are what is decided. */
    ScalingDecision decide() {
        ScalingDecision decision = decide(Optional.of(figures()));
        replicas = decision.replicas();
        return decision;
    }

    ScalingDecision decideWithoutFigures() {
        ScalingDecision decision = decide(Optional.empty());
        replicas = decision.replicas();
        return decision;
    }

    private ScalingDecision decide(Optional<ScalingFigures> figures) {
        ScalingDecision decision = ScalingPlanner.decide(settings,
                new ScalingFacts(replicas, asked, suspended, PARTITIONS, SLOTS, quota, replayPercent, figures), memory,
                now);
        memory = decision.memory();
        return decision;
    }

    /** Every five seconds, with the same load all the while. */
    ScalingDecision decideFor(Duration time) {
        ScalingDecision decision = decide();
        for (Instant end = now.plus(time); now.isBefore(end);) {
            decision = later(Duration.ofSeconds(5)).decide();
        }
        return decision;
    }

    /** How the number changes, every five seconds since noon, with the same load all the while. */
    String changes(Duration time) {
        return Stream.iterate(0, second -> second <= time.toSeconds(), second -> second + 5).map(second -> {
            now = NOON.plusSeconds(second);
            int before = replicas;
            int after = decide().replicas();
            return after == before ? "" : "%ds %d→%d".formatted(second, before, after);
        }).filter(change -> !change.isEmpty()).collect(Collectors.joining(", "));
    }

    ScalingFigures figures() {
        return new ScalingFigures(now.minus(old), arrivals, completions, backlog, oldest, replayBacklog, replicas,
                Optional.empty(), nextDue, partitions);
    }
}
