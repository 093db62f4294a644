package dev.herald.e2e.playground;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.herald.e2e.broker.StoredRecord;
import dev.herald.e2e.broker.StoredText;
import dev.herald.e2e.bulk.Bulk;
import dev.herald.e2e.cluster.NodeCluster;
import dev.herald.e2e.fault.WorkerBuild;
import dev.herald.e2e.fault.WorkerBuilds;
import dev.herald.e2e.pod.Counterparts;
import dev.herald.e2e.shop.Shop;
import dev.herald.e2e.sink.Deliveries;
import dev.herald.e2e.sink.Sink;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** A Herald on a real cluster, with broker, sinks and shop as pods of a namespace that holds nothing else and goes at the end. */
final class ClusterPlayground implements Playground {
    private static final int CONFLICT = 409;
    private static final long GONE_SECONDS = 300;

    private final Path kubeconfig;
    private final Path root;
    private final String registry;
    private final String namespace;
    private final Set<WorkerBuild> builds;
    private final KubernetesClient client;
    private final Installation installation;
    private Counterparts counterparts;
    private boolean ownsNamespace;

    /**
     * Looks at the cluster; changes nothing there.
     *
     * @param kubeconfig of its administrator
     * @param root of Herald's tree
     * @param registry where the cluster finds the images, with a slash at its end
     * @param namespace made, and removed at the end
     * @param builds of the worker that there are images of, besides that of the tree
     * @throws IllegalStateException when the cluster does not answer
     */
    ClusterPlayground(Path kubeconfig, Path root, String registry, String namespace, Set<WorkerBuild> builds)
            throws IOException {
        this.kubeconfig = kubeconfig;
        this.root = root;
        this.registry = registry;
        this.namespace = namespace;
        this.builds = Set.copyOf(builds);
        this.client = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig.toFile())).build();
        this.installation = new Installation(client, root, registry);
    }

    /** Puts everything there. */
    void start() {
        giveImages();
        createNamespace();
        installation.install();
        counterparts = Counterparts.deploy(client, namespace, installation.image("herald-e2e"));
        installation.awaitReady();
    }

    /** A cluster that pulls its images is expected to find these where it finds the others. */
    private void giveImages() {
        var workers = new WorkerBuilds(root);
        var archives = new TreeMap<String, Path>();
        for (var build : builds) {
            var file = root.resolve("target/workers/herald-worker-" + build.key() + ".tar");
            archives.put(image(build), workers.archive(build, image(build), file));
        }
        var node = NodeCluster.of(kubeconfig, root);
        if (node.isPresent() && !archives.isEmpty()) {
            node.get().load(archives.values().toArray(Path[]::new));
        } else if (registry.startsWith("localhost/") && !archives.isEmpty()) {
            throw new IllegalStateException("the cluster of " + kubeconfig
                    + " cannot be given images: push these to a registry it can pull from, and say --registry: "
                    + archives);
        }
    }

    private void createNamespace() {
        var made = new NamespaceBuilder().withNewMetadata()
                .withName(namespace)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build();
        try {
            client.resource(made).create();
            ownsNamespace = true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                throw new IllegalStateException("there is a namespace " + namespace
                        + " already: another one is running there, or one was killed; then: kubectl delete namespace "
                        + namespace, e);
            }
            throw e;
        }
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public String parts() {
        return installation.description() + ", and as pods of namespace " + namespace
                + ": Kafka, mail sink, webhook sink, shop";
    }

    @Override
    public Deliveries deliveries() {
        return counterparts.deliveries();
    }

    @Override
    public Sink mail() {
        return counterparts.mail();
    }

    @Override
    public Shop shop() {
        return counterparts.shop("orders-ingest", "orders-ingest");
    }

    @Override
    public List<StoredRecord> records(String topic) {
        return counterparts.records(topic);
    }

    @Override
    public List<StoredText> texts(String topic) {
        return counterparts.texts(topic);
    }

    @Override
    public void configure(String topic, String name, String value) {
        counterparts.configure(topic, name, value);
    }

    @Override
    public Bulk bulk(String topic) {
        return counterparts.bulk(installation.image("herald-e2e"), topic);
    }

    @Override
    public void killOperator() {
        installation.operatorPods().forEach(pod -> client.resource(pod).withGracePeriod(0).delete());
    }

    @Override
    public void killBroker() {
        counterparts.killBroker();
    }

    @Override
    public String image(WorkerBuild build) {
        return installation.image("herald-worker") + "-" + build.key();
    }

    @Override
    public Silence silenceStatusWorker() {
        return NoRoom.forWorker(client, namespace, "status");
    }

    /** The operator's pods are started again by the cluster, as all others. */
    @Override
    public CompletableFuture<String> broken() {
        return new CompletableFuture<>();
    }

    @Override
    public List<String> hints() {
        return List.of("export KUBECONFIG=" + kubeconfig,
                "kubectl -n " + namespace + " get npl,nch,nrj                  how it is",
                "kubectl -n " + namespace + " get pods,deployments,jobs        what runs",
                "kubectl -n " + namespace + " describe npl orders              conditions and incidents, with reasons",
                "kubectl -n " + namespace + " scale nch email --replicas=2",
                "kubectl -n " + namespace + " delete pod -l herald.dev/role=send");
    }

    @Override
    public void tend(Consumer<String> told) throws InterruptedException {
        Thread.currentThread().join();
    }

    /** Writes down what every pod printed. */
    void keepLogs(Path folder) {
        if (!ownsNamespace) {
            return;
        }
        for (var pod : client.pods().inNamespace(namespace).list().getItems()) {
            try {
                Files.writeString(folder.resolve(pod.getMetadata().getName() + ".log"), log(pod));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private String log(Pod pod) {
        try {
            return client.pods().resource(pod).getLog();
        } catch (KubernetesClientException e) {
            return "no log: " + e.getMessage();
        }
    }

    /** Takes away everything that was put there, and waits until it is gone. */
    @Override
    public synchronized void close() {
        if (counterparts != null) {
            counterparts.close();
        }
        if (ownsNamespace) {
            var made = client.namespaces().withName(namespace);
            made.delete();
            made.waitUntilCondition(is -> is == null, GONE_SECONDS, TimeUnit.SECONDS);
            installation.remove();
            ownsNamespace = false;
        }
        client.close();
    }
}
