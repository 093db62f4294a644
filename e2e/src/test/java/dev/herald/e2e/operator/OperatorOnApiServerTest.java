package dev.herald.e2e.operator;

import static dev.herald.e2e.operator.OperatedNamespace.WEBHOOK;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.e2e.chart.AuditLog;
import dev.herald.e2e.chart.Chart;
import dev.herald.e2e.chart.InstalledChart;
import dev.herald.e2e.chart.Permission;
import dev.herald.operator.Operator;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The operator against the real thing: server-side apply beside defaults, statuses as a subresource, preconditions. It acts as the service account of the chart, with the
 * chart's Role in its namespace, where only pods of the restricted standard may run.
 */
@Tag("apiserver")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperatorOnApiServerTest {
    private static final String PIPELINE = """
            apiVersion: herald.dev/v1alpha1
            kind: NotificationPipeline
            metadata: {name: orders}
            spec:
              eventLog:
                kafka: {bootstrapServers: ["kafka:9092"], topic: orders, groupPrefix: orders}
              ingest: {mode: Enabled, authentication: {type: None}}
              worker: {resources: {requests: {cpu: 1000m}, limits: {memory: 1024Mi}}, env: [{name: A, value: ""}]}
            """;
    private static final String INCIDENT = """
            , "incidents": [{"id": "i-7f3a9c", "rule": "failed", "measure": "FailedPercent", "channel": "hooks", "class": {"attachments": "true"}, "state": "%s",
               "onset": "2026-11-23T08:10:00.123Z", "detected": "2099-01-01T00:00:00Z", "closed": null, "affected": 38, "actions": ["Alert", "CreateReplayJob"],
               "message": "38 of 38 failed"}]""";

    private static OperatedCluster operated;
    private static KubernetesClient client;

    private OperatedNamespace namespace;

    @BeforeAll
    static void startServer() throws Exception {
        operated = OperatedCluster.start("operator-test");
        client = operated.cluster().client();
    }

    @AfterAll
    static void stopServer() {
        operated.close();
    }

    @BeforeEach
    void start() throws Exception {
        namespace = OperatedNamespace.open(operated, "operator");
    }

    @AfterEach
    void stop() {
        namespace.close();
    }

    @Test
    void bringsEverythingUpAndThenWritesNothing() {
        namespace.apply(PIPELINE);
        namespace.applyChannel("hooks", WEBHOOK);
        namespace.applyChannel("email", WEBHOOK.replace("Webhook", "Email")
                .replace("webhook: {url: \"https://partner.example.org/hook\"}",
                        "smtp: {host: smtp.shop, port: 587, from: shop@example.org}\n    credentials: {secretRef: {name: relay}}"));

        namespace.eventually(() -> {
            assertEquals("True/RolledOut", namespace.condition("Channel", "hooks", "Ready"));
            assertEquals("True/RolledOut", namespace.condition("Channel", "email", "Ready"));
            assertEquals("True/RolledOut", namespace.condition("NotificationPipeline", "orders", "Ready"));
            assertEquals("False/UpToDate", namespace.condition("NotificationPipeline", "orders", "Reconciling"));
        });
        namespace.awaitQuiet();
    }

    @Test
    void restoresWhatSomebodyChangesAndLeavesTheRestAlone() {
        namespace.apply(PIPELINE);
        namespace.applyChannel("hooks", WEBHOOK);
        namespace.eventually(
                () -> assertEquals("True/RolledOut", namespace.condition("NotificationPipeline", "orders", "Ready")));

        client.apps()
                .deployments()
                .inNamespace(namespace.name())
                .withName("orders-ingest")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\": {\"replicas\": 7}, \"metadata\": {\"labels\": {\"mine\": \"yes\"}}}");

        namespace.eventually(() -> {
            Deployment ingest = client.apps()
                    .deployments()
                    .inNamespace(namespace.name())
                    .withName("orders-ingest")
                    .get();
            assertEquals(2, ingest.getSpec().getReplicas());
            assertEquals("yes", ingest.getMetadata().getLabels().get("mine"));
        });
    }

    @Test
    void scalesTakesAnotherRevisionAndLetsTheOldOneGo() {
        namespace.apply(PIPELINE);
        namespace.applyChannel("hooks", WEBHOOK);
        namespace.eventually(() -> assertEquals("True/RolledOut", namespace.condition("Channel", "hooks", "Ready")));
        String before = namespace.names(Deployment.class, "hooks").getFirst();

        namespace.applyChannel("hooks", WEBHOOK.replace("/hook", "/other") + "  replicas: 2\n");

        namespace.eventually(() -> {
            assertEquals(1, namespace.names(Deployment.class, "hooks").size());
            assertTrue(!namespace.names(Deployment.class, "hooks").contains(before), "the old one is gone");
            assertEquals("True/RolledOut", namespace.condition("Channel", "hooks", "Ready"));
            assertEquals(1, namespace.names(ConfigMap.class, "hooks").size());
        });
        assertEquals(2, namespace.resource("Channel", "hooks").<Integer>get("status", "replicas"));
    }

    @Test
    void carriesAnIncidentThroughToItsJob() {
        namespace.apply(PIPELINE);
        namespace.applyChannel("hooks", WEBHOOK);
        namespace.eye().say(INCIDENT.formatted("Open"));
        namespace.eventually(
                () -> assertEquals("False/WaitingForRecovery",
                        namespace.condition("ReplayJob", "orders-i-7f3a9c", "Complete")));

        namespace.eye().say(INCIDENT.formatted("Closed"));

        namespace.eventually(() -> {
            List<Job> jobs = client.batch().v1().jobs().inNamespace(namespace.name()).list().getItems();
            assertEquals(1, jobs.size());
            assertEquals("Failed", jobs.getFirst().getSpec().getPodReplacementPolicy());
            assertEquals("False/Running", namespace.condition("ReplayJob", "orders-i-7f3a9c", "Complete"));
        });
        allPodsMayRun();
        namespace.patch("ReplayJob", "orders-i-7f3a9c", "{\"spec\": {\"suspend\": true}}");
        namespace.eventually(() -> assertEquals(true,
                client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(namespace.name())
                        .list()
                        .getItems()
                        .getFirst()
                        .getSpec()
                        .getSuspend()));
        List<String> events = client.v1()
                .events()
                .inNamespace(namespace.name())
                .list()
                .getItems()
                .stream()
                .map(event -> event.getReason())
                .sorted()
                .toList();
        assertEquals(List.of("IncidentClosed", "IncidentOpened", "ReplayJobCreated"), events);
    }

    @Test
    void anIncidentSuspendsItsChannelOnceAndAReplayGoesWhenItsTimeHasCome() {
        namespace.apply(PIPELINE);
        namespace.applyChannel("hooks", WEBHOOK);
        namespace.eye().say(INCIDENT.formatted("Open").replace("CreateReplayJob", "SuspendChannel"));
        namespace.eventually(() -> assertEquals(true, namespace.resource("Channel", "hooks").get("spec", "suspend")));
        namespace.patch("Channel", "hooks", "{\"spec\": {\"suspend\": false}}");
        namespace.awaitQuiet();
        assertEquals(false, namespace.resource("Channel", "hooks").get("spec", "suspend"), "a person is not overruled");

        namespace.eye().say(INCIDENT.formatted("Closed"));
        namespace.apply("""
                apiVersion: herald.dev/v1alpha1
                kind: ReplayJob
                metadata: {name: done}
                spec: {pipelineRef: {name: orders}, incidentId: i-7f3a9c, ttlAfterFinished: 1h}
                """);
        namespace.eventually(() -> assertEquals("False/Running", namespace.condition("ReplayJob", "done", "Complete")));
        namespace.eye()
                .say(INCIDENT.formatted("Closed") + """
                , "replays": [{"job": "%s/done/%s", "phase": "Complete", "counts": {"matched": 0},
                   "startedAt": "2026-11-23T08:30:00Z", "finishedAt": "2026-11-23T09:00:00Z"}]"""
                        .formatted(namespace.name(),
                                namespace.resource("ReplayJob", "done").<String>get("status", "specHash")));
        namespace.eventually(() -> assertEquals(List.of(), namespace.resources("ReplayJob")));
    }

    @Test
    void twoOperatorsAtOnceDoNoHarm() throws Exception {
        try (Operator second = namespace.anotherOperator()) {
            assertTrue(second.port() > 0);
            namespace.apply(PIPELINE);
            namespace.applyChannel("hooks", WEBHOOK);
            namespace.eye().say(INCIDENT.formatted("Open"));
            namespace.eventually(() -> assertEquals("False/WaitingForRecovery",
                    namespace.condition("ReplayJob", "orders-i-7f3a9c", "Complete")));
            namespace.eye().say(INCIDENT.formatted("Closed"));
            namespace.eventually(() -> {
                assertEquals("True/RolledOut", namespace.condition("NotificationPipeline", "orders", "Ready"));
                assertEquals("False/Running", namespace.condition("ReplayJob", "orders-i-7f3a9c", "Complete"));
                assertEquals(1, client.batch().v1().jobs().inNamespace(namespace.name()).list().getItems().size());
            });
            assertEquals(1, namespace.resources("ReplayJob").size());
            assertEquals(3, client.apps().deployments().inNamespace(namespace.name()).list().getItems().size());
            namespace.awaitQuiet();
        }
    }

    @Test
    void closesTheDoor() {
        namespace.apply(PIPELINE);
        namespace.eventually(
                () -> assertEquals("True/RolledOut", namespace.condition("NotificationPipeline", "orders", "Ready")));

        namespace.apply(PIPELINE.replace("{mode: Enabled, authentication: {type: None}}", "{mode: Disabled}"));

        namespace.eventually(() -> {
            assertEquals(List.of("orders-status"), namespace.names(Service.class));
            assertEquals(List.of("orders-status"), namespace.names(Deployment.class));
        });
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void wasRefusedNothingAndUsedAllThatTheChartGrants() {
        AuditLog audit = new AuditLog(operated.server().audit());
        Set<Permission> used = audit.used(InstalledChart.USER);
        Set<Permission> unused = Permission
                .granted(Chart.herald().render().one(ClusterRole.class, "herald-operator").getRules());
        unused.removeAll(used);

        assertAll(() -> assertEquals(List.of(), audit.refused(InstalledChart.USER), "needed, but not granted"),
                () -> assertEquals(Set.of(), unused, "granted, but not needed in any test of this class"));
    }

    /** The API server refuses a pod that is not of the restricted standard. */
    private void allPodsMayRun() {
        Stream.concat(
                client.apps()
                        .deployments()
                        .inNamespace(namespace.name())
                        .list()
                        .getItems()
                        .stream()
                        .map(deployment -> deployment.getSpec().getTemplate()),
                client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(namespace.name())
                        .list()
                        .getItems()
                        .stream()
                        .map(job -> job.getSpec().getTemplate()))
                .forEach(template -> client.resource(namespace.pods().pod("any", template)).dryRun().create());
    }
}
