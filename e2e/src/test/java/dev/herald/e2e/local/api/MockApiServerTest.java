package dev.herald.e2e.local.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

class MockApiServerTest {
    private final MockApiServer server = new MockApiServer(InetAddress.getLoopbackAddress(), 0, List.of(),
            Clock.systemUTC());
    private final KubernetesClient client = server.client();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void applyMakesWhatIsNotThereAndRemovesWhatItsManagerLeavesOut() {
        apply(Map.of("a", "1", "b", "2"), "one");
        apply(Map.of("c", "3"), "other");
        apply(Map.of("a", "4"), "one");
        assertEquals(Map.of("a", "4", "c", "3"), client.configMaps().withName("m").get().getData());
    }

    @Test
    void uidsAreThoseOfTheObjectThatIsStored() {
        var made = client.resource(deployment()).create();
        assertEquals(4, UUID.fromString(made.getMetadata().getUid()).version());
        assertEquals(made.getMetadata().getUid(),
                client.apps().deployments().withName("d").get().getMetadata().getUid());
    }

    @Test
    void applyingTheSameAgainWritesNothing() {
        var first = apply(Map.of("a", "1"), "one");
        assertEquals(first.getMetadata().getResourceVersion(),
                apply(Map.of("a", "1"), "one").getMetadata().getResourceVersion());
        assertNotEquals(first.getMetadata().getResourceVersion(),
                apply(Map.of("a", "2"), "one").getMetadata().getResourceVersion());
    }

    @Test
    void aMergePatchReplacesListsAndRemovesNulls() {
        client.resource(deployment()).create();
        client.apps()
                .deployments()
                .withName("d")
                .patch(PatchContext.of(PatchType.JSON_MERGE),
                        """
                {"metadata": {"labels": null}, "spec": {"template": {"spec": {"containers": [{"name": "other", "image": "i"}]}}}}""");
        var patched = client.apps().deployments().withName("d").get();
        assertEquals("other", patched.getSpec().getTemplate().getSpec().getContainers().getFirst().getName());
        assertEquals(1, patched.getSpec().getTemplate().getSpec().getContainers().size());
        assertEquals(Map.of(), patched.getMetadata().getLabels());
    }

    @Test
    void aStrategicPatchMergesContainersByName() {
        client.resource(deployment()).create();
        client.apps().deployments().withName("d").patch(PatchContext.of(PatchType.STRATEGIC_MERGE), """
                {"spec": {"template": {"spec": {"containers": [{"name": "c", "image": "new"}]}}}}""");
        var container = client.apps()
                .deployments()
                .withName("d")
                .get()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();
        assertEquals("new", container.getImage());
        assertEquals(List.of("--flag"), container.getArgs());
    }

    @Test
    void scaleSetsReplicas() {
        client.resource(deployment()).create();
        client.apps().deployments().withName("d").scale(4);
        assertEquals(4, client.apps().deployments().withName("d").get().getSpec().getReplicas());
    }

    @Test
    void aPodWithANodeIsMarkedFirstAndGoneWhenItsProcessHasEnded() {
        client.resource(new PodBuilder().withNewMetadata()
                .withName("p")
                .endMetadata()
                .withNewSpec()
                .withNodeName("n")
                .endSpec()
                .build()).create();
        client.pods().withName("p").delete();
        var marked = client.pods().withName("p").get();
        assertNotNull(marked.getMetadata().getDeletionTimestamp());
        assertEquals(30, marked.getMetadata().getDeletionGracePeriodSeconds());
        client.pods().withName("p").withGracePeriod(0).delete();
        assertNull(client.pods().withName("p").get());
    }

    private ConfigMap apply(Map<String, String> data, String manager) {
        var map = new ConfigMapBuilder().withNewMetadata()
                .withName("m")
                .withNamespace("default")
                .endMetadata()
                .withData(data)
                .build();
        return client.resource(map).fieldManager(manager).forceConflicts().serverSideApply();
    }

    private static io.fabric8.kubernetes.api.model.apps.Deployment deployment() {
        return new DeploymentBuilder().withNewMetadata()
                .withName("d")
                .addToLabels("a", "b")
                .endMetadata()
                .withNewSpec()
                .withReplicas(1)
                .withNewTemplate()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage("old")
                .withArgs("--flag")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}
