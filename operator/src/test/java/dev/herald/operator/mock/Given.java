package dev.herald.operator.mock;

import dev.herald.api.ConditionType;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.ChannelStatus;
import dev.herald.api.v1alpha1.Condition;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.api.v1alpha1.ReplayJobSpec;
import dev.herald.api.v1alpha1.ReplayJobStatus;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Write;
import dev.herald.operator.report.Report;
import dev.herald.operator.report.ReportReader;
import dev.herald.operator.report.Sighting;
import dev.herald.operator.resource.RawChannel;
import dev.herald.operator.resource.RawPipeline;
import dev.herald.operator.resource.RawReplayJob;
import dev.herald.operator.resource.Stored;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** What planners are given in tests, and what is looked for in their plans; no API server is asked. */
public final class Given {
    private Given() {
    }

    /** A stored pipeline. */
    public static Stored<NotificationPipelineSpec, NotificationPipelineStatus> pipeline(String yaml) {
        return Stored.of(named(Serialization.unmarshal(yaml, RawPipeline.class)));
    }

    /** The same pipeline with the status that a plan gave it. */
    public static Stored<NotificationPipelineSpec, NotificationPipelineStatus> pipeline(String yaml,
            NotificationPipelineStatus status) {
        return Stored.of(named(Serialization.unmarshal(yaml, RawPipeline.class)), Json.tree(status));
    }

    /** A stored channel. */
    public static Stored<ChannelSpec, ChannelStatus> channel(String yaml) {
        return Stored.of(named(Serialization.unmarshal(yaml, RawChannel.class)));
    }

    /** A stored replay. */
    public static Stored<ReplayJobSpec, ReplayJobStatus> replay(String yaml) {
        return Stored.of(named(Serialization.unmarshal(yaml, RawReplayJob.class)));
    }

    /** The same replay with the status that a plan gave it. */
    public static Stored<ReplayJobSpec, ReplayJobStatus> replay(String yaml, ReplayJobStatus status) {
        return Stored.of(named(Serialization.unmarshal(yaml, RawReplayJob.class)), Json.tree(status));
    }

    /** A fresh report with these members. */
    public static Sighting report(String members) {
        try (ReportReader reader = new ReportReader(Duration.ofSeconds(1))) {
            Report report = reader.parse("{\"v\": 1, \"instance\": \"i\", \"sequence\": 7, %s}".formatted(members)
                    .getBytes(StandardCharsets.UTF_8));
            return new Sighting.Fresh(report, true);
        } catch (ReportReader.UnreadableReport wrong) {
            throw new AssertionError(wrong);
        }
    }

    /** The objects of a kind that writes apply or create. */
    public static <T extends HasMetadata> List<T> made(List<Write> writes, Class<T> kind) {
        return writes.stream()
                .filter(write -> write instanceof Write.Apply || write instanceof Write.Create)
                .map(Write::object)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** The names of what writes delete. */
    public static List<String> deleted(List<Write> writes) {
        return writes.stream()
                .filter(Write.Delete.class::isInstance)
                .map(write -> write.object().getKind() + " " + write.object().getMetadata().getName())
                .toList();
    }

    /** The Deployment with so many pods available. */
    public static Deployment available(Deployment deployment, int pods) {
        return new DeploymentBuilder(deployment).withNewStatus()
                .withReplicas(pods)
                .withUpdatedReplicas(pods)
                .withAvailableReplicas(pods)
                .endStatus()
                .build();
    }

    /** A condition, as {@code status/reason}. */
    public static String said(List<Condition> conditions, ConditionType type) {
        return conditions.stream()
                .filter(condition -> condition.type().equals(type.name()))
                .map(condition -> condition.status() + "/" + condition.reason())
                .findFirst()
                .orElse("absent");
    }

    /** The message of a condition. */
    public static String message(List<Condition> conditions, ConditionType type) {
        return conditions.stream()
                .filter(condition -> condition.type().equals(type.name()))
                .map(Condition::message)
                .findFirst()
                .orElse("");
    }

    private static <R extends HasMetadata> R named(R resource) {
        if (resource.getMetadata().getUid() == null) {
            resource.getMetadata().setUid("uid-of-" + resource.getMetadata().getName());
        }
        resource.getMetadata().setResourceVersion("1");
        return resource;
    }
}
