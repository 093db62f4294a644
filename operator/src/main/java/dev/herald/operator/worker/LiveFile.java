package dev.herald.operator.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.Delivery;
import dev.herald.api.v1alpha1.FailurePolicy;
import dev.herald.api.v1alpha1.FailurePolicy.Action;
import dev.herald.api.v1alpha1.FailurePolicy.Measure;
import dev.herald.api.v1alpha1.FailurePolicy.Rule;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.plan.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Content of {@code live.json}, which workers re-read while they run; docs/formats.md, section 7. */
public final class LiveFile {
    /** What it is called in the ConfigMap, and thus in the folder. */
    public static final String NAME = "live.json";
    /** In which format messages are written when nothing has been pinned yet: the oldest, which every worker reads. */
    public static final String FIRST_FORMAT = "json-v1";

    private static final long VERSION = 1;
    private static final String NO_DATA_FOR = "3m";
    private static final Map<String, Measure> BUILT_IN = builtIn();

    private LiveFile() {
    }

    /**
     * The file.
     *
     * @param format
     *            in which messages are written
     * @param channels
     *            an entry for each channel, by key
     * @throws InvalidSpec
     *             about the field
     */
    public static ObjectNode of(NotificationPipelineSpec spec, String format, SortedMap<String, JsonNode> channels) {
        ObjectNode file = Json.object()
                .put("v", VERSION)
                .put("suspend", Boolean.TRUE.equals(spec.suspend()))
                .put("format", format);
        delivery(file.putObject("delivery"),
                Optional.ofNullable(spec.delivery()).orElse(new Delivery(null, null, null, null, null)), spec);
        file.putObject("channels").setAll(channels);
        file.put("noDataFor", noDataFor(spec).toString());
        rules(spec.failurePolicy()).forEach(rule -> file.withArray("rules").add(rule(rule)));
        return file;
    }

    /** The entry of a channel. */
    public static JsonNode channel(String name, ChannelSpec spec) {
        return Json.object()
                .put("name", name)
                .put("type", spec.type().name())
                .put("suspend", Boolean.TRUE.equals(spec.suspend()))
                .put("onUnknown", spec.onUnknown().name());
    }

    /** How long nothing may be measured before that is an alarm of its own. */
    public static Duration noDataFor(NotificationPipelineSpec spec) {
        return Field.length("spec.failurePolicy.noDataFor", spec.failurePolicy().noDataFor(), NO_DATA_FOR);
    }

    private static void delivery(ObjectNode file, Delivery delivery, NotificationPipelineSpec spec) {
        Duration timeToLive = Field.length("spec.delivery.timeToLive", delivery.timeToLive(), "72h");
        Duration retention = Field.length("spec.eventLog.durability.retention",
                spec.eventLog().durability().retention(), null);
        if (delivery.timeToLive() == null && timeToLive.compareTo(retention) >= 0) {
            // A short retention was chosen and nothing was said about this one: it follows, rather than being refused for a default.
            timeToLive = retention.dividedBy(2);
        } else if (timeToLive.compareTo(retention) >= 0) {
            throw new InvalidSpec("spec.delivery.timeToLive",
                    "must be shorter than spec.eventLog.durability.retention, or the log forgets messages that are still to be sent");
        }
        file.put("retry", Field.number(delivery.retry(), 8))
                .put("backoffPolicy",
                        Optional.ofNullable(delivery.backoffPolicy()).orElse(Delivery.BackoffPolicy.Exponential).name())
                .put("backoffDelay", Field.duration("spec.delivery.backoffDelay", delivery.backoffDelay(), "5s"))
                .put("maxBackoff", Field.duration("spec.delivery.maxBackoff", delivery.maxBackoff(), "1h"))
                .put("timeToLive", timeToLive.toString());
    }

    private static Iterable<Rule> rules(FailurePolicy policy) {
        Map<String, Rule> byName = new LinkedHashMap<>();
        BUILT_IN.forEach(
                (name, measure) -> byName.put(name, new Rule(name, measure, null, null, null, null, null, null)));
        for (Rule rule : policy.rules()) {
            byName.put(rule.name(), rule);
        }
        return byName.values();
    }

    private static ObjectNode rule(Rule rule) {
        String field = "spec.failurePolicy.rules[" + rule.name() + "]";
        boolean percent = rule.measure() == Measure.FailedPercent;
        long raise = Field.number(rule.raise(), percent ? 5 : 0);
        long clear = Field.number(rule.clear(), percent ? Math.min(1, raise) : 0);
        if (clear > raise) {
            throw new InvalidSpec(field + ".clear",
                    "must not be above raise, or an incident would close while it opens");
        }
        ObjectNode file = Json.object()
                .put("name", rule.name())
                .put("measure", rule.measure().name())
                .put("window", Field.duration(field + ".window", rule.window(), "5m"))
                .put("minimumCount", Field.number(rule.minimumCount(), percent ? 50 : 1))
                .put("raise", raise)
                .put("clear", clear)
                .put("clearFor", Field.duration(field + ".clearFor", rule.clearFor(), "30s"));
        List<Action> actions = rule.actions().isEmpty()
                ? List.of(Action.Alert, Action.CreateReplayJob)
                : rule.actions().stream().sorted().toList();
        actions.forEach(action -> file.withArray("actions").add(action.name()));
        return file;
    }

    private static Map<String, Measure> builtIn() {
        Map<String, Measure> rules = new LinkedHashMap<>();
        rules.put("failed", Measure.FailedPercent);
        rules.put("undecodable", Measure.UndecodableCount);
        return rules;
    }
}
