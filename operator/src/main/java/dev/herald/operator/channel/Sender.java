package dev.herald.operator.channel;

import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Names;
import dev.herald.operator.plan.Role;
import dev.herald.operator.plan.Subject;
import dev.herald.operator.worker.Release;
import dev.herald.operator.worker.Revision;
import dev.herald.operator.worker.WorkerObjects;
import dev.herald.operator.worker.WorkerPod;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Map;
import java.util.Optional;

/**
 * The sender of a channel in one revision.
 *
 * @param revision
 *            8 hexadecimal digits
 * @param config
 *            what it is given, written once
 * @param deployment
 *            its pods
 */
record Sender(String revision, ConfigMap config, Deployment deployment) {
    /**
     * The sender that the specs ask for, of a release.
     *
     * @param replicas
     *            of this revision
     * @throws InvalidSpec
     *             about a field of the channel
     */
    static Sender of(ObservedChannel observed, NotificationPipelineSpec pipeline, ChannelSpec spec, Release release,
            int replicas) {
        Subject owner = observed.channel().subject();
        Revision revision = Revision.ofSender(observed.channel(), pipeline, spec, release);
        String name = Names.sender(owner.name(), revision.hash());
        Map<String, String> labels = Labels.sender(spec.pipelineRef().name(), owner.name(), revision.hash());
        WorkerPod pod = new WorkerPod(Role.send, labels, name, Names.live(spec.pipelineRef().name()), revision);
        ConfigMap config = WorkerObjects.config(owner, name, revision.file(), pod);
        return new Sender(revision.hash(), config, WorkerObjects.deployment(owner, name, labels, replicas, pod,
                observed.observed(config).map(ConfigMap.class::cast)));
    }

    /** The sender of a revision that no spec asks for any more, as it was rendered when it began; empty if that is gone. */
    static Optional<Sender> kept(ObservedChannel observed, String revision, int replicas) {
        Subject owner = observed.channel().subject();
        String name = Names.sender(owner.name(), revision);
        return observed.configMaps()
                .stream()
                .filter(config -> config.getMetadata().getName().equals(name))
                .findFirst()
                .flatMap(config -> WorkerObjects.kept(owner, config, replicas)
                        .map(deployment -> new Sender(revision, config, deployment)));
    }
}
