package dev.herald.e2e.local;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import dev.herald.e2e.process.Sandbox;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;

/** Runs the pods of the one node as processes of this machine. */
final class Kubelet implements ResourceEventHandler<Pod>, AutoCloseable {
    private final Writes writes;
    private final Sandbox sandbox;
    private final Map<String, Image> images;
    private final Function<Key, ConfigMap> configMaps;
    private final Function<Key, Secret> secrets;
    private final InstantSource clock;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private final WorkQueue<PodReport> reports = new WorkQueue<>("pod-reports", PodReport::write);
    private final WorkQueue<Pod> removals;
    private final Map<String, PodProcess> processes = new ConcurrentHashMap<>();

    Kubelet(Writes writes, Sandbox sandbox, Map<String, Image> images, Function<Key, ConfigMap> configMaps,
            Function<Key, Secret> secrets,
            InstantSource clock) {
        this.writes = writes;
        this.sandbox = sandbox;
        this.images = Map.copyOf(images);
        this.configMaps = configMaps;
        this.secrets = secrets;
        this.clock = clock;
        this.removals = new WorkQueue<>("pod-removals", writes::remove);
    }

    @Override
    public void onAdd(Pod pod) {
        var uid = pod.getMetadata().getUid();
        if (!Pods.NODE.equals(pod.getSpec().getNodeName())) {
            return;
        }
        if (!Pods.isLeaving(pod)) {
            if (!Pods.isFinished(pod)) {
                processes.computeIfAbsent(uid, _ -> start(pod));
            }
        } else if (processes.containsKey(uid)) {
            processes.get(uid).end(PodProcess.grace(pod));
        } else {
            removals.ask(pod);
        }
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
        onAdd(pod);
    }

    /** Removed by force: nobody waits for its process. */
    @Override
    public void onDelete(Pod pod, boolean finalStateUnknown) {
        var process = processes.remove(pod.getMetadata().getUid());
        if (process != null) {
            process.end(Duration.ZERO);
        }
    }

    /** A ConfigMap or a Secret has changed. */
    void sourcesChanged() {
        processes.values().forEach(PodProcess::sourcesChanged);
    }

    /** The processes of a pod stand still; nothing happens where it has none. */
    void pause(Pod pod) {
        Optional.ofNullable(processes.get(pod.getMetadata().getUid())).ifPresent(PodProcess::pause);
    }

    /** They go on. */
    void resume(Pod pod) {
        Optional.ofNullable(processes.get(pod.getMetadata().getUid())).ifPresent(PodProcess::resume);
    }

    private PodProcess start(Pod pod) {
        var impossible = impossible(pod);
        if (impossible.isPresent()) {
            report(pod, "").failed(impossible.get());
            return null;
        }
        var address = sandbox.loopback().take();
        var volumes = new Volumes(sandbox.folder("volumes").resolve(pod.getMetadata().getUid()), pod, configMaps,
                secrets);
        var process = new PodProcess(pod, images, sandbox, address, container -> log(pod, container), volumes, http,
                clock, report(pod, address.getHostAddress()));
        process.ended().thenAcceptAsync(wanted -> {
            sandbox.loopback().release(address);
            processes.remove(pod.getMetadata().getUid());
            if (wanted) {
                removals.ask(pod);
            }
        });
        return process;
    }

    /** Why this pod can never run here. */
    private Optional<String> impossible(Pod pod) {
        if (!pod.getSpec().getInitContainers().isEmpty()) {
            return Optional.of("init containers do not run here");
        }
        return pod.getSpec()
                .getContainers()
                .stream()
                .map(Container::getImage)
                .filter(image -> !images.containsKey(image))
                .findFirst()
                .map(image -> "there is no image " + image + " here, only " + images.keySet());
    }

    /** Of a pod's only container it has the pod's name. */
    private Path log(Pod pod, Container container) {
        var name = pod.getMetadata().getNamespace() + "_" + pod.getMetadata().getName();
        return sandbox.folder("logs")
                .resolve(pod.getSpec().getContainers().size() == 1
                        ? name + ".log"
                        : name + "_" + container.getName() + ".log");
    }

    private PodReport report(Pod pod, String address) {
        return new PodReport(writes, pod, address, () -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                reports::ask);
    }

    @Override
    public void close() {
        reports.close();
        removals.close();
        processes.values().forEach(PodProcess::abandon);
        http.shutdownNow();
    }
}
