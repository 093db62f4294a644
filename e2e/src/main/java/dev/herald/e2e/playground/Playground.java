package dev.herald.e2e.playground;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.herald.e2e.broker.StoredRecord;
import dev.herald.e2e.broker.StoredText;
import dev.herald.e2e.bulk.Bulk;
import dev.herald.e2e.fault.WorkerBuild;
import dev.herald.e2e.shop.Shop;
import dev.herald.e2e.sink.Deliveries;
import dev.herald.e2e.sink.Sink;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;

/**
 * Where the story takes place: a Herald with its operator, and around it a broker {@code kafka}, a mail sink {@code mail}, a webhook sink
 * {@code hooks} and a shop.
 */
public interface Playground extends AutoCloseable {
    /** For everything that kubectl could do. */
    KubernetesClient client();

    /** Where everything of the examples goes. */
    String namespace();

    /** What it consists of, to be shown. */
    String parts();

    /** What came in at the sinks. */
    Deliveries deliveries();

    /** The mail sink. */
    Sink mail();

    /** What a topic of the broker holds now. */
    List<StoredRecord> records(String topic);

    /** As {@link #records}, with their content. */
    List<StoredText> texts(String topic);

    /**
     * Sets what a topic of the broker is configured with, as its administrator might.
     *
     * @param value empty: the broker's own again
     */
    void configure(String topic, String name, String value);

    /**
     * Many messages, by a producer that writes to the log itself.
     *
     * @param topic of the log
     */
    Bulk bulk(String topic);

    /**
     * Kills the pods of a worker at once, without a chance to finish anything.
     *
     * @param role of the worker, as its label says
     * @return how many there were
     */
    default int kill(String role) {
        var pods = client().pods().inNamespace(namespace()).withLabel("herald.dev/role", role).list().getItems();
        var running = pods.stream().filter(Readiness::isPodReady).toList();
        running.forEach(pod -> client().resource(pod).withGracePeriod(0).delete());
        return running.size();
    }

    /** Kills the operator; another takes its place. */
    void killOperator();

    /** Kills the broker; it is started again over the same data. */
    void killBroker();

    /** The image of one of the builds of the worker that the playground was opened with, as a pod would name it. */
    String image(WorkerBuild build);

    /** The shop, once there is an ingest. */
    Shop shop();

    /** The status worker gives no answer, and nothing takes its place, until the result is closed. */
    Silence silenceStatusWorker();

    /** Completes with the reason when there is no more use in waiting. */
    CompletableFuture<String> broken();

    /** What one may try while it runs: commands, each with a word on it. */
    List<String> hints();

    /**
     * Keeps it running until the thread is interrupted.
     *
     * @param told what had to be done for it
     */
    void tend(Consumer<String> told) throws InterruptedException;

    @Override
    void close();

    /** Lasts until it is closed. */
    interface Silence extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Applies every manifest of a folder, in the order of their names.
     *
     * @return what was applied
     */
    default List<HasMetadata> apply(Path folder) throws IOException {
        return apply(Manifests.in(folder));
    }

    /**
     * Applies manifests in their order.
     *
     * @return what was applied
     */
    default List<HasMetadata> apply(List<HasMetadata> manifests) {
        return manifests.stream()
                .map(object -> client().resource(object)
                        .inNamespace(namespace())
                        .fieldManager("quickstart")
                        .forceConflicts()
                        .serverSideApply())
                .toList();
    }
}
