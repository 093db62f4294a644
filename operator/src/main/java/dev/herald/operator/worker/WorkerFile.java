package dev.herald.operator.worker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.EventLog;
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
                .put("partitions", Field.number(log.partitions(), PARTITIONS))
                .put("maxMessageSize",
                        Field.size("spec.eventLog.maxMessageSize", log.maxMessageSize(), MAX_MESSAGE_SIZE))
                .put("replicationFactor", durability.replicationFactor())
                .put("minInSyncReplicas", durability.minInSyncReplicas())
                .put("retention",
                        Field.length("spec.eventLog.durability.retention", durability.retention(), null).toString())
                .put("policy", durability.policy().name());
        file.put("concurrency",
                spec.worker() == null ? CONCURRENCY : Field.number(spec.worker().concurrency(), CONCURRENCY));
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

    /** What the feeder of a replay is given besides. */
    public static ObjectNode replay(ObjectNode common, String job, ReplayJobSpec spec, Instant started) {
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
                .orElse(new ReplayJobSpec.Selector(null, null, null, null));
        ObjectNode selector = replay.putObject("selector");
        chosen.channels().forEach(selector.putArray("channels")::add);
        List<ReplayJobSpec.Outcome> outcomes = chosen.outcomes().isEmpty() && spec.mode() == ReplayJobSpec.Mode.Resend
                ? List.of(ReplayJobSpec.Outcome.Failed)
                : chosen.outcomes();
        outcomes.forEach(outcome -> selector.withArray("outcomes").add(outcome.name()));
        selector.put("attachments",
                Optional.ofNullable(chosen.attachments()).orElse(ReplayJobSpec.Attachments.Any).name());
        chosen.messageIds().forEach(selector.putArray("messageIds")::add);
        return file;
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
