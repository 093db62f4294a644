package dev.herald.operator.worker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.EventLog;
import dev.herald.api.v1alpha1.FailurePolicy;
import dev.herald.api.v1alpha1.Ingest;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.Provider;
import dev.herald.api.v1alpha1.ReplayJobSpec;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.plan.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Content of {@code worker.json}, which a worker is given once; docs/formats.md, section 7. */
public final class WorkerFile {
    /** What it is called in the ConfigMap, and thus in the folder. */
    public static final String NAME = "worker.json";

    private static final long VERSION = 1;
    private static final long PARTITIONS = 12;
    private static final String MAX_MESSAGE_SIZE = "10Mi";
    private static final long CONCURRENCY = 64;
    private static final String PROVIDER_TIMEOUT = "10s";
    /** How long a claim may be acted upon, and how much longer others wait: they allow for clocks and pauses; docs/formats.md, section 3. */
    private static final String LEASE = "PT30S";
    private static final String MARGIN = "PT5S";
    private static final long MAX_AUTOMATIC = 10_000;
    private static final long STOP_PERCENT = 5;
    private static final long STOP_COUNT = 50;
    private static final int TRIAL = 10;

    private WorkerFile() {
    }

    /** What all roles are given. */
    public static ObjectNode common(String namespace, String pipeline, NotificationPipelineSpec spec) {
        ObjectNode file = Json.object().put("v", VERSION).put("namespace", namespace).put("pipeline", pipeline);
        EventLog log = spec.eventLog();
        ObjectNode kafka = file.putObject("kafka");
        log.kafka().bootstrapServers().forEach(kafka.putArray("bootstrapServers")::add);
        kafka.put("topic", log.kafka().topic()).put("groupPrefix", log.kafka().groupPrefix());
        EventLog.Durability durability = log.durability();
        file.putObject("log")
                .put("management", log.management().name())
                .put("partitions", partitions(log))
                .put("maxMessageSize",
                        Field.size("spec.eventLog.maxMessageSize", log.maxMessageSize(), MAX_MESSAGE_SIZE))
                .put("replicationFactor", durability.replicationFactor())
                .put("minInSyncReplicas", durability.minInSyncReplicas())
                .put("retention",
                        Field.length("spec.eventLog.durability.retention", durability.retention(), null).toString())
                .put("policy", durability.policy().name());
        file.put("concurrency", concurrency(spec));
        return file;
    }

    /** What the ingest is given besides. */
    public static ObjectNode ingest(ObjectNode common, Ingest ingest) {
        ObjectNode file = common.deepCopy();
        Ingest.Authentication authentication = InvalidSpec.required("spec.ingest.authentication",
                ingest.authentication());
        file.putObject("ingest").put("authentication", authentication.type().name());
        return file;
    }

    /** What the sender of a channel is given besides. */
    public static ObjectNode send(ObjectNode common, String channel, Instant created, ChannelSpec spec) {
        ObjectNode file = common.deepCopy();
        ObjectNode send = file.putObject("send")
                .put("channel", channel)
                .put("key", key(channel, spec))
                .put("type", spec.type().name())
                .put("lease", LEASE)
                .put("margin", MARGIN);
        startFrom(send.putObject("startFrom"), spec.startFrom(), created);
        provider(send.putObject("provider"), provider(spec), spec.type());
        return file;
    }

    /**
     * What the feeder of a replay is given besides.
     *
     * @param trial
     *            whether nothing but a trial can show that the failure has gone
     */
    public static ObjectNode replay(ObjectNode common, String job, ReplayJobSpec spec,
            NotificationPipelineSpec pipeline, Instant started, boolean trial) {
        ObjectNode file = common.deepCopy();
        ObjectNode replay = file.putObject("replay").put("job", job).put("mode", spec.mode().name());
        if (spec.incidentId() != null) {
            replay.put("incidentId", spec.incidentId());
        } else {
            ReplayJobSpec.Window window = InvalidSpec.required("spec.window", spec.window());
            replay.putObject("window")
                    .put("from", window.from().toString())
                    .put("to", Optional.ofNullable(window.to()).orElse(started).toString());
        }
        ReplayJobSpec.Selector chosen = Optional.ofNullable(spec.selector())
                .orElse(ReplayJobSpec.Selector.ALL);
        ObjectNode selector = replay.putObject("selector");
        chosen.channels().forEach(selector.putArray("channels")::add);
        List<ReplayJobSpec.Outcome> outcomes = chosen.outcomes().isEmpty() && spec.mode() == ReplayJobSpec.Mode.Resend
                ? List.of(ReplayJobSpec.Outcome.Failed)
                : chosen.outcomes();
        outcomes.forEach(outcome -> selector.withArray("outcomes").add(outcome.name()));
        selector.put("attachments",
                Optional.ofNullable(chosen.attachments()).orElse(ReplayJobSpec.Attachments.Any).name());
        chosen.messageIds().forEach(selector.putArray("messageIds")::add);
        chosen.providers().forEach(selector.withArray("providers")::add);
        chosen.tags().forEach(selector.withArray("tags")::add);
        chosen.errors().forEach(selector.withArray("errors")::add);
        chosen.revisions().forEach(selector.withArray("revisions")::add);
        chosen.formats().forEach(selector.withArray("formats")::add);
        limits(replay, spec, pipeline.failurePolicy().replay());
        if (trial) {
            replay.put("trial", TRIAL);
        }
        return file;
    }

