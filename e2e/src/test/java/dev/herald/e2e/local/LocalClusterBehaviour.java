package dev.herald.e2e.local;

import static dev.herald.e2e.process.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.herald.e2e.process.Sandbox;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;

/** What a user of Kubernetes may expect of the local controllers, on whatever API server. */
interface LocalClusterBehaviour {
    KubernetesClient client();

    /** Another one for each test. */
    String namespace();

    Sandbox sandbox();

    @Test
    default void aDeploymentServesWithItsConfigAndIsReplacedWithoutAGap() throws Exception {
        config("one");
        client().resource(deployment("web", "hello", "serve", 2)).create();
        await().until(() -> ready("web") == 2);
        var pods = pods("web");
        assertEquals(2, pods.stream().map(pod -> pod.getStatus().getPodIP()).distinct().count());
        assertEquals(pods.getFirst().getMetadata().getName() + " hello one", get(pods.getFirst()));

        client().resource(deployment("web", "goodbye", "serve", 2)).patch(PatchContext.of(PatchType.JSON_MERGE));
        await().until(() -> {
            assertTrue(ready("web") >= 2);
            var status = status("web");
            return status.getObservedGeneration() == 2 && Integer.valueOf(2).equals(status.getReplicas())
                    && Integer.valueOf(2).equals(status.getUpdatedReplicas())
                    && pods("web").size() == 2;
        });
        assertTrue(get(pods("web").getFirst()).contains("goodbye"));
        assertEquals("NewReplicaSetAvailable", status("web").getConditions().getLast().getReason());
    }

    @Test
    default void aChangedConfigMapIsSeenAtOnce() throws Exception {
        config("one");
        client().resource(deployment("web", "hello", "serve", 1)).create();
        await().until(() -> ready("web") == 1);
        var pod = pods("web").getFirst();
        config("two");
        await().until(() -> get(pod).endsWith("two"));
        assertEquals(List.of(pod.getMetadata().getName()),
                pods("web").stream().map(p -> p.getMetadata().getName()).toList());
    }

    @Test
    default void anOptionalSecretMayComeLater() throws Exception {
        var deployment = Serialization.unmarshal(Serialization.asYaml(deployment("web", "hello", "serve", 1))
                .replace("configMap:", "secret:")
                .replace("name: \"text\"", "optional: true\n          secretName: \"text\""), Deployment.class);
        client().resource(deployment).create();
        await().until(() -> ready("web") == 1);
        var pod = pods("web").getFirst();
        assertTrue(get(pod).endsWith("nothing"));
        client().resource(new SecretBuilder().withNewMetadata()
                .withName("text")
                .withNamespace(namespace())
                .endMetadata()
                .addToStringData("text", "secret")
                .build()).create();
        await().until(() -> get(pod).endsWith("secret"));
    }

    @Test
    default void scalingToZeroEndsTheProcesses() throws Exception {
        config("one");
        client().resource(deployment("web", "hello", "serve", 1)).create();
        await().until(() -> ready("web") == 1);
        var pod = pods("web").getFirst();
        client().apps().deployments().inNamespace(namespace()).withName("web").scale(0);
        await().until(() -> pods("web").isEmpty() && ready("web") == 0);
        await().until(() -> !answers(pod));
    }

    @Test
    default void aProcessThatIgnoresSigtermIsKilledAfterItsGrace() throws Exception {
        config("one");
        var deployment = deployment("web", "hello", "stubborn", 1);
        deployment.getSpec().getTemplate().getSpec().setTerminationGracePeriodSeconds(1L);
        client().resource(deployment).create();
        await().until(() -> ready("web") == 1);
        var pod = pods("web").getFirst();
        client().resource(pod).delete();
        await().until(() -> !answers(pod));
        await().until(() -> ready("web") == 1
                && !pods("web").getFirst().getMetadata().getUid().equals(pod.getMetadata().getUid()));
    }

    @Test
    default void aContainerThatEndsIsStartedAgainWithItsExitCodeKept() {
        client().resource(deployment("web", "hello", "exit", 1)).create();
        await().until(() -> pods("web").stream()
                .anyMatch(pod -> container(pod) != null && container(pod).getRestartCount() >= 2
                        && container(pod).getLastState().getTerminated() != null
                        && container(pod).getLastState().getTerminated().getExitCode() == 3));
        assertEquals(0, ready("web"));
    }

