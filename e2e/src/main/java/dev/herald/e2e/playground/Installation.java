package dev.herald.e2e.playground;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;

/** Herald on a cluster: one that was there before and is used as it is, or one put there by {@code helm/herald.yaml} and taken away again. */
final class Installation {
    private static final String MANIFEST = "helm/herald.yaml";
    private static final String LOCAL = "localhost/herald-";
    private static final String OPERATOR = "herald-operator";
    private static final String NAME = "app.kubernetes.io/name";
    private static final long READY_SECONDS = 300;

    private final KubernetesClient client;
    private final List<HasMetadata> objects;
    private final Optional<Deployment> before;

    /**
     * Looks for a Herald; changes nothing.
     *
     * @param root of Herald's tree
     * @param registry where the cluster finds the images, with a slash at its end
     */
    Installation(KubernetesClient client, Path root, String registry) throws IOException {
        this.client = client;
        this.before = client.apps()
                .deployments()
                .inAnyNamespace()
                .withLabel(NAME, "herald")
                .list()
                .getItems()
                .stream()
                .findFirst();
        this.objects = Manifests.of(root.resolve(MANIFEST), text -> text.replace(LOCAL, registry + "herald-"));
    }

    /** What was done, to be shown. */
    String description() {
        return before.map(found -> "the operator that was there before (" + place(found) + ")")
                .orElse("operator (" + MANIFEST + ")");
    }

    /** The operator's pods: those of the leader and of who waits. */
    List<Pod> operatorPods() {
        var operator = before.orElseGet(this::operator);
        return client.pods()
                .inNamespace(operator.getMetadata().getNamespace())
                .withLabel(NAME, "herald")
                .list()
                .getItems();
    }

    /** The image of one of Herald's other programs, beside that of the operator. */
    String image(String name) {
        return image(operator()).replace(OPERATOR, name);
    }

    /** Installs Herald where there is none. */
    void install() {
        if (before.isEmpty()) {
            objects.forEach(this::apply);
        }
    }

    /** What another installation left is still going when the next begins at once: a namespace that goes takes nothing. */
    private void apply(HasMetadata object) {
        client.resource(object)
                .waitUntilCondition(is -> is == null || is.getMetadata().getDeletionTimestamp() == null, READY_SECONDS,
                        TimeUnit.SECONDS);
        client.resource(object).fieldManager("quickstart").forceConflicts().serverSideApply();
    }

    /**
     * Returns when its operator is there.
     *
     * @throws IllegalStateException when it is not ready after five minutes
     */
    void awaitReady() {
        var operator = before.orElseGet(this::operator);
        try {
            client.resource(operator).waitUntilReady(READY_SECONDS, TimeUnit.SECONDS);
        } catch (KubernetesClientTimeoutException e) {
            throw new IllegalStateException("Deployment " + place(operator) + " of image " + image(operator)
                    + " is not ready after " + READY_SECONDS + " s: see kubectl -n "
                    + operator.getMetadata().getNamespace() + " describe pods", e);
        }
    }

    /** Takes away what was installed; the CRDs only where nothing is left of their kinds. */
    void remove() {
        if (before.isPresent()) {
            return;
        }
        for (var object : objects.reversed()) {
            if (!(object instanceof CustomResourceDefinition definition) || isUnused(definition)) {
                client.resource(object).delete();
            }
        }
    }

    private boolean isUnused(CustomResourceDefinition definition) {
        try {
            return client.genericKubernetesResources(definition.getSpec().getGroup() + "/"
                    + definition.getSpec().getVersions().getFirst().getName(),
                    definition.getSpec().getNames().getKind()).inAnyNamespace().list().getItems().isEmpty();
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    private Deployment operator() {
        return objects.stream()
                .filter(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(MANIFEST + " holds no Deployment"));
    }

    private static String image(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
    }

    private static String place(Deployment deployment) {
        return deployment.getMetadata().getNamespace() + "/" + deployment.getMetadata().getName();
    }
}
