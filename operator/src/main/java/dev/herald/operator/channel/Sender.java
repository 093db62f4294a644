package dev.herald.operator.channel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.Provider;
import dev.herald.api.v1alpha1.SecretReference;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Names;
import dev.herald.operator.plan.Role;
import dev.herald.operator.plan.Subject;
import dev.herald.operator.worker.Revision;
import dev.herald.operator.worker.WorkerFile;
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
     * The sender that the specs ask for.
     *
     * @throws InvalidSpec
     *             about a field of the channel
     */
    static Sender of(ObservedChannel observed, NotificationPipelineSpec pipeline, ChannelSpec spec,
            String defaultImage) {
        Subject owner = observed.channel().subject();
        String pipelineName = spec.pipelineRef().name();
        ObjectNode common = WorkerFile.common(owner.namespace(), pipelineName, pipeline);
        ObjectNode file = WorkerFile.send(common, owner.name(), observed.channel().created(), spec);
        Optional<String> credentials = Optional.ofNullable(WorkerFile.provider(spec).credentials())
                .map(Provider.Credentials::secretRef)
                .map(SecretReference::name);
        Revision revision = Revision.of(Optional.ofNullable(pipeline.worker()), defaultImage, credentials, file);
        String name = Names.sender(owner.name(), revision.hash());
        Map<String, String> labels = Labels.sender(pipelineName, owner.name(), revision.hash());
        WorkerPod pod = new WorkerPod(Role.send, labels, name, Names.live(pipelineName), revision);
        int replicas = Optional.ofNullable(spec.replicas()).map(Math::toIntExact).orElse(1);
        return new Sender(revision.hash(), WorkerObjects.config(owner, name, labels, revision.file()),
                WorkerObjects.deployment(owner, name, labels, replicas, pod));
    }
}