    /** What keeps a replay from doing harm. */
    private static void limits(ObjectNode replay, ReplayJobSpec spec, FailurePolicy.Replay policy) {
        if (Boolean.TRUE.equals(spec.dryRun())) {
            replay.put("dryRun", true);
        }
        boolean manual = spec.approval() == FailurePolicy.Approval.Manual
                || policy.approval() == FailurePolicy.Approval.Manual;
        replay.putObject("approval")
                .put("manual", manual)
                .put("above", Field.number(policy.maxAutomaticMessages(), MAX_AUTOMATIC));
        if (spec.maxMessages() != null) {
            replay.put("maxMessages", spec.maxMessages());
        }
        ReplayJobSpec.StopOn stop = Optional.ofNullable(spec.stopOn()).orElse(new ReplayJobSpec.StopOn(null, null));
        replay.putObject("stopOn")
                .put("failurePercent", Field.number(stop.failurePercent(), STOP_PERCENT))
                .put("minimumCount", Field.number(stop.minimumCount(), STOP_COUNT));
    }

    /** What a probe is given besides. */
    public static ObjectNode probe(ObjectNode common, ObjectNode probe) {
        ObjectNode file = common.deepCopy();
        file.set("probe", probe);
        return file;
    }

    /** Sends that one sender has under way at once. */
    public static int concurrency(NotificationPipelineSpec spec) {
        return Math.toIntExact(
                spec.worker() == null ? CONCURRENCY : Field.number(spec.worker().concurrency(), CONCURRENCY));
    }

    /** Partitions of the log. */
    static long partitions(EventLog log) {
        return Field.number(log.partitions(), PARTITIONS);
    }

    /** What messages address. */
    public static String key(String channel, ChannelSpec spec) {
        return spec.key() == null ? channel : spec.key();
    }

    /** The provider of a channel: in this version there is one. */
    public static Provider provider(ChannelSpec spec) {
        if (spec.providers().size() != 1) {
            throw new InvalidSpec("spec.providers", "must hold exactly one provider");
        }
        return spec.providers().getFirst();
    }

    private static void startFrom(ObjectNode file, ChannelSpec.StartFrom start, Instant created) {
        file.put("position", start.position().name());
        switch (start.position()) {
            case Created -> file.put("time", created.toString());
            case Time -> file.put("time", InvalidSpec.required("spec.startFrom.time", start.time()).toString());
            case Earliest, Unrecognised -> {
                // the whole log: no time
            }
        }
    }

    private static void provider(ObjectNode file, Provider provider, ChannelSpec.Type type) {
        file.put("name", provider.name())
                .put("timeout", Field.duration("spec.providers[0].timeout", provider.timeout(), PROVIDER_TIMEOUT));
        switch (type) {
            case Email -> {
                Provider.Smtp smtp = InvalidSpec.required("spec.providers[0].smtp", provider.smtp());
                file.putObject("smtp")
                        .put("host", smtp.host())
                        .put("port", smtp.port())
                        .put("tls", smtp.tls().name())
                        .put("from", smtp.from());
            }
            case Webhook -> {
                Provider.Webhook webhook = InvalidSpec.required("spec.providers[0].webhook", provider.webhook());
                file.putObject("webhook").put("url", webhook.url()).put("addresses", webhook.addresses().name());
            }
            case Unrecognised -> throw new InvalidSpec("spec.type", "must be Email or Webhook");
        }
    }
}
