package dev.herald.operator.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.ChannelStatus;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.api.v1alpha1.ReplayJobSpec;
import dev.herald.api.v1alpha1.ReplayJobStatus;
import dev.herald.operator.plan.Subject;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * A resource of ours as it was observed.
 *
 * @param subject
 *            which one
 * @param generation
 *            of its spec
 * @param created
 *            when; the older of two that quarrel prevails
 * @param resourceVersion
 *            as it was read
 * @param spec
 *            read, or why it could not be
 * @param status
 *            absent if there is none, or it cannot be read: it can be rebuilt
 */
public record Stored<S, T>(Subject subject, long generation, Instant created, String resourceVersion,
        Map<String, String> annotations, Reading<S> spec, Optional<T> status) {
    /** The older first; ties by namespace and name. */
    public static final Comparator<Stored<?, ?>> BY_AGE = Comparator.<Stored<?, ?>, Instant>comparing(Stored::created)
            .thenComparing(stored -> stored.subject().namespace())
            .thenComparing(stored -> stored.subject().name());

    /** A pipeline. */
    public static Stored<NotificationPipelineSpec, NotificationPipelineStatus> of(RawPipeline raw) {
        return of(raw, raw.getStatus());
    }

    /** A pipeline, with a status newer than the one it was read with. */
    public static Stored<NotificationPipelineSpec, NotificationPipelineStatus> of(RawPipeline raw, JsonNode status) {
        return of(raw, status, NotificationPipelineSpec.class, NotificationPipelineStatus.class);
    }

    /** A channel. */
    public static Stored<ChannelSpec, ChannelStatus> of(RawChannel raw) {
        return of(raw, raw.getStatus());
    }

    /** A channel, with a status newer than the one it was read with. */
    public static Stored<ChannelSpec, ChannelStatus> of(RawChannel raw, JsonNode status) {
        return of(raw, status, ChannelSpec.class, ChannelStatus.class);
    }

    /** A replay. */
    public static Stored<ReplayJobSpec, ReplayJobStatus> of(RawReplayJob raw) {
        return of(raw, raw.getStatus());
    }

    /** A replay, with a status newer than the one it was read with. */
    public static Stored<ReplayJobSpec, ReplayJobStatus> of(RawReplayJob raw, JsonNode status) {
        return of(raw, status, ReplayJobSpec.class, ReplayJobStatus.class);
    }

    private static <S extends Record, T> Stored<S, T> of(CustomResource<JsonNode, JsonNode> raw, JsonNode status,
            Class<S> specs, Class<T> statuses) {
        ObjectMeta meta = raw.getMetadata();
        Subject subject = new Subject(raw.getApiVersion(), raw.getKind(), meta.getNamespace(), meta.getName(),
                meta.getUid());
        long generation = Optional.ofNullable(meta.getGeneration()).orElse(0L);
        Instant created = Optional.ofNullable(meta.getCreationTimestamp()).map(Instant::parse).orElse(Instant.EPOCH);
        return new Stored<>(subject, generation, created, meta.getResourceVersion(),
                Optional.ofNullable(meta.getAnnotations()).map(Map::copyOf).orElse(Map.of()),
                Reader.spec(raw.getSpec(), specs), Reader.status(status, statuses));
    }

    /** Its name. */
    public String name() {
        return subject.name();
    }

    /** Its namespace. */
    public String namespace() {
        return subject.namespace();
    }
}
