package dev.herald.operator.pipeline;

import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.ChannelStatus;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.api.v1alpha1.ReplayJobSpec;
import dev.herald.api.v1alpha1.ReplayJobStatus;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Names;
import dev.herald.operator.plan.Role;
import dev.herald.operator.report.Sighting;
import dev.herald.operator.resource.Stored;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Optional;

/**
 * All that a decision about a pipeline rests on.
 *
 * @param pipeline
 *            itself
 * @param rivals
 *            other pipelines with a topic of the same name, in all namespaces
 * @param channels
 *            that name it, the oldest first
 * @param replayJobs
 *            that name it
 * @param configMaps
 *            made for it, those of its channels and replays included; so are deployments, pods and jobs
 * @param report
 *            of its status worker
 */
public record ObservedPipeline(Stored<NotificationPipelineSpec, NotificationPipelineStatus> pipeline,
        List<Stored<NotificationPipelineSpec, NotificationPipelineStatus>> rivals,
        List<Stored<ChannelSpec, ChannelStatus>> channels,
        List<Stored<ReplayJobSpec, ReplayJobStatus>> replayJobs, List<ConfigMap> configMaps,
        List<Deployment> deployments, List<Service> services,
        List<Pod> pods, List<Job> jobs, Sighting report) {

    /** Its status as it was. */
    public NotificationPipelineStatus before() {
        return pipeline.status()
                .orElse(new NotificationPipelineStatus(null, null, null, null, null, null, null, null, null, null, null,
                        null,
                        null,
                        null, null));
    }

    /** The Deployment of the ingest or the status worker. */
    public Optional<Deployment> deployment(Role role) {
        return named(deployments, Names.worker(pipeline.name(), role));
    }

    /** The Deployments of a channel's sender, one for each revision. */
    List<Deployment> senders(String channel) {
        return deployments.stream()
                .filter(deployment -> Labels.isOf(deployment, Role.send)
                        && Labels.value(deployment, Labels.CHANNEL).filter(channel::equals).isPresent())
                .toList();
    }

    /** The content of the live ConfigMap, if there is one. */
    public Optional<String> live(String file) {
        return named(configMaps, Names.live(pipeline.name())).map(ConfigMap::getData).map(data -> data.get(file));
    }

    /** What is there of an object that shall be. */
    Optional<? extends HasMetadata> observed(HasMetadata desired) {
        List<? extends HasMetadata> kind = switch (desired) {
            case ConfigMap map -> configMaps;
            case Deployment deployment -> deployments;
            case Service service -> services;
            default -> List.of();
        };
        return named(kind, desired.getMetadata().getName());
    }

    /** The ConfigMaps of all revisions of a role. */
    List<ConfigMap> revisions(Role role) {
        return configMaps.stream().filter(map -> Labels.isOf(map, role)).toList();
    }

    private static <T extends HasMetadata> Optional<T> named(List<T> objects, String name) {
        return objects.stream().filter(object -> object.getMetadata().getName().equals(name)).findFirst();
    }
}
