package dev.herald.e2e.operator;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.InetAddress;

/**
 * What controllers and kubelet would do in a namespace with the pipeline orders: says of each Deployment that its pods are there. Of all
 * pods it makes the status worker's alone.
 */
final class PodsDouble {
    private final KubernetesClient client;
    private final String namespace;
    private final InetAddress statusWorker;

    PodsDouble(KubernetesClient client, String namespace, InetAddress statusWorker) {
        this.client = client;
        this.namespace = namespace;
        this.statusWorker = statusWorker;
    }

    void settle() {
        for (Deployment deployment : client.apps().deployments().inNamespace(namespace).list().getItems()) {
            int replicas = deployment.getSpec().getReplicas();
            long generation = deployment.getMetadata().getGeneration();
            Integer available = deployment.getStatus().getAvailableReplicas();
            if (available == null || available != replicas
                    || !Long.valueOf(generation).equals(deployment.getStatus().getObservedGeneration())) {
                client.resource(deployment)
                        .subresource("status")
                        .patch(PatchContext.of(PatchType.JSON_MERGE),
                                """
                        {"status": {"observedGeneration": %1$d, "replicas": %2$d, "updatedReplicas": %2$d, "readyReplicas": %2$d, "availableReplicas": %2$d}}"""
                                        .formatted(generation, replicas));
            }
        }
        Deployment status = client.apps().deployments().inNamespace(namespace).withName("orders-status").get();
        Resource<Pod> eyes = client.pods().inNamespace(namespace).withName("eye");
        if (status != null && eyes.get() == null) {
            client.resource(pod("eye", status.getSpec().getTemplate())).create();
            eyes.subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE),
                            "{\"status\": {\"phase\": \"Running\", \"podIP\": \"%1$s\", \"podIPs\": [{\"ip\": \"%1$s\"}]}}"
                                    .formatted(statusWorker.getHostAddress()));
        }
    }

    Pod pod(String name, PodTemplateSpec template) {
        return new PodBuilder().withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .withLabels(template.getMetadata().getLabels())
                .endMetadata()
                .withSpec(template.getSpec())
                .build();
    }
}
