package dev.herald.e2e.playground;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Keeps a worker away from a namespace of a real cluster: its pods are deleted, and a quota leaves no room for others. A process in a pod cannot be
 * stopped by anybody who has no more than the cluster's API, and what is scaled to zero the operator scales up again.
 */
final class NoRoom implements Playground.Silence {
    private static final String NAME = "no-room";
    private static final String ROLE = "herald.dev/role";
    private static final long SECONDS = 180;

    private final KubernetesClient client;
    private final String namespace;
    private final String role;

    private NoRoom(KubernetesClient client, String namespace, String role) {
        this.client = client;
        this.namespace = namespace;
        this.role = role;
    }

    /**
     * Returns when the last pod of that role is gone. Pods that are there stay, and none is let in.
     *
     * @param role of the worker, as its label says
     */
    static NoRoom forWorker(KubernetesClient client, String namespace, String role) {
        var workers = client.pods().inNamespace(namespace).withLabel(ROLE, role).list().getItems();
        var quota = new ResourceQuotaBuilder().withNewMetadata()
                .withName(NAME)
                .endMetadata()
                .withNewSpec()
                .withHard(Map.of("pods", new Quantity("0")))
                .endSpec()
                .build();
        client.resource(quota).inNamespace(namespace).create();
        client.resourceQuotas()
                .inNamespace(namespace)
                .withName(NAME)
                .waitUntilCondition(NoRoom::isCounted, SECONDS, TimeUnit.SECONDS);
        workers.forEach(pod -> client.resource(pod).withGracePeriod(0).delete());
        workers.forEach(pod -> client.resource(pod)
                .waitUntilCondition(is -> is == null, SECONDS, TimeUnit.SECONDS));
        return new NoRoom(client, namespace, role);
    }

    /** Before that it holds nobody. */
    private static boolean isCounted(ResourceQuota quota) {
        return quota != null && quota.getStatus() != null && quota.getStatus().getUsed() != null
                && quota.getStatus().getUsed().containsKey("pods");
    }

    /** Who was refused for a while tries again only after a while, unless there is something new to look at. */
    @Override
    public void close() {
        client.resourceQuotas().inNamespace(namespace).withName(NAME).delete();
        client.apps()
                .replicaSets()
                .inNamespace(namespace)
                .withLabel(ROLE, role)
                .resources()
                .forEach(replicas -> replicas.edit(is -> is.edit()
                        .editMetadata()
                        .addToAnnotations("herald.dev/room-again", Instant.now().toString())
                        .endMetadata()
                        .build()));
    }
}
