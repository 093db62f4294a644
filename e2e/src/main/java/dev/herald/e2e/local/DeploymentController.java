package dev.herald.e2e.local;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.client.informers.cache.Store;

/**
 * Makes the pods of Deployments, without ReplicaSets in between. A new template starts all its pods beside the old ones, and an old one ends for
 * each new one that is ready; with the strategy Recreate the old ones end first.
 */
final class DeploymentController {
    private static final String HASH = "pod-template-hash";

    private final Writes writes;
    private final Store<Deployment> deployments;
    private final Store<Pod> pods;
    private final InstantSource clock;

    DeploymentController(Writes writes, Store<Deployment> deployments, Store<Pod> pods, InstantSource clock) {
        this.writes = writes;
        this.deployments = deployments;
        this.pods = pods;
        this.clock = clock;
    }

    void reconcile(Key key) {
        deployments.list()
                .stream()
                .filter(deployment -> Key.of(deployment).equals(key)
                        && deployment.getMetadata().getDeletionTimestamp() == null)
                .findFirst()
                .ifPresent(this::reconcile);
    }

    private void reconcile(Deployment deployment) {
        var hash = Pods.hash(deployment.getSpec().getTemplate());
        var all = Pods.of(deployment, pods.list());
        var staying = all.stream().filter(pod -> !Pods.isLeaving(pod)).toList();
        var current = staying.stream().filter(pod -> hash.equals(pod.getMetadata().getLabels().get(HASH))).toList();
        var old = staying.stream().filter(pod -> !current.contains(pod)).toList();
        int wanted = deployment.getSpec().getReplicas() == null ? 1 : deployment.getSpec().getReplicas();

        boolean recreate = deployment.getSpec().getStrategy() != null
                && "Recreate".equals(deployment.getSpec().getStrategy().getType());
        if (!recreate || all.size() == current.size()) {
            start(deployment, hash, all, wanted - current.size());
        }
        surplus(current, wanted).forEach(writes::delete);
        long ready = current.stream().filter(Pods::isReady).count();
        surplus(old, recreate ? 0 : (int) Math.max(0, wanted - ready)).forEach(writes::delete);

        writes.status(deployment, deployment.getStatus(),
                status(deployment, wanted, staying, current, all.size() > staying.size()));
    }

    private void start(Deployment deployment, String hash, List<Pod> existing, int count) {
        var names = new ArrayList<>(existing);
        for (int i = 0; i < count; i++) {
            var name = Pods.freeName(deployment.getMetadata().getName() + "-" + hash, names);
            var pod = new PodBuilder(Pods.make(deployment, name, deployment.getSpec().getTemplate())).editMetadata()
                    .addToLabels(HASH, hash)
                    .endMetadata()
                    .build();
            names.add(pod);
            writes.create(pod);
        }
    }

    /** Those to end so that this many stay: those first that serve nobody yet, then the latest. */
    private static List<Pod> surplus(List<Pod> pods, int stay) {
        return pods.stream()
                .sorted(Comparator.comparing(Pods::isReady)
                        .reversed()
                        .thenComparing(pod -> pod.getMetadata().getName()))
                .skip(stay)
                .toList();
    }

    private DeploymentStatus status(Deployment deployment, int wanted, List<Pod> staying, List<Pod> current,
            boolean leaving) {
        int ready = (int) staying.stream().filter(Pods::isReady).count();
        boolean complete = current.size() == wanted && current.stream().allMatch(Pods::isReady)
                && staying.size() == wanted && !leaving;
        return new DeploymentStatusBuilder().withObservedGeneration(deployment.getMetadata().getGeneration())
                .withReplicas(staying.size())
                .withUpdatedReplicas(current.size())
                .withReadyReplicas(ready)
                .withAvailableReplicas(ready)
                .withUnavailableReplicas(Math.max(0, wanted - ready))
                .withConditions(condition(deployment, "Available", ready >= wanted, ready >= wanted
                        ? "MinimumReplicasAvailable"
                        : "MinimumReplicasUnavailable", ready + " of " + wanted + " ready"),
                        condition(deployment, "Progressing", true,
                                complete ? "NewReplicaSetAvailable" : "ReplicaSetUpdated", complete
                                        ? "all pods have the latest template"
                                        : "pods are being started or ended"))
                .build();
    }

    private DeploymentCondition condition(Deployment deployment, String type, boolean is, String reason,
            String message) {
        var status = is ? "True" : "False";
        var before = deployment.getStatus() == null
                ? null
                : deployment.getStatus()
                        .getConditions()
                        .stream()
                        .filter(condition -> condition.getType().equals(type))
                        .findFirst()
                        .orElse(null);
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        boolean same = before != null && before.getStatus().equals(status);
        boolean unchanged = same && before.getReason().equals(reason) && before.getMessage().equals(message);
        return new DeploymentConditionBuilder().withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(same ? before.getLastTransitionTime() : now)
                .withLastUpdateTime(unchanged ? before.getLastUpdateTime() : now)
                .build();
    }
}
