package dev.herald.e2e.operator;

import static dev.herald.e2e.process.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.e2e.api.Cluster;
import dev.herald.e2e.api.SharedApiServer;
import dev.herald.e2e.process.Patience;
import dev.herald.e2e.process.Sandbox;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two operators in processes of their own, on a real API server: who leads, and what becomes of one that no longer may. */
@Tag("apiserver")
@ExtendWith(SharedApiServer.class)
class LeadershipTest {
    private static final int LOST_LEADERSHIP = 75;
    private static final String PIPELINE = """
            apiVersion: herald.dev/v1alpha1
            kind: NotificationPipeline
            metadata: {name: orders}
            spec:
              eventLog:
                kafka: {bootstrapServers: ["kafka:9092"], topic: orders, groupPrefix: orders}
              ingest: {mode: Enabled, replicas: %d, authentication: {type: None}}
            """;
    /** All that the operator does, but for its Lease. */
    private static final String RIGHTS = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: leadership-test}
            rules:
            - {apiGroups: [herald.dev, apps, batch, events.k8s.io, ""], resources: ["*"], verbs: ["*"]}
            """;
    private static final String LEASES = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: leases}
            rules:
            - {apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, create, patch]}
            """;

    private static Sandbox sandbox;

    private final List<Replica> replicas = new ArrayList<>();
    private final Cluster cluster;
    private final String namespace;

    LeadershipTest(Cluster cluster) {
        this.cluster = cluster;
        this.namespace = cluster.newNamespace("leadership");
    }

    @BeforeAll
    static void openSandbox() throws IOException {
        sandbox = Sandbox.open("leadership-test");
    }

    @AfterAll
    static void closeSandbox() {
        sandbox.close();
    }

    @BeforeEach
    void apply() {
        apply(PIPELINE.formatted(1));
    }

    @AfterEach
    void kill() {
        replicas.forEach(replica -> replica.process().kill());
    }

    @Test
    void oneLeadsTheOtherIsReadyAndWritesNothingUntilTheFirstIsToldToEnd() throws Exception {
        Replica first = leader("first");
        Replica second = standby("second");
        until(() -> ingest() != null);

        assertFalse(second.leads());
        assertFalse(second.metrics().contains("herald_operator_writes_total"), "the standby has written");
        assertFalse(second.metrics().contains("herald_operator_reconcile"), "the standby has reconciled");
        assertTrue(first.metrics().contains("herald_operator_writes_total"), "the leader has not written");

        first.process().terminate();
        assertEquals(0, first.process().exit().get(Patience.SECONDS, TimeUnit.SECONDS), first.log());
        until(second::leads);
        assertEquals("second", lease().getSpec().getHolderIdentity());
        assertEquals(1, lease().getSpec().getLeaseTransitions());
        // It was released: nobody had to wait until it ran out.
        assertTrue(acquired().isBefore(first.ended().join().plusSeconds(10)), first.log());
        apply(PIPELINE.formatted(3));
        until(() -> ingest().getSpec().getReplicas() == 3);

        second.process().terminate();
        assertEquals(0, second.process().exit().get(Patience.SECONDS, TimeUnit.SECONDS), second.log());
        assertEquals(null, lease().getSpec().getHolderIdentity());
    }

    @Test
    void anotherTakesOverFromOneThatWasKilled() throws Exception {
        Replica first = leader("first");
        Replica second = standby("second");

        first.process().kill();
        first.ended().join();
        apply(PIPELINE.formatted(3));

        until(second::leads);
        until(() -> ingest().getSpec().getReplicas() == 3);
    }

    @Test
    void oneThatWasStoppedEndsWhenItGoesOnAndDoesNoHarm() throws Exception {
        Replica first = leader("first");
        Replica second = standby("second");
        until(() -> ingest() != null);

        first.process().pause();
        apply(PIPELINE.formatted(3));
        until(second::leads);
        until(() -> ingest().getSpec().getReplicas() == 3);
        apply(PIPELINE.formatted(2));
        until(() -> ingest().getSpec().getReplicas() == 2);
        Map<String, String> before = versions();

        first.process().resume();
        assertEquals(LOST_LEADERSHIP, first.process().exit().get(Patience.SECONDS, TimeUnit.SECONDS), first.log());
        assertTrue(second.leads());
        assertEquals(before, versions());
    }

    @Test
    void oneThatMayNotRenewEndsBeforeAnotherLeads() throws Exception {
        Replica first = start("first", account("first", server().getAuthority()));
        until(first::leads);
        Replica second = start("second", account("second", server().getAuthority()));
        until(second::isReady);

        cluster.client().rbac().roleBindings().inNamespace(namespace).withName("first").delete();

        assertEquals(LOST_LEADERSHIP, first.process().exit().get(Patience.SECONDS, TimeUnit.SECONDS), first.log());
        until(second::leads);
        assertTrue(first.ended().join().isBefore(acquired()), "the first ended at %s, the second led from %s\n%s"
                .formatted(first.ended().join(), acquired(), first.log()));
    }

    @Test
    void oneThatIsCutOffEndsBeforeAnotherLeads() throws Exception {
        try (Relay relay = new Relay(sandbox.loopback().take(), server())) {
            Replica first = start("first", account("first", relay.address()));
            until(first::leads);
            Replica second = standby("second");

            relay.silence();

            assertEquals(LOST_LEADERSHIP, first.process().exit().get(Patience.SECONDS, TimeUnit.SECONDS), first.log());
            until(second::leads);
            assertTrue(first.ended().join().isBefore(acquired()), "the first ended at %s, the second led from %s\n%s"
                    .formatted(first.ended().join(), acquired(), first.log()));
        }
    }

    private Replica leader(String name) {
        Replica replica = start(name, cluster.kubeconfig());
        until(replica::leads);
        return replica;
    }

    private Replica standby(String name) {
        Replica replica = start(name, cluster.kubeconfig());
        until(replica::isReady);
        return replica;
    }

    private Replica start(String name, Path kubeconfig) {
        Replica replica = Replica.start(sandbox, kubeconfig, namespace, name);
        replicas.add(replica);
        return replica;
    }

    /** The kubeconfig of a service account that has the operator's rights, that to the Lease by a binding of its own. */
    private Path account(String name, String address) throws IOException {
        applyEverywhere(RIGHTS);
        apply(LEASES);
        String subject = "--serviceaccount=" + namespace + ":" + name;
        cluster.kubectl("create", "serviceaccount", name, "-n", namespace).mustSucceed();
        cluster.kubectl("create", "clusterrolebinding", namespace + "-" + name, "--clusterrole=leadership-test",
                subject)
                .mustSucceed();
        cluster.kubectl("create", "rolebinding", name, "-n", namespace, "--role=leases", subject).mustSucceed();
        String token = cluster.kubectl("create", "token", name, "-n", namespace).mustSucceed().strip();
        return Files.writeString(sandbox.folder(namespace).resolve(name), """
                apiVersion: v1
                kind: Config
                current-context: herald
                contexts: [{name: herald, context: {cluster: herald, user: operator, namespace: %s}}]
                clusters: [{name: herald, cluster: {server: "https://%s", insecure-skip-tls-verify: true}}]
                users: [{name: operator, user: {token: "%s"}}]
                """.formatted(namespace, address, token));
    }

    private URI server() {
        return URI.create(cluster.config().getMasterUrl());
    }

    /** What the replicas said is told when it does not come true. */
    private void until(Callable<Boolean> condition) {
        try {
            await().pollInterval(Duration.ofMillis(100)).until(condition);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(replicas.stream().map(Replica::log).collect(Collectors.joining("\n\n")), late);
        }
    }

    private Deployment ingest() {
        return cluster.client().apps().deployments().inNamespace(namespace).withName("orders-ingest").get();
    }

    private Lease lease() {
        return cluster.client().leases().inNamespace(namespace).withName("herald-operator").get();
    }

    /** By the clock of this machine, which all replicas here share. */
    private Instant acquired() {
        return lease().getSpec().getAcquireTime().toInstant();
    }

    /** Of the Deployments that the operator has made. */
    private Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        cluster.client()
                .apps()
                .deployments()
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(deployment -> versions.put(deployment.getMetadata().getName(),
                        deployment.getMetadata().getResourceVersion()));
        return versions;
    }

    private void apply(String yaml) {
        GenericKubernetesResource resource = Serialization.unmarshal(yaml, GenericKubernetesResource.class);
        resource.getMetadata().setNamespace(namespace);
        cluster.client().resource(resource).fieldManager("person").forceConflicts().serverSideApply();
    }

    private void applyEverywhere(String yaml) {
        cluster.client()
                .resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class))
                .fieldManager("person")
                .forceConflicts()
                .serverSideApply();
    }
}
