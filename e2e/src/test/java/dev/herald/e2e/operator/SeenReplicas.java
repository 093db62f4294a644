package dev.herald.e2e.operator;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.ArrayList;
import java.util.List;

/** Every number of replicas that a channel's Deployment is asked to have, one after the other: a watch is shown each version. */
final class SeenReplicas implements Watcher<Deployment>, AutoCloseable {
    private final List<Integer> seen = new ArrayList<>();
    private final Watch watch;
    private WatcherException broken;

    SeenReplicas(KubernetesClient client, String namespace, String channel) {
        this.watch = client.apps()
                .deployments()
                .inNamespace(namespace)
                .withLabel("herald.dev/channel", channel)
                .watch(this);
    }

    /**
     * From the first to that of now, without repetitions.
     *
     * @throws IllegalStateException
     *             if the watch has ended, so that some may be missing
     */
    synchronized List<Integer> all() {
        if (broken != null) {
            throw new IllegalStateException(broken);
        }
        return List.copyOf(seen);
    }

    @Override
    public synchronized void eventReceived(Action action, Deployment deployment) {
        Integer replicas = deployment.getSpec().getReplicas();
        if (action != Action.DELETED && (seen.isEmpty() || !seen.getLast().equals(replicas))) {
            seen.add(replicas);
        }
    }

    @Override
    public synchronized void onClose(WatcherException cause) {
        broken = cause;
    }

    @Override
    public void close() {
        watch.close();
    }
}
