package dev.herald.operator.rollout;

import dev.herald.api.v1alpha1.FailurePolicy.Action;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the failure rules of a pipeline mean for a rollout.
 *
 * @param byRule
 *            what each asks for
 * @param halt
 *            why no rollout may go further now: an incident that is open says so
 */
public record Reactions(Map<String, List<Action>> byRule, Optional<String> halt) {
    /** Every rule takes back what crosses it. */
    public static final Reactions ROLLBACK = new Reactions(Map.of(), Optional.empty());

    /** Whether a new revision whose messages cross that rule is taken back; of a rule that is not known here, it is. */
    boolean rollsBack(String rule) {
        return asksFor(rule, Action.Rollback);
    }

    /** Whether a new revision whose messages cross that rule goes no further. */
    boolean halts(String rule) {
        return asksFor(rule, Action.HaltRollout);
    }

    private boolean asksFor(String rule, Action action) {
        return !byRule.containsKey(rule) || byRule.get(rule).contains(action);
    }
}
