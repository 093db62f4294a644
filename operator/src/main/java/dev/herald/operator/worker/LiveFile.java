package dev.herald.operator.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.Delivery;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.StatusStream;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.plan.Json;
import java.time.Duration;
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
    private static final String LAG_OBJECTIVE = "60s";
    private static final long REPLAY_SHARE = 25;

    private LiveFile() {
    }

    /**
     * The file.
     *
     * @param format
     *            in which messages are written
     * @param channels
     *            an entry for each channel, by key
     * @param replays
     *            what people say of replays under way, by what identifies them
     * @param memory
     *            what the status worker is to remember, if anything has been decided
     * @throws InvalidSpec
     *             about the field
     */
    public static ObjectNode of(NotificationPipelineSpec spec, String format, SortedMap<String, JsonNode> channels,
            SortedMap<String, JsonNode> replays, Optional<JsonNode> memory) {
        ObjectNode file = Json.object()
                .put("v", VERSION)
                .put("suspend", Boolean.TRUE.equals(spec.suspend()))
                .put("format", format);
        delivery(file.putObject("delivery"),
                Optional.ofNullable(spec.delivery()).orElse(new Delivery(null, null, null, null, null)), spec);
        file.putObject("channels").setAll(channels);
        memory.ifPresent(decided -> file.set("memory", decided));
        file.put("noDataFor", noDataFor(spec).toString());
        FailureRule.of(spec.failurePolicy()).forEach(rule -> file.withArray("rules").add(rule.json()));
        if (!replays.isEmpty()) {
            file.putObject("replays").setAll(replays);
        }
        file.putObject("statusStream")
                .put("enabled", spec.statusStream().mode() == StatusStream.Mode.Enabled)
                .put("lagObjective", lagObjective(spec).toString());
        return file;
    }

    /** The entry of a channel in a file as it was written; empty if there is none, or a person has spoilt the file. */
    public static Optional<JsonNode> channel(String file, String name) {
        try {
            return Json.parse(file)
                    .path("channels")
                    .valueStream()
                    .filter(entry -> name.equals(entry.path("name").asText()))
                    .findFirst();
        } catch (IllegalArgumentException spoiltByHand) {
            return Optional.empty();
        }
    }

    /** The entry of a channel; who works on which of its partitions is added to it. */
    public static ObjectNode channel(String name, ChannelSpec spec) {
        return Json.object()
                .put("name", name)
                .put("type", spec.type().name())
                .put("suspend", Boolean.TRUE.equals(spec.suspend()))
                .put("onUnknown", spec.onUnknown().name())
                .put("replaySharePercent", replaySharePercent(spec));
    }

    /** How much of what a channel's senders can do a replay may take from other messages that wait. */
    public static int replaySharePercent(ChannelSpec spec) {
        return Math.toIntExact(Field.number(spec.replaySharePercent(), REPLAY_SHARE));
    }

    /** How late it may be told what became of a message. */
    public static Duration lagObjective(NotificationPipelineSpec spec) {
        return Field.length("spec.statusStream.lagObjective", spec.statusStream().lagObjective(), LAG_OBJECTIVE);
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
}
