package dev.herald.operator.plan;

import dev.herald.api.ConditionType;
import dev.herald.api.Reason;
import dev.herald.api.v1alpha1.Condition;
import dev.herald.api.v1alpha1.Condition.Status;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The one place where conditions come about: they keep their transition times while their status stays. */
public final class Conditions {
    private static final int LONGEST_MESSAGE = 32_000;

    private final Map<String, Condition> before = new HashMap<>();
    private final Map<String, Condition> now = new HashMap<>();
    private final long generation;
    private final Instant time;

    /**
     * @param before
     *            as the status has them
     * @param generation
     *            of the spec they will speak of
     * @param time
     *            of what changes now
     */
    public Conditions(List<Condition> before, long generation, Instant time) {
        before.forEach(condition -> this.before.put(condition.type(), condition));
        this.generation = generation;
        this.time = time.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Conditions without their messages, which may hold figures. */
    public static List<Condition> withoutMessages(List<Condition> conditions) {
        return conditions.stream()
                .map(said -> new Condition(said.type(), said.status(), said.observedGeneration(),
                        said.lastTransitionTime(), said.reason(), ""))
                .toList();
    }

    /** Says something. */
    public Conditions set(ConditionType type, Status status, Reason reason, String message) {
        Condition old = before.get(type.name());
        Instant since = old != null && old.status() == status && old.lastTransitionTime() != null
                ? old.lastTransitionTime()
                : time;
        now.put(type.name(), new Condition(type.name(), status, generation, since, reason.name(),
                Text.atMost(LONGEST_MESSAGE, message)));
        return this;
    }

    /** A person must do something: what ran before goes on running, and what was said of it is still said. */
    public Conditions stalled(Reason reason, String message) {
        before.forEach(now::putIfAbsent);
        set(ConditionType.Stalled, Status.True, reason, message);
        return set(ConditionType.Reconciling, Status.False, reason, "Waits for a person: " + message);
    }

    /** Nothing is in the way. */
    public Conditions notStalled() {
        return set(ConditionType.Stalled, Status.False, Reason.UpToDate, "Nothing for a person to do.");
    }

    /** What was said of a type before. */
    public Optional<Condition> before(ConditionType type) {
        return Optional.ofNullable(before.get(type.name()));
    }

    /** What is said of a type now. */
    public Optional<Condition> now(ConditionType type) {
        return Optional.ofNullable(now.get(type.name()));
    }

    /** All that has been said, in a stable order. */
    public List<Condition> list() {
        return now.values().stream().sorted(Comparator.comparing(Condition::type)).toList();
    }
}
