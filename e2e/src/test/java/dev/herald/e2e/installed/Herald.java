package dev.herald.e2e.installed;

import static dev.herald.e2e.process.Patience.await;

import com.marcnuri.helm.Helm;
import dev.herald.e2e.chart.Chart;
import dev.herald.e2e.cluster.NodeCluster;
import dev.herald.e2e.process.Patience;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The operator on a cluster, as Helm put it there, in a namespace that enforces the restricted Pod Security Standard.
 *
 * @param node
 *            where it runs
 * @param client
 *            may do everything
 */
public record Herald(NodeCluster node, KubernetesClient client) {
    /** Where the operator is. */
    public static final String NAMESPACE = "herald";

    private static final String RELEASE = "herald";
    private static final Map<String, String> OPERATOR = Map.of("app.kubernetes.io/name", "herald");
    /** Where a cluster that is given no images pulls them from; bin/images --push has put them there. */
    private static final String REGISTRY = Objects.requireNonNullElse(System.getenv("HERALD_REGISTRY"), "localhost");

    /** Brings a cluster up and gives it the images; nothing is installed yet. */
    static Herald on(NodeCluster node) {
        node.load(tar("operator"), tar("worker"), tar("e2e"));
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(node.kubeconfig().toFile()))
                .build();
        Herald herald = new Herald(node, client);
        herald.makeNamespace(NAMESPACE);
        return herald;
    }

    private static Path tar(String module) {
        Path tar = Path.of("..", module, "target", "image", "herald-" + module + ".tar");
        if (!Files.isReadable(tar)) {
            throw new IllegalStateException("there is no image " + tar.normalize() + ": run bin/images first");
        }
        return tar;
    }

    /** The image of broker, sinks and shop. */
    public String counterpartImage() {
        return image("herald-e2e");
    }

    /** The workers' image. */
    public String workerImage() {
        return image("herald-worker");
    }

    private static String image(String name) {
        return REGISTRY + "/" + name + ":" + Chart.herald().render().version();
    }

    /** Makes a namespace that takes only pods of the restricted standard. */
    public void makeNamespace(String name) {
        client.resource(new NamespaceBuilder().withNewMetadata()
                .withName(name)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build()).serverSideApply();
    }

    /** Installs the chart with these values, or changes what is installed, and returns when all replicas are ready, one of them leads, and those before are gone. */
    public void install(String values) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            try {
                Files.writeString(file, values);
                new Helm(Chart.FOLDER).upgrade()
                        .install()
                        .withName(RELEASE)
                        .withNamespace(NAMESPACE)
                        .set("image.registry", REGISTRY)
                        .withValuesFile(file)
                        .withKubeConfig(node.kubeconfig())
                        .waitReady()
                        .withTimeout((int) Patience.SECONDS)
                        .call();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().until(() -> operators().stream().allMatch(Herald::isToStay) && leader().isPresent());
    }

    private static boolean isToStay(Pod pod) {
        return Readiness.isPodReady(pod) && pod.getMetadata().getDeletionTimestamp() == null;
    }

    /** Takes the chart away, and returns when no pod of it is left. */
    public void uninstall() {
        Helm.uninstall(RELEASE).withNamespace(NAMESPACE).withKubeConfig(node.kubeconfig()).call();
        await().until(() -> operators().isEmpty());
    }

    /** The operator's pods. */
    public List<Pod> operators() {
        return client.pods().inNamespace(NAMESPACE).withLabels(OPERATOR).list().getItems();
    }

    /** The operator's pod that holds the lease. */
    public Optional<Pod> leader() {
        return Optional.ofNullable(client.leases().inNamespace(NAMESPACE).withName("herald-operator").get())
                .map(lease -> lease.getSpec().getHolderIdentity())
                .flatMap(name -> operators().stream()
                        .filter(pod -> pod.getMetadata().getName().equals(name))
                        .findFirst());
    }

    /** A custom resource of Herald, as it is. */
    public GenericKubernetesResource resource(String namespace, String kind, String name) {
        return client.genericKubernetesResources("herald.dev/v1alpha1", kind)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }
}