    @Test
    default void aJobRunsOnceAndIsComplete() {
        client().resource(job("once", 0, 0)).create();
        await().until(() -> condition("once").equals("Complete"));
        assertEquals(1, jobStatus("once").getSucceeded());
        assertEquals(1, pods("once").size());
        assertEquals(0, container(pods("once").getFirst()).getState().getTerminated().getExitCode());
    }

    @Test
    default void aJobThatFailsIsTriedAgainUpToItsLimit() {
        client().resource(job("failing", 7, 1)).create();
        await().until(() -> condition("failing").equals("Failed"));
        assertEquals(2, jobStatus("failing").getFailed());
        assertEquals(List.of(7, 7),
                pods("failing").stream().map(pod -> container(pod).getState().getTerminated().getExitCode()).toList());
    }

    @Test
    default void aSuspendedJobStartsWhenItIsResumed() {
        var job = job("later", 0, 0);
        job.getSpec().setSuspend(true);
        client().resource(job).create();
        await().until(() -> condition("later").equals("Suspended"));
        assertTrue(pods("later").isEmpty());
        client().batch()
                .v1()
                .jobs()
                .inNamespace(namespace())
                .withName("later")
                .patch(PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\": {\"suspend\": false}}");
        await().until(() -> condition("later").equals("Complete"));
    }

    @Test
    default void whatHasLostItsOwnerIsCollected() throws Exception {
        var owner = client()
                .resource(new ConfigMapBuilder().withNewMetadata()
                        .withName("owner")
                        .withNamespace(namespace())
                        .endMetadata()
                        .build())
                .create();
        config("one");
        var deployment = deployment("web", "hello", "serve", 1);
        deployment.getMetadata().getOwnerReferences().add(Writes.ownedBy(owner));
        client().resource(deployment).create();
        await().until(() -> ready("web") == 1);
        var pod = pods("web").getFirst();
        client().resource(owner).delete();
        await().until(() -> client().resource(deployment).get() == null && pods("web").isEmpty());
        await().until(() -> !answers(pod));
    }

    @Test
    default void aPodsOutputIsKeptInAFile() throws Exception {
        config("one");
        client().resource(deployment("web", "hello", "serve", 1)).create();
        await().until(() -> ready("web") == 1);
        var log = sandbox().folder("logs")
                .resolve(namespace() + "_" + pods("web").getFirst().getMetadata().getName() + ".log");
        assertTrue(Files.readString(log).contains("serving"));
        assertFalse(Files.exists(Path.of("/etc/tiny")));
        assertNotEquals("127.0.0.1", pods("web").getFirst().getStatus().getPodIP());
    }

    @Test
    default void theContainersOfAPodShareAFolderAndItSucceedsWhenAllHave() throws Exception {
        client().resource(pair("pair", "[await, /probe/answer]", "[write, /probe/answer]")).create();
        await().until(() -> condition("pair").equals("Complete"));

        var pod = pods("pair").getFirst();
        assertEquals("Succeeded", pod.getStatus().getPhase());
        assertEquals(List.of("serving tiny:1 0", "target tiny:2 0"), pod.getStatus()
                .getContainerStatuses()
                .stream()
                .map(is -> is.getName() + " " + is.getImage() + " " + is.getState().getTerminated().getExitCode())
                .toList());
        var log = namespace() + "_" + pod.getMetadata().getName() + "_serving.log";
        assertEquals("tiny:1 read tiny:2", Files.readString(sandbox().folder("logs").resolve(log)).strip());
    }

