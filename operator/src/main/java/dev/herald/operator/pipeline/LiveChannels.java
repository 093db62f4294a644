package dev.herald.operator.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.ChannelStatus;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.ReplayJobSpec;
import dev.herald.api.v1alpha1.ReplayJobStatus;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Names;
import dev.herald.operator.resource.Duplicates;
import dev.herald.operator.resource.Stored;
import dev.herald.operator.rollout.ChannelRollout;
import dev.herald.operator.rollout.Ramp;
import dev.herald.operator.rollout.Remembered;
import dev.herald.operator.rollout.Rollout;
import dev.herald.operator.scaling.AccountLimit;
import dev.herald.operator.scaling.QuotaPart;
import dev.herald.operator.worker.LiveFile;
import dev.herald.operator.worker.WorkerFile;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The live file of a pipeline: its channels, and which revision of each works on which partitions. */
final class LiveChannels {
    private LiveChannels() {
    }

    /**
     * The file.
     *
     * @param rollout
     *            where rollouts are; before anything is decided nobody works
     * @throws InvalidSpec
     *             about a field of the pipeline
     */
    static JsonNode file(ObservedPipeline observed, NotificationPipelineSpec spec, ObjectNode common,
            Optional<Rollout> rollout) {
        Optional<JsonNode> before = before(observed);
        String format = rollout.map(Rollout::format).orElseGet(() -> format(observed));
        return LiveFile.of(spec, format, channels(observed, common, rollout, before), replays(observed),
                rollout.map(Remembered::memory)
                        .or(() -> before.map(file -> file.get("memory")).filter(JsonNode::isObject)));
    }

    /** In which messages are written where nothing has been decided: what the file says, or the oldest. */
    static String format(ObservedPipeline observed) {
        return before(observed).map(file -> file.path("format").asText())
                .filter(text -> !text.isEmpty())
                .orElse(LiveFile.FIRST_FORMAT);
    }

    /** The spec of a channel, if a sender could be made of it. */
    static Optional<ChannelSpec> valid(Stored<ChannelSpec, ChannelStatus> channel, ObjectNode common) {
        try {
            channel.spec().readable().ifPresent(spec -> {
                WorkerFile.send(common, channel.name(), channel.created(), spec);
                AccountLimit.check(spec);
            });
            return channel.spec().readable();
        } catch (InvalidSpec toldByTheChannelItself) {
            return Optional.empty();
        }
    }

    private static TreeMap<String, JsonNode> channels(ObservedPipeline observed, ObjectNode common,
            Optional<Rollout> rollout, Optional<JsonNode> before) {
        TreeMap<String, JsonNode> entries = new TreeMap<>();
        Map<String, ChannelSpec> running = running(observed, common);
        Map<String, QuotaPart> parts = new AccountParts(observed, running).next(entries(before));
        for (Stored<ChannelSpec, ChannelStatus> channel : observed.channels()) {
            if (Duplicates.olderChannel(channel, observed.channels()).isEmpty()) {
                Optional.ofNullable(running.get(channel.name()))
                        .ifPresentOrElse(
                                spec -> {
                                    ObjectNode entry = LiveFile.channel(channel.name(), spec);
                                    Optional.ofNullable(parts.get(channel.name()))
                                            .ifPresent(part -> entry.set(QuotaPart.MEMBER, part.json()));
                                    entries.put(WorkerFile.key(channel.name(), spec),
                                            rollout.isPresent()
                                                    ? shared(entry, rollout.get(), channel.name())
                                                    : asBefore(entry, before, channel.name()));
                                },
                                () -> lastGood(channel.name(), before)
                                        .ifPresent(entry -> entries.putIfAbsent(entry.getKey(), entry.getValue())));
            }
        }
        return entries;
    }

    /** The channels of which a sender could be made, by name. */
    private static Map<String, ChannelSpec> running(ObservedPipeline observed, ObjectNode common) {
        Map<String, ChannelSpec> running = new TreeMap<>();
        observed.channels()
                .stream()
                .filter(channel -> Duplicates.olderChannel(channel, observed.channels()).isEmpty())
                .forEach(channel -> valid(channel, common).ifPresent(spec -> running.put(channel.name(), spec)));
        return running;
    }

    private static Map<String, JsonNode> entries(Optional<JsonNode> file) {
        Map<String, JsonNode> entries = new TreeMap<>();
        file.ifPresent(known -> known.path("channels")
                .forEach(entry -> entries.put(entry.path("name").asText(), entry)));
        return entries;
    }

    /** What people may say of a replay while it is under way; the rest was given to it when it began. */
    private static TreeMap<String, JsonNode> replays(ObservedPipeline observed) {
        TreeMap<String, JsonNode> entries = new TreeMap<>();
        for (Stored<ReplayJobSpec, ReplayJobStatus> replay : observed.replayJobs()) {
            Optional<ReplayJobStatus> status = replay.status().filter(ReplayJobStatus::isUnderWay);
            replay.spec().readable().filter(spec -> status.isPresent()).ifPresent(spec -> {
                ObjectNode entry = Json.object();
                if (Boolean.TRUE.equals(spec.approved())) {
                    entry.put("approved", true);
                }
                if (spec.rateLimit() != null) {
                    entry.put("perSecond", spec.rateLimit().perSecond());
                }
                if (!entry.isEmpty()) {
                    entries.put(Names.replayId(replay.subject(), status.get().specHash()), entry);
                }
            });
        }
        return entries;
    }

    /** What was decided is lost, until a report tells what is remembered: whoever works goes on. Where nothing was decided yet, nobody works. */
    private static JsonNode asBefore(ObjectNode entry, Optional<JsonNode> before, String channel) {
        Optional<JsonNode> last = lastGood(channel, before).map(Map.Entry::getValue);
        entry.put("serving", last.map(known -> known.path("serving").asText()).orElse(""));
        last.map(known -> known.get("ramp")).filter(JsonNode::isObject).ifPresent(ramp -> entry.set("ramp", ramp));
        return entry;
    }

    private static JsonNode shared(ObjectNode entry, Rollout rollout, String channel) {
        Optional<ChannelRollout> known = rollout.channel(channel);
        Optional<Ramp> ramp = known.flatMap(ChannelRollout::ramping);
        if (ramp.filter(given -> given.partitions() == Ramp.ALL).isPresent()) {
            return entry.put("serving", ramp.get().revision());
        }
        entry.put("serving", known.map(ChannelRollout::serving).orElse(""));
        ramp.filter(given -> given.partitions() > 0)
                .ifPresent(given -> entry.putObject("ramp")
                        .put("revision", given.revision())
                        .put("partitions", given.partitions()));
        return entry;
    }

    private static Optional<Map.Entry<String, JsonNode>> lastGood(String channel, Optional<JsonNode> before) {
        return before.stream()
                .flatMap(file -> file.path("channels").properties().stream())
                .filter(entry -> channel.equals(entry.getValue().path("name").asText()))
                .findFirst();
    }

    private static Optional<JsonNode> before(ObservedPipeline observed) {
        return observed.live(LiveFile.NAME).flatMap(LiveChannels::parsed);
    }

    private static Optional<JsonNode> parsed(String file) {
        try {
            return Optional.of(Json.parse(file));
        } catch (IllegalArgumentException spoiltByHand) {
            return Optional.empty();
        }
    }
}
