package dev.herald.operator.worker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Subject;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import java.util.Map;
import java.util.Optional;

/** The objects around a worker's pod. */
public final class WorkerObjects {
    /** Key of a revision's ConfigMap beside {@value WorkerFile#NAME}: the template of its pods. */
    private static final String POD = "pod.json";
    private static final String ALWAYS = "Always";

    private WorkerObjects() {
    }

    /** Name, labels and owner. */
    public static ObjectMeta meta(Subject owner, String name, Map<String, String> labels) {
        return new ObjectMetaBuilder().withName(name)
                .withNamespace(owner.namespace())
                .withLabels(labels)
                .withOwnerReferences(owner.owner())
                .build();
    }

    /** What a revision is given: written once, never changed. */
    public static ConfigMap config(Subject owner, String name, Map<String, String> labels, ObjectNode file) {
        return new ConfigMapBuilder().withMetadata(meta(owner, name, labels))
                .withImmutable(true)
                .addToData(WorkerFile.NAME, Json.readable(file))
                .build();
    }

    /** The same of a revision that runs in a Deployment, with the pods as they were rendered for it. */
    public static ConfigMap config(Subject owner, String name, ObjectNode file, WorkerPod pod) {
        return new ConfigMapBuilder(config(owner, name, pod.labels(), file))
                .addToData(POD, Json.readable(Json.tree(pod.template(ALWAYS))))
                .build();
    }

    /**
     * The pods of a revision: as they were rendered when it began, maybe by another version of the operator. What this version would render otherwise waits for
     * the next revision, so that an upgrade of the operator replaces no pod.
     *
     * @param config
     *            of the revision, if it has begun
     */
    private static PodTemplateSpec template(Optional<ConfigMap> config, WorkerPod pod) {
        return config.map(ConfigMap::getData)
                .map(data -> data.get(POD))
                .map(text -> Json.parse(text, PodTemplateSpec.class))
                .orElseGet(() -> pod.template(ALWAYS));
    }

    /**
     * The Deployment of a revision as it was rendered when it began; empty if its ConfigMap holds no pods.
     *
     * @param config
     *            of the revision, which has its name and labels
     */
    public static Optional<Deployment> kept(Subject owner, ConfigMap config, int replicas) {
        Map<String, String> labels = config.getMetadata().getLabels();
        return Optional.ofNullable(config.getData())
                .map(data -> data.get(POD))
                .map(text -> Json.parse(text, PodTemplateSpec.class))
                .map(pods -> deployment(owner, config.getMetadata().getName(), labels, labels, replicas, pods));
    }

    /**
     * Pods that are replaced one by one, each after its successor is ready.
     *
     * @param selector
     *            immutable once the Deployment is there, hence without what may change in it
     * @param config
     *            of the pod's revision, if it has begun
     */
    public static Deployment deployment(Subject owner, String name, Map<String, String> selector, int replicas,
            WorkerPod pod, Optional<ConfigMap> config) {
        return deployment(owner, name, selector, pod.labels(), replicas, template(config, pod));
    }

    private static Deployment deployment(Subject owner, String name, Map<String, String> selector,
            Map<String, String> labels, int replicas, PodTemplateSpec pods) {
        return new DeploymentBuilder().withMetadata(meta(owner, name, labels))
                .withNewSpec()
                .withReplicas(replicas)
                .withRevisionHistoryLimit(1)
                .withProgressDeadlineSeconds(600)
                .withNewSelector()
                .withMatchLabels(selector)
                .endSelector()
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withNewMaxSurge(1)
                .withNewMaxUnavailable(0)
                .endRollingUpdate()
                .endStrategy()
                .withTemplate(pods)
                .endSpec()
                .build();
    }

    /** The stable address of a role. */
    public static Service service(Subject owner, String name, Map<String, String> selector, int port) {
        return new ServiceBuilder().withMetadata(meta(owner, name, selector))
                .withNewSpec()
                .withSelector(selector)
                .addNewPort()
                .withName(WorkerPod.PORT_NAME)
                .withPort(port)
                .withProtocol("TCP")
                .withNewTargetPort(WorkerPod.PORT_NAME)
                .endPort()
                .endSpec()
                .build();
    }

    /** Whether all pods are of the newest template and available. */
    public static boolean isRolledOut(Deployment deployment) {
        int replicas = replicas(deployment);
        return isObserved(deployment) && count(deployment.getStatus().getUpdatedReplicas()) >= replicas
                && count(deployment.getStatus().getAvailableReplicas()) >= replicas
                && count(deployment.getStatus().getReplicas()) <= replicas;
    }

    /** Whether all pods that exist are of the newest template, be there as many as there shall be or not. */
    public static boolean isOneTemplate(Deployment deployment) {
        return deployment.getStatus() != null
                && count(deployment.getStatus().getReplicas()) <= count(deployment.getStatus().getUpdatedReplicas());
    }

    /** How many pods answer. */
    public static int available(Deployment deployment) {
        return deployment.getStatus() == null ? 0 : count(deployment.getStatus().getAvailableReplicas());
    }

    /** How many pods there are. */
    public static int existing(Deployment deployment) {
        return deployment.getStatus() == null ? 0 : count(deployment.getStatus().getReplicas());
    }

    /** How many pods are asked for. */
    public static int replicas(Deployment deployment) {
        return Optional.ofNullable(deployment.getSpec()).map(DeploymentSpec::getReplicas).orElse(1);
    }

    /** What hinders the pods, in the words of the Deployment controller; empty if nothing does. */
    public static String hindrance(Deployment deployment) {
        if (deployment.getStatus() == null || deployment.getStatus().getConditions() == null) {
            return "";
        }
        return deployment.getStatus()
                .getConditions()
                .stream()
                .filter(condition -> "ReplicaFailure".equals(condition.getType())
                        && "True".equals(condition.getStatus())
                        || "Progressing".equals(condition.getType()) && "False".equals(condition.getStatus()))
                .map(condition -> ": " + condition.getMessage())
                .findFirst()
                .orElse("");
    }

    private static boolean isObserved(Deployment deployment) {
        Long generation = deployment.getMetadata().getGeneration();
        Long observed = deployment.getStatus() == null ? null : deployment.getStatus().getObservedGeneration();
        return generation == null || observed != null && observed >= generation;
    }

    private static int count(Integer number) {
        return number == null ? 0 : number;
    }
}
