package dev.herald.operator.pipeline;

import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Names;
import dev.herald.operator.plan.Role;
import dev.herald.operator.plan.Subject;
import dev.herald.operator.rollout.Rollout;
import dev.herald.operator.worker.LiveFile;
import dev.herald.operator.worker.Release;
import dev.herald.operator.worker.Revision;
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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What shall be there for a pipeline itself; senders and feeders are their resources' matter.
 *
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
 * @param kept
 *            names of ConfigMaps of other releases, kept to go back to
 */
record PipelineObjects(String liveHash, ConfigMap live, List<ConfigMap> configs, List<Service> services,
        List<Deployment> deployments, Set<String> kept) {
    private static final int INGEST_PORT = 80;
    private static final int INGEST_REPLICAS = 2;

    /**
     * The objects.
     *
     * @param rollout
     *            where rollouts are; empty before anything is decided
     * @param wanted
     *            the release that the spec asks for
     * @throws InvalidSpec
     *             about the field
     */
    static PipelineObjects of(ObservedPipeline observed, NotificationPipelineSpec spec, Optional<Rollout> rollout,
            Release wanted) {
        Subject owner = observed.pipeline().subject();
        String pipeline = owner.name();
        RoleRevisions revisions = RoleRevisions.of(observed, spec);
        String live = Json.readable(LiveChannels.file(observed, spec, revisions.common(), rollout));

        List<ConfigMap> configs = new ArrayList<>();
        List<Service> services = new ArrayList<>();
        List<Deployment> deployments = new ArrayList<>();
        for (Role role : revisions.roles()) {
            Revision revision = revisions.of(role, rollout, wanted);
            Map<String, String> selector = Labels.of(pipeline, role);
            Map<String, String> labels = Labels.of(pipeline, role, revision.hash());
            String config = Names.worker(pipeline, role, revision.hash());
            Revision given = role == Role.ingest ? revision : revision.without("ingest");
            WorkerPod pod = new WorkerPod(role, labels, config, Names.live(pipeline), given);
            ConfigMap written = WorkerObjects.config(owner, config, given.file(), pod);
            configs.add(written);
            services.add(WorkerObjects.service(owner, Names.worker(pipeline, role), selector,
                    role == Role.ingest ? INGEST_PORT : WorkerPod.PORT));
            deployments
                    .add(WorkerObjects.deployment(owner, Names.worker(pipeline, role), selector, replicas(role, spec),
                            pod, observed.observed(written).map(ConfigMap.class::cast)));
        }
        ConfigMap liveMap = new ConfigMapBuilder()
                .withMetadata(WorkerObjects.meta(owner, Names.live(pipeline), Labels.of(pipeline)))
                .addToData(LiveFile.NAME, live)
                .build();
        Set<String> kept = rollout.stream()
                .flatMap(state -> state.releases().stream())
                .map(known -> revisions.of(known.release()).hash())
                .flatMap(hash -> Stream.of(Role.status, Role.ingest).map(role -> Names.worker(pipeline, role, hash)))
                .collect(Collectors.toUnmodifiableSet());
        return new PipelineObjects(Names.hash(live), liveMap, configs, services, deployments, kept);
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
}
