package dev.herald.operator.channel;

import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.ChannelStatus;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.operator.report.ReportedFigures;
import dev.herald.operator.report.Sighting;
import dev.herald.operator.rollout.Rollout;
import dev.herald.operator.resource.Stored;
import dev.herald.operator.worker.Partitions;
import dev.herald.operator.worker.WorkerFile;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Optional;

/**
 * All that a decision about a channel rests on.
 *
 * @param channel
 *            itself
 * @param pipeline
 *            that it names
 * @param rivals
 *            other pipelines with a topic of the same name as its pipeline's
 * @param siblings
 *            other channels of its pipeline
 * @param configMaps
 *            of its sender, one for each revision; so are deployments
 * @param report
 *            of the pipeline's status worker
 * @param rollout
 *            where the pipeline's rollouts are; empty before it has decided anything
 * @param scaling
 *            what else a decision about replicas rests on
 */
public record ObservedChannel(Stored<ChannelSpec, ChannelStatus> channel,
        Optional<Stored<NotificationPipelineSpec, NotificationPipelineStatus>> pipeline,
        List<Stored<NotificationPipelineSpec, NotificationPipelineStatus>> rivals,
        List<Stored<ChannelSpec, ChannelStatus>> siblings,
        List<ConfigMap> configMaps, List<Deployment> deployments, Sighting report, Optional<Rollout> rollout,
        ScalingInputs scaling) {

    /** Its status as it was. */
    public ChannelStatus before() {
        return channel.status()
                .orElse(new ChannelStatus(null, null, null, null, null, null, null, null, null, null, null, null));
    }

    /** What the report says of it, if that is fresh. */
    Optional<ReportedFigures> figures() {
        String key = channel.spec().readable().map(spec -> WorkerFile.key(channel.name(), spec)).orElse(channel.name());
        return report.fresh().map(fresh -> fresh.channels().get(key));
    }

    /** Partitions of the log. */
    int partitions() {
        return Partitions.of(pipeline.flatMap(named -> named.spec().readable()), report);
    }

    /** What is there of an object that shall be. */
    Optional<? extends HasMetadata> observed(HasMetadata desired) {
        List<? extends HasMetadata> kind = desired instanceof Deployment ? deployments : configMaps;
        return kind.stream()
                .filter(object -> object.getMetadata().getName().equals(desired.getMetadata().getName()))
                .findFirst();
    }
}
