package dev.herald.e2e.installed;

import static dev.herald.e2e.process.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The operator comes, is upgraded and goes; pipelines and namespaces go. */
@Tag("cluster")
@ExtendWith(SharedHerald.class)
class LifecycleTest {
    private static final String GROUP = "herald.dev/v1alpha1";

    private final Herald herald;

    LifecycleTest(Herald herald) {
        this.herald = herald;
    }

    @Test
    void noWorkerIsReplacedWhenTheOperatorIsUpgradedAndAllFlowOnWhenItIsUninstalled() throws Exception {
        try (Site site = Site.open(herald, "upgrade", this::withImage)) {
            site.post(40, Duration.ZERO);
            Set<String> workers = uids(site.workers());
            Set<String> operators = uids(herald.operators());

            herald.install("workerImage: {tag: next}\npodAnnotations: {version: next}\n");

            assertEquals(Set.of(), both(operators, uids(herald.operators())), "the operator's pods are new");
            site.scale("hooks", 2);
            await("the new operator acts").until(() -> site.senders("hooks").size() == 2);
            site.awaitReady();
            assertEquals(workers, both(workers, uids(site.workers())), "the workers' pods are the same");

            herald.uninstall();

            site.post(100, Duration.ofSeconds(5));
            site.requireAllDelivered();
            assertNotNull(herald.resource(site.namespace(), "NotificationPipeline", "orders"), "resources stay");

            herald.install("");

            site.awaitReady();
            assertEquals(workers, both(workers, uids(site.workers())));
            site.post(20, Duration.ZERO);
            site.requireAllDelivered();
            assertEquals(Set.of(), site.deliveries().twice());
        } catch (Throwable failed) {
            herald.install("");
            throw failed;
        }
    }

    @Test
    void aPipelineThatIsDeletedTakesEverythingOfItsOwnAlong() throws Exception {
        try (Site site = Site.open(herald, "deletion", yaml -> yaml)) {
            site.post(40, Duration.ZERO);
            site.requireAllDelivered();

            site.client()
                    .genericKubernetesResources(GROUP, "NotificationPipeline")
                    .inNamespace(site.namespace())
                    .withName("orders")
                    .delete();

            await("no worker").until(() -> site.workers().isEmpty());
            site.awaitCondition("Channel", "email", "Stalled", "True");
            site.client().genericKubernetesResources(GROUP, "Channel").inNamespace(site.namespace()).delete();
            await("nothing that Herald made")
                    .untilAsserted(() -> assertEquals(List.of(), made(site)));
        }
    }

    @Test
    void aNamespaceGoesWhileTheOperatorIsAway() throws Exception {
        try (Site site = Site.open(herald, "away", yaml -> yaml)) {
            herald.uninstall();

            site.close();
        } finally {
            herald.install("");
        }
    }

    /** The same image under a name of the pipeline's own. */
    private String withImage(String yaml) {
        return yaml.replace("  ingest:\n", "  worker:\n    image: " + herald.workerImage() + "\n  ingest:\n");
    }

    private static List<String> made(Site site) {
        return Stream.of(Deployment.class, ReplicaSet.class, Job.class, Pod.class, Service.class, ConfigMap.class)
                .flatMap(kind -> site.client()
                        .resources(kind)
                        .inNamespace(site.namespace())
                        .withLabel("app.kubernetes.io/managed-by", "herald")
                        .list()
                        .getItems()
                        .stream())
                .map(object -> object.getKind() + " " + object.getMetadata().getName())
                .toList();
    }

    private static Set<String> uids(List<? extends HasMetadata> objects) {
        return objects.stream().map(object -> object.getMetadata().getUid()).collect(Collectors.toSet());
    }

    private static Set<String> both(Set<String> some, Set<String> others) {
        return some.stream().filter(others::contains).collect(Collectors.toSet());
    }
}
