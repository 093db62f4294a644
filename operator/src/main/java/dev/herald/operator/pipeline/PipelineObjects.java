package dev.herald.operator.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.ChannelStatus;
import dev.herald.api.v1alpha1.Ingest;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.SecretReference;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Names;
import dev.herald.operator.plan.Role;
import dev.herald.operator.plan.Subject;
import dev.herald.operator.resource.Duplicates;
import dev.herald.operator.resource.Stored;
import dev.herald.operator.worker.LiveFile;
import dev.herald.operator.worker.Revision;
import dev.herald.operator.worker.WorkerFile;
import dev.herald.operator.worker.WorkerObjects;
import dev.herald.operator.worker.WorkerPod;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What shall be there for a pipeline itself; senders and feeders are their resources' matter.
 *
 * @param revision
 *            of ingest and status worker
 * @param format
 *            in which messages are written
 * @param liveHash
 *            of the live file
 * @param live
 *            the ConfigMap that workers re-read
 * @param configs
 *            ConfigMaps that are written once
 * @param services
 *            of ingest and status worker
 * @param deployments
 *            likewise
 */
record PipelineObjects(String revision, String format, String liveHash, ConfigMap live, List<ConfigMap> configs,
        List<Service> services,
        List<Deployment> deployments) {
    private static final int INGEST_PORT = 80;
    private static final int INGEST_REPLICAS = 2;

    /**
     * The objects.
     *
     * @param defaultImage
     *            of workers whose pipeline names none
     * @throws InvalidSpec
     *             about the field
     */
    static PipelineObjects of(ObservedPipeline observed, NotificationPipelineSpec spec, String defaultImage) {
        Subject owner = observed.pipeline().subject();
        String pipeline = owner.name();
        ObjectNode common = WorkerFile.common(owner.namespace(), pipeline, spec);
        Optional<JsonNode> liveBefore = observed.live(LiveFile.NAME).flatMap(PipelineObjects::parsed);
        String format = liveBefore.map(file -> file.path("format").asText())
                .filter(text -> !text.isEmpty())
                .orElse(LiveFile.FIRST_FORMAT);
        String live = Json.readable(LiveFile.of(spec, format, channels(observed, common, liveBefore)));

        boolean door = spec.ingest().mode() == Ingest.Mode.Enabled;
        Optional<String> tokens = door
                ? Optional.ofNullable(spec.ingest().authentication())
                        .map(Ingest.Authentication::secretRef)
                        .map(SecretReference::name)
                : Optional.empty();
        if (door && spec.ingest().authentication() != null
                && spec.ingest().authentication().type() == Ingest.AuthenticationType.Token && tokens.isEmpty()) {
            throw new InvalidSpec("spec.ingest.authentication.secretRef",
                    "is needed for type Token: name a Secret whose key token holds one token a line");
        }
        Revision revision = Revision.of(Optional.ofNullable(spec.worker()), defaultImage, tokens,
                door ? WorkerFile.ingest(common, spec.ingest()) : common);

        List<ConfigMap> configs = new ArrayList<>();
        List<Service> services = new ArrayList<>();
        List<Deployment> deployments = new ArrayList<>();
        for (Role role : door ? List.of(Role.status, Role.ingest) : List.of(Role.status)) {
            Map<String, String> selector = Labels.of(pipeline, role);
            Map<String, String> labels = Labels.of(pipeline, role, revision.hash());
            String config = Names.worker(pipeline, role, revision.hash());
            Revision given = role == Role.ingest
                    ? revision
                    : new Revision(revision.hash(), revision.image(), revision.settings(), Optional.empty(),
                            revision.file());
            configs.add(WorkerObjects.config(owner, config, labels, file(role, revision)));
            services.add(WorkerObjects.service(owner, Names.worker(pipeline, role), selector,
                    role == Role.ingest ? INGEST_PORT : WorkerPod.PORT));
            deployments
                    .add(WorkerObjects.deployment(owner, Names.worker(pipeline, role), selector, replicas(role, spec),
                            new WorkerPod(role, labels, config, Names.live(pipeline), given)));
        }
        ConfigMap liveMap = new ConfigMapBuilder()
                .withMetadata(WorkerObjects.meta(owner, Names.live(pipeline), Labels.of(pipeline)))
                .addToData(LiveFile.NAME, live)
                .build();
        return new PipelineObjects(revision.hash(), format, Names.hash(live), liveMap, configs, services, deployments);
    }

    /** In the order in which they must be there. */
    Stream<HasMetadata> lasting() {
        return Stream.concat(services.stream(), deployments.stream());
    }

    private static int replicas(Role role, NotificationPipelineSpec spec) {
        return role == Role.status
                ? 1
                : Optional.ofNullable(spec.ingest().replicas()).map(Math::toIntExact).orElse(INGEST_REPLICAS);
    }

    /** Each role is given its own section only. */
    private static ObjectNode file(Role role, Revision revision) {
        return role == Role.ingest ? revision.file() : revision.file().deepCopy().without("ingest");
    }

    private static TreeMap<String, JsonNode> channels(ObservedPipeline observed, ObjectNode common,
            Optional<JsonNode> liveBefore) {
        TreeMap<String, JsonNode> entries = new TreeMap<>();
        for (Stored<ChannelSpec, ChannelStatus> channel : observed.channels()) {
            if (Duplicates.olderChannel(channel, observed.channels()).isEmpty()) {
                valid(channel, common).ifPresentOrElse(
                        spec -> entries.put(WorkerFile.key(channel.name(), spec),
                                LiveFile.channel(channel.name(), spec)),
                        () -> lastGood(channel.name(), liveBefore)
                                .ifPresent(entry -> entries.putIfAbsent(entry.getKey(), entry.getValue())));
            }
        }
        return entries;
    }

    /** The spec of a channel, if a sender could be made of it. */
    private static Optional<ChannelSpec> valid(Stored<ChannelSpec, ChannelStatus> channel, ObjectNode common) {
        try {
            channel.spec()
                    .readable()
                    .ifPresent(spec -> WorkerFile.send(common, channel.name(), channel.created(), spec));
            return channel.spec().readable();
        } catch (InvalidSpec toldByTheChannelItself) {
            return Optional.empty();
        }
    }

    private static Optional<Map.Entry<String, JsonNode>> lastGood(String channel, Optional<JsonNode> liveBefore) {
        return liveBefore.stream()
                .flatMap(file -> file.path("channels").properties().stream())
                .filter(entry -> channel.equals(entry.getValue().path("name").asText()))
                .findFirst();
    }

    private static Optional<JsonNode> parsed(String file) {
        try {
            return Optional.of(Json.parse(file));
        } catch (IllegalArgumentException spoiltByHand) {
            return Optional.empty();
        }
    }
}
