package dev.herald.operator.worker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.api.v1alpha1.FailurePolicy;
import dev.herald.api.v1alpha1.FailurePolicy.Action;
import dev.herald.api.v1alpha1.FailurePolicy.Label;
import dev.herald.api.v1alpha1.FailurePolicy.Measure;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.plan.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A rule of a pipeline as it is judged, with what the spec does not say filled in.
 *
 * @param window
 *            how far back is looked
 * @param minimumCount
 *            decided messages below which it says nothing
 * @param raise
 *            an incident opens above this: in percent, messages or seconds, as the measure has it
 * @param clear
 *            and closes when it has been at most this for {@code clearFor}
 * @param groupBy
 *            labels by which messages are told apart; empty: all
 */
public record FailureRule(String name, Measure measure, Duration window, long minimumCount, long raise, long clear,
        Duration clearFor, List<Label> groupBy, List<Action> actions) {
    private static final Map<String, Measure> BUILT_IN = builtIn();
    private static final long TOO_OLD_SECONDS = 600;

    /**
     * All rules of a pipeline: the built-in ones first.
     *
     * @throws InvalidSpec
     *             about the field
     */
    public static List<FailureRule> of(FailurePolicy policy) {
        Map<String, FailurePolicy.Rule> byName = new LinkedHashMap<>();
        BUILT_IN.forEach((name, measure) -> byName.put(name,
                new FailurePolicy.Rule(name, measure, null, null, null, null, null, null, null)));
        policy.rules().forEach(rule -> byName.put(rule.name(), rule));
        return byName.values().stream().map(FailureRule::of).toList();
    }

    private static FailureRule of(FailurePolicy.Rule rule) {
        String field = "spec.failurePolicy.rules[" + rule.name() + "]";
        boolean percent = rule.measure() == Measure.FailedPercent || rule.measure() == Measure.UnknownPercent;
        boolean age = rule.measure() == Measure.OldestMessageAge;
        long raise = Field.number(rule.raise(), percent ? 5 : age ? TOO_OLD_SECONDS : 0);
        long clear = Field.number(rule.clear(), percent ? Math.min(1, raise) : age ? raise / 2 : 0);
        if (clear > raise) {
            throw new InvalidSpec(field + ".clear",
                    "must not be above raise, or an incident would close while it opens");
        }
        return new FailureRule(rule.name(), rule.measure(), Field.length(field + ".window", rule.window(), "5m"),
                Field.number(rule.minimumCount(), percent ? 50 : 1), raise, clear,
                Field.length(field + ".clearFor", rule.clearFor(), "30s"),
                rule.groupBy().stream().sorted().toList(),
                rule.actions().isEmpty() ? usual(rule.measure()) : rule.actions().stream().sorted().toList());
    }

    /** What puts messages right goes by itself; what stands still may have a good reason. */
    private static List<Action> usual(Measure measure) {
        return measure == Measure.FailedPercent || measure == Measure.UndecodableCount
                ? List.of(Action.Alert, Action.Rollback, Action.CreateReplayJob)
                : List.of(Action.Alert);
    }

    /** As workers read it; docs/formats.md, section 7. */
    ObjectNode json() {
        ObjectNode file = Json.object()
                .put("name", name)
                .put("measure", measure.name())
                .put("window", window.toString())
                .put("minimumCount", minimumCount)
                .put("raise", raise)
                .put("clear", clear)
                .put("clearFor", clearFor.toString());
        groupBy.forEach(label -> file.withArray("groupBy").add(label.name()));
        actions.forEach(action -> file.withArray("actions").add(action.name()));
        return file;
    }

    private static Map<String, Measure> builtIn() {
        Map<String, Measure> rules = new LinkedHashMap<>();
        rules.put("failed", Measure.FailedPercent);
        rules.put("undecodable", Measure.UndecodableCount);
        rules.put("late", Measure.OldestMessageAge);
        return rules;
    }
}
