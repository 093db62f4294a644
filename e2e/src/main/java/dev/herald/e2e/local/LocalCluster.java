package dev.herald.e2e.local;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.herald.e2e.process.Sandbox;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Store;

/**
 * What a Kubernetes has besides its API server, as far as Herald needs it: Deployments, Jobs, pods as local processes, and the collection of what
 * has lost its owner. Everything goes through a plain client, so that it works on a real API server as well as on a mock.
 */
public final class LocalCluster implements AutoCloseable {
    private final List<AutoCloseable> parts = new ArrayList<>();
    private final List<Store<? extends HasMetadata>> stores = new ArrayList<>();
    private final KubernetesClient client;
    private final WorkQueue<String> orphans;
    private final OwnerCollector collector;
    private final Kubelet kubelet;

    /**
     * Starts the controllers.
     *
     * @param client closed by whoever made it
     * @param images by the names that pods know them by
     * @param owners custom resources that own things, besides Deployments and Jobs
     */
    public LocalCluster(KubernetesClient client, Sandbox sandbox, Map<String, Image> images,
            List<ResourceDefinitionContext> owners,
            InstantSource clock) {
        this.client = client;
        var writes = new Writes(client);
        this.collector = new OwnerCollector(client, writes, this::objects);
        this.orphans = opened(new WorkQueue<>("owner-collector", collector::collect));

        var pods = watched(Pod.class);
        var deployments = watched(Deployment.class);
        var jobs = watched(Job.class);
        var configMaps = watched(ConfigMap.class);
        var secrets = watched(Secret.class);
        watched(Service.class);
        // Untyped: an object that cannot be read as its type must not end the watch of all others.
        owners.forEach(kind -> watched(client.genericKubernetesResources(kind).inAnyNamespace().inform()));

        this.kubelet = opened(new Kubelet(writes, sandbox, images, key -> find(configMaps.getStore(), key),
                key -> find(secrets.getStore(), key),
                clock));
        pods.addEventHandler(kubelet);
        configMaps.addEventHandler(on(_ -> kubelet.sourcesChanged()));
        secrets.addEventHandler(on(_ -> kubelet.sourcesChanged()));

        var deploymentController = new DeploymentController(writes, deployments.getStore(), pods.getStore(), clock);
        var deploymentQueue = opened(new WorkQueue<>("deployments", deploymentController::reconcile));
        deployments.addEventHandler(on(deployment -> deploymentQueue.ask(Key.of(deployment))));
        pods.addEventHandler(on(pod -> owner(pod, "Deployment").forEach(deploymentQueue::ask)));

        var jobQueue = opened(new JobQueue(writes, jobs.getStore(), pods.getStore(), clock)).queue;
        jobs.addEventHandler(on(job -> jobQueue.ask(Key.of(job))));
        pods.addEventHandler(on(pod -> owner(pod, "Job").forEach(jobQueue::ask)));
    }

    /** The processes of a pod stand still, as on a node that gives them no time. */
    public void pause(Pod pod) {
        kubelet.pause(pod);
    }

    /** They go on after {@link #pause}. */
    public void resume(Pod pod) {
        kubelet.resume(pod);
    }

    /** The controller asks its own queue for a later look. */
    private static final class JobQueue implements AutoCloseable {
        private final WorkQueue<Key> queue;

        private JobQueue(Writes writes, Store<Job> jobs, Store<Pod> pods, InstantSource clock) {
            var controller = new JobController(writes, jobs, pods, clock, this::later);
            this.queue = new WorkQueue<>("jobs", controller::reconcile);
        }

        private void later(Key key, Duration delay) {
            queue.askLater(key, delay);
        }

        @Override
        public void close() {
            queue.close();
        }
    }

    private <T extends HasMetadata> SharedIndexInformer<T> watched(Class<T> kind) {
        return watched(client.resources(kind).inAnyNamespace().inform());
    }

    private <T extends HasMetadata> SharedIndexInformer<T> watched(SharedIndexInformer<T> informer) {
        parts.add(informer::stop);
        stores.add(informer.getStore());
        informer.addEventHandler(new ResourceEventHandler<T>() {
            @Override
            public void onAdd(T object) {
                if (OwnerCollector.hasOwner(object)) {
                    orphans.ask(object.getMetadata().getUid());
                }
            }

            @Override
            public void onUpdate(T before, T object) {
            }

            @Override
            public void onDelete(T object, boolean finalStateUnknown) {
                collector.dependents(object).forEach(orphans::ask);
            }
        });
        return informer;
    }

    private Stream<HasMetadata> objects() {
        return stores.stream().flatMap(store -> store.list().stream());
    }

    private static Stream<Key> owner(Pod pod, String kind) {
        return pod.getMetadata()
                .getOwnerReferences()
                .stream()
                .filter(owner -> owner.getKind().equals(kind))
                .map(owner -> new Key(pod.getMetadata().getNamespace(), owner.getName()));
    }

    private static <T extends HasMetadata> T find(Store<T> store, Key key) {
        return store.getByKey(key.namespace() + "/" + key.name());
    }

    private static <T> ResourceEventHandler<T> on(Consumer<T> changed) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                changed.accept(object);
            }

            @Override
            public void onUpdate(T before, T object) {
                changed.accept(object);
            }

            @Override
            public void onDelete(T object, boolean finalStateUnknown) {
                changed.accept(object);
            }
        };
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.add(part);
        return part;
    }

    @Override
    public void close() {
        parts.reversed().forEach(part -> {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
