package dev.herald.operator.mock;

import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Role;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Does at once, when it is told to, what the Deployment controller and the kubelet do in time: every Deployment gets the pods it asks for, all ready. */
public final class FakeWorkloads {
    private final KubernetesClient client;
    private final String podIp;
    private final Set<String> broken = new TreeSet<>();

    /** Pods get this address. */
    public FakeWorkloads(KubernetesClient client, String podIp) {
        this.client = client;
        this.podIp = podIp;
    }

    /** Deployments whose image contains the text never become available. */
    public void breakImage(String text) {
        broken.add(text);
    }

    /** Brings all Deployments to what they ask for, and removes the pods of those that are gone. */
    public void settle() {
        List<Deployment> deployments = client.apps().deployments().inAnyNamespace().list().getItems();
        for (Deployment deployment : deployments) {
            int replicas = isBroken(deployment) ? 0 : deployment.getSpec().getReplicas();
            if (deployment.getStatus() == null || deployment.getStatus().getAvailableReplicas() == null
                    || deployment.getStatus().getAvailableReplicas() != replicas
                    || !deployment.getMetadata()
                            .getGeneration()
                            .equals(deployment.getStatus().getObservedGeneration())) {
                client.resource(new DeploymentBuilder(deployment).withNewStatus()
                        .withObservedGeneration(deployment.getMetadata().getGeneration())
                        .withReplicas(replicas)
                        .withReadyReplicas(replicas)
                        .withUpdatedReplicas(replicas)
                        .withAvailableReplicas(replicas)
                        .endStatus()
                        .build()).updateStatus();
            }
            if (client.pods()
                    .inNamespace(deployment.getMetadata().getNamespace())
                    .withName(podName(deployment))
                    .get() == null) {
                client.resource(pod(deployment)).create();
            }
        }
        List<String> pods = deployments.stream().map(FakeWorkloads::podName).toList();
        client.pods()
                .inAnyNamespace()
                .withLabel(Labels.MANAGED_BY, Labels.HERALD)
                .list()
                .getItems()
                .stream()
                .filter(pod -> !pods.contains(pod.getMetadata().getName()))
                .forEach(
                        pod -> client.resource(pod).delete());
    }

    private boolean isBroken(Deployment deployment) {
        String image = deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
        return broken.stream().anyMatch(image::contains);
    }

    private Pod pod(Deployment deployment) {
        return new PodBuilder().withNewMetadata()
                .withName(podName(deployment))
                .withNamespace(deployment.getMetadata().getNamespace())
                .withLabels(deployment.getSpec().getTemplate().getMetadata().getLabels())
                .endMetadata()
                .withNewStatus()
                .withPhase("Running")
                .withPodIP(podIp)
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
    }

    private static String podName(Deployment deployment) {
        return deployment.getMetadata().getName() + (Labels.isOf(deployment, Role.status) ? "-eye" : "-0");
    }
}