    @Test
    default void aPodFailsWhenAllItsContainersHaveEndedAndOneOfThemBadly() {
        client().resource(pair("pair", "[exit, '7']", "[await, /etc/tiny/text]")).create();
        await().until(() -> pods("pair").size() == 1 && container(pods("pair").getFirst()) != null
                && container(pods("pair").getFirst()).getState().getTerminated() != null);
        assertEquals("Running", pods("pair").getFirst().getStatus().getPhase());
        assertEquals("", condition("pair"));

        config("go on");

        await().until(() -> condition("pair").equals("Failed"));
        assertEquals("Failed", pods("pair").getFirst().getStatus().getPhase());
        assertEquals(List.of(7, 0), pods("pair").getFirst()
                .getStatus()
                .getContainerStatuses()
                .stream()
                .map(is -> is.getState().getTerminated().getExitCode())
                .toList());
    }

    private void config(String text) {
        var map = new ConfigMapBuilder().withNewMetadata()
                .withName("text")
                .withNamespace(namespace())
                .endMetadata()
                .addToData("text", text)
                .build();
        client().resource(map).createOr(NonDeletingOperation::update);
    }

    private Deployment deployment(String name, String greeting, String command, int replicas) {
        return Serialization.unmarshal("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  replicas: %3$d
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      volumes:
                      - {name: config, configMap: {name: text}}
                      containers:
                      - name: tiny
                        image: tiny:1
                        args: [%4$s, %5$s]
                        env:
                        - {name: GREETING, value: %6$s}
                        - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                        - {name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                        ports:
                        - {name: http, containerPort: 8080}
                        readinessProbe: {httpGet: {path: /readyz, port: http}, periodSeconds: 1}
                        volumeMounts:
                        - {name: config, mountPath: /etc/tiny}
                """
                .formatted(name, namespace(), replicas, command, command.equals("exit") ? "'3'" : "/etc/tiny", greeting)
                .replace("- {name: config, configMap: {name: text}}", command.equals("exit")
                        ? "- {name: config, emptyDir: {}}"
                        : "- {name: config, configMap: {name: text}}"),
                Deployment.class);
    }

    private Job job(String name, int code, int backoffLimit) {
        return Serialization.unmarshal("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  backoffLimit: %3$d
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      restartPolicy: Never
                      containers:
                      - {name: tiny, image: "tiny:1", args: [exit, "%4$d"]}
                """.formatted(name, namespace(), backoffLimit, code), Job.class);
    }

    private Job pair(String name, String serving, String target) {
        return Serialization.unmarshal("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  backoffLimit: 0
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      restartPolicy: Never
                      volumes:
                      - {name: probe, emptyDir: {}}
                      - {name: config, configMap: {name: text, optional: true}}
                      containers:
                      - name: serving
                        image: tiny:1
                        args: %3$s
                        volumeMounts: [{name: probe, mountPath: /probe}, {name: config, mountPath: /etc/tiny}]
                      - name: target
                        image: tiny:2
                        args: %4$s
                        volumeMounts: [{name: probe, mountPath: /probe}, {name: config, mountPath: /etc/tiny}]
                """.formatted(name, namespace(), serving, target), Job.class);
    }

    private List<Pod> pods(String app) {
        return client().pods().inNamespace(namespace()).withLabels(Map.of("app", app)).list().getItems();
    }

    private DeploymentStatus status(String name) {
        var status = client().apps().deployments().inNamespace(namespace()).withName(name).get().getStatus();
        return status == null ? new DeploymentStatus() : status;
    }

    private int ready(String name) {
        var ready = status(name).getReadyReplicas();
        return ready == null ? 0 : ready;
    }

    private JobStatus jobStatus(String name) {
        return client().batch().v1().jobs().inNamespace(namespace()).withName(name).get().getStatus();
    }

    private String condition(String job) {
        var status = jobStatus(job);
        return status == null || status.getConditions().isEmpty() ? "" : status.getConditions().getLast().getType();
    }

    private static ContainerStatus container(Pod pod) {
        return pod.getStatus() == null || pod.getStatus().getContainerStatuses().isEmpty()
                ? null
                : pod.getStatus().getContainerStatuses().getFirst();
    }

    private static String get(Pod pod) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http
                    .send(HttpRequest.newBuilder(URI.create("http://" + pod.getStatus().getPodIP() + ":8080/")).build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private static boolean answers(Pod pod) throws Exception {
        try {
            get(pod);
            return true;
        } catch (java.io.IOException e) {
            return false;
        }
    }
}
