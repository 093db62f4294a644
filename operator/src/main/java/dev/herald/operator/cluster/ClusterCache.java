package dev.herald.operator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.resource.PipelineName;
import dev.herald.operator.resource.RawChannel;
import dev.herald.operator.resource.RawPipeline;
import dev.herald.operator.resource.RawReplayJob;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** What is in the cluster, kept up to date by watches: one informer for each kind (and namespace), for all controllers. */
public final class ClusterCache implements View, AutoCloseable {
    private static final String BY_PIPELINE = "pipeline";
    private static final String BY_TOPIC = "topic";

    private final Map<Class<? extends HasMetadata>, List<SharedIndexInformer<? extends HasMetadata>>> informers = new LinkedHashMap<>();
    private final BiConsumer<View, HasMetadata> changed;

    /**
     * A cache that is empty until it is started.
     *
     * @param namespaces
     *            to watch; none means all
     * @param changed
     *            is told of everything that comes, changes or goes, after the cache has it, by the watching threads
     */
    public ClusterCache(KubernetesClient client, Set<String> namespaces, BiConsumer<View, HasMetadata> changed) {
        this.changed = changed;
        watch(client, namespaces, RawPipeline.class,
                Map.of(BY_TOPIC, pipeline -> text(pipeline, "/eventLog/kafka/topic")));
        watch(client, namespaces, RawChannel.class, Map.of(BY_PIPELINE, ClusterCache::namedPipeline));
        watch(client, namespaces, RawReplayJob.class, Map.of(BY_PIPELINE, ClusterCache::namedPipeline));
        for (Class<? extends HasMetadata> kind : List.of(Deployment.class, Job.class, Service.class, ConfigMap.class,
                Pod.class)) {
            watchMade(client, namespaces, kind);
        }
    }

    /**
     * Fills the cache.
     *
     * @throws TimeoutException
     *             if it cannot be filled within the time
     */
    public void start(Duration atMost) throws InterruptedException, TimeoutException {
        CompletableFuture<?>[] starts = all().map(informer -> informer.start().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(starts).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw new IllegalStateException("cannot watch the cluster: " + failed.getCause().getMessage(),
                    failed.getCause());
        }
    }

    /** The kinds whose watch is down at this moment; it happens for a moment when a watch is renewed. */
    public List<String> unwatched() {
        return informers.entrySet()
                .stream()
                .filter(kind -> kind.getValue().stream().anyMatch(informer -> !informer.isWatching()))
                .map(kind -> HasMetadata.getKind(kind.getKey()))
                .toList();
    }

    @Override
    public void close() {
        all().forEach(SharedIndexInformer::stop);
    }

    /** All resources of ours. */
    public Stream<CustomResource<JsonNode, JsonNode>> resources() {
        return Stream.of(RawPipeline.class, RawChannel.class, RawReplayJob.class)
                .flatMap(kind -> of(kind).flatMap(informer -> informer.getStore().list().stream()));
    }

    @Override
    public Optional<RawPipeline> pipeline(String namespace, String name) {
        return named(RawPipeline.class, namespace, name);
    }

    @Override
    public Optional<RawChannel> channel(String namespace, String name) {
        return named(RawChannel.class, namespace, name);
    }

    @Override
    public Optional<RawReplayJob> replayJob(String namespace, String name) {
        return named(RawReplayJob.class, namespace, name);
    }

    @Override
    public List<RawPipeline> pipelinesOn(String topic) {
        return indexed(RawPipeline.class, BY_TOPIC, topic);
    }

    @Override
    public List<RawChannel> channels(String namespace, String pipeline) {
        return indexed(RawChannel.class, BY_PIPELINE, namespace + "/" + pipeline);
    }

    @Override
    public List<RawReplayJob> replayJobs(String namespace, String pipeline) {
        return indexed(RawReplayJob.class, BY_PIPELINE, namespace + "/" + pipeline);
    }

    @Override
    public <T extends HasMetadata> List<T> made(Class<T> kind, String namespace, String pipeline) {
        return indexed(kind, BY_PIPELINE, namespace + "/" + pipeline);
    }

    private <T extends HasMetadata> void watchMade(KubernetesClient client, Set<String> namespaces, Class<T> kind) {
        Function<T, List<String>> byLabel = object -> Labels.value(object, Labels.PIPELINE)
                .map(pipeline -> object.getMetadata().getNamespace() + "/" + pipeline)
                .stream()
                .toList();
        Map<String, Function<T, List<String>>> index = Map.of(BY_PIPELINE, byLabel);
        if (namespaces.isEmpty()) {
            add(kind, index, client.resources(kind).inAnyNamespace().withLabel(Labels.MANAGED_BY, Labels.HERALD));
        }
        namespaces.forEach(namespace -> add(kind, index,
                client.resources(kind).inNamespace(namespace).withLabel(Labels.MANAGED_BY, Labels.HERALD)));
    }

    private <T extends HasMetadata> void watch(KubernetesClient client, Set<String> namespaces, Class<T> kind,
            Map<String, Function<T, List<String>>> index) {
        if (namespaces.isEmpty()) {
            add(kind, index, client.resources(kind).inAnyNamespace());
        }
        namespaces.forEach(namespace -> add(kind, index, client.resources(kind).inNamespace(namespace)));
    }

    private <T extends HasMetadata> void add(Class<T> kind, Map<String, Function<T, List<String>>> index,
            Informable<T> selected) {
        SharedIndexInformer<T> informer = selected.runnableInformer(0)
                .addIndexers(index)
                // Whatever ends a watch, it is begun again: without it the operator would be blind and alive.
                .exceptionHandler((started, problem) -> true)
                .addEventHandler(new Changes<T>(object -> changed.accept(this, object)));
        informers.computeIfAbsent(kind, none -> new ArrayList<>()).add(informer);
    }

    private static List<String> namedPipeline(CustomResource<JsonNode, JsonNode> resource) {
        return PipelineName.of(resource)
                .map(pipeline -> resource.getMetadata().getNamespace() + "/" + pipeline)
                .stream()
                .toList();
    }

    private static List<String> text(CustomResource<JsonNode, JsonNode> resource, String pointer) {
        JsonNode value = resource.getSpec() == null ? null : resource.getSpec().at(pointer);
        return value != null && value.isTextual() ? List.of(value.textValue()) : List.of();
    }

    private <T extends HasMetadata> Optional<T> named(Class<T> kind, String namespace, String name) {
        return of(kind).map(informer -> informer.getIndexer().getByKey(namespace + "/" + name))
                .flatMap(Stream::ofNullable)
                .findFirst();
    }

    private <T extends HasMetadata> List<T> indexed(Class<T> kind, String index, String key) {
        return of(kind).map(informer -> informer.getIndexer().byIndex(index, key)).flatMap(Collection::stream).toList();
    }

    @SuppressWarnings("unchecked") // add() keeps kind and informer together
    private <T extends HasMetadata> Stream<SharedIndexInformer<T>> of(Class<T> kind) {
        return informers.get(kind).stream().map(informer -> (SharedIndexInformer<T>) informer);
    }

    private Stream<SharedIndexInformer<? extends HasMetadata>> all() {
        return informers.values().stream().flatMap(List::stream);
    }

    private record Changes<T extends HasMetadata>(Consumer<HasMetadata> changed) implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T object) {
            changed.accept(object);
        }

        @Override
        public void onUpdate(T before, T after) {
            changed.accept(after);
        }

        @Override
        public void onDelete(T object, boolean finalStateUnknown) {
            changed.accept(object);
        }
    }
}
