package dev.herald.e2e.operator;

import static dev.herald.e2e.process.Patience.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.e2e.chart.AuditLog;
import dev.herald.e2e.chart.Chart;
import dev.herald.e2e.chart.InstalledChart;
import dev.herald.e2e.chart.Permission;
import dev.herald.e2e.cluster.ApiServer;
import dev.herald.e2e.process.Sandbox;
import dev.herald.operator.Operator;
import dev.herald.operator.Settings;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
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
 * The operator against the real thing: server-side apply beside defaults, statuses as a subresource, preconditions, and resources that no schema would take any more. It
 * acts as the service account of the chart, with the chart's Role in its namespace, where only pods of the restricted standard may run.
 */
@Tag("apiserver")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperatorOnApiServerTest {
    private static final Path CRDS = Path.of("..", "crds");
    private static final String SPEC = """
              pipelineRef: {name: orders}
              type: Webhook
              providers:
              - name: partner
                webhook: {url: "https://partner.example.org/hook"}
            """;
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

    private static Sandbox sandbox;
    private static ApiServer server;
    private static KubernetesClient client;
    private static InstalledChart chart;
    private static KubernetesClient account;
    private static int namespaces;

    private final String namespace = "operator-" + ++namespaces;
    private InetAddress podIp;
    private StatusWorkerDouble eye;
    private Operator operator;

    @BeforeAll
    static void startServer() throws Exception {
        sandbox = Sandbox.open("operator-test");
        server = ApiServer.start(sandbox);
        client = new KubernetesClientBuilder().withConfig(server.config()).build();
        for (CustomResourceDefinition definition : definitions()) {
            client.resource(definition).serverSideApply();
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> client.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .list()
                        .getItems()
                        .stream()
                        .allMatch(
                                definition -> definition.getStatus() != null && definition.getStatus()
                                        .getConditions()
                                        .stream()
                                        .anyMatch(
                                                condition -> condition.getType().equals("Established")
                                                        && condition.getStatus().equals("True"))));
        chart = new InstalledChart(server, client).apply("crds: {install: false}\nrbac: {create: false}");
        account = chart.operator();
    }

    @AfterAll
    static void stopServer() {
        account.close();
        client.close();
        server.close();
        sandbox.close();
    }

    @BeforeEach
    void start() throws Exception {
        client.resource(new NamespaceBuilder().withNewMetadata()
                .withName(namespace)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build()).create();
        chart.apply("crds: {install: false}\nwatchNamespaces: [%s]".formatted(namespace));
        podIp = sandbox.loopback().take();
        eye = new StatusWorkerDouble(podIp);
        operator = operator();
    }

    @AfterEach
    void stop() {
        operator.close();
        eye.close();
        sandbox.loopback().release(podIp);
    }

    @Test
    void bringsEverythingUpAndThenWritesNothing() {
        apply(PIPELINE);
        apply(channel("hooks", SPEC));
        apply(channel("email", SPEC.replace("Webhook", "Email")
                .replace("webhook: {url: \"https://partner.example.org/hook\"}",
                        "smtp: {host: smtp.shop, port: 587, from: shop@example.org}\n    credentials: {secretRef: {name: relay}}")));

        eventually(() -> {
            assertEquals("True/RolledOut", condition("Channel", "hooks", "Ready"));
            assertEquals("True/RolledOut", condition("Channel", "email", "Ready"));
            assertEquals("True/RolledOut", condition("NotificationPipeline", "orders", "Ready"));
            assertEquals("False/UpToDate", condition("NotificationPipeline", "orders", "Reconciling"));
        });
        awaitQuiet();
    }

    @Test
    void restoresWhatSomebodyChangesAndLeavesTheRestAlone() {
        apply(PIPELINE);
        apply(channel("hooks", SPEC));
        eventually(() -> assertEquals("True/RolledOut", condition("NotificationPipeline", "orders", "Ready")));

        client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName("orders-ingest")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\": {\"replicas\": 7}, \"metadata\": {\"labels\": {\"mine\": \"yes\"}}}");

        eventually(() -> {
            Deployment ingest = client.apps().deployments().inNamespace(namespace).withName("orders-ingest").get();
            assertEquals(2, ingest.getSpec().getReplicas());
            assertEquals("yes", ingest.getMetadata().getLabels().get("mine"));
        });
    }

    @Test
    void scalesTakesAnotherRevisionAndLetsTheOldOneGo() {
        apply(PIPELINE);
        apply(channel("hooks", SPEC));
        eventually(() -> assertEquals("True/RolledOut", condition("Channel", "hooks", "Ready")));
        String before = deployments("hooks").getFirst();

        apply(channel("hooks", SPEC.replace("/hook", "/other") + "  replicas: 2\n"));

        eventually(() -> {
            assertEquals(1, deployments("hooks").size());
            assertTrue(!deployments("hooks").contains(before), "the old one is gone");
            assertEquals("True/RolledOut", condition("Channel", "hooks", "Ready"));
            assertEquals(1,
                    client.configMaps()
                            .inNamespace(namespace)
                            .withLabel("herald.dev/channel", "hooks")
                            .list()
                            .getItems()
                            .size());
        });
        assertEquals(2,
                ((Map<?, ?>) client.genericKubernetesResources(context("Channel"))
                        .inNamespace(namespace)
                        .withName("hooks")
                        .get()
                        .get("status")).get("replicas"));
    }

    @Test
    void carriesAnIncidentThroughToItsJob() {
        apply(PIPELINE);
        apply(channel("hooks", SPEC));
        eye.say(INCIDENT.formatted("Open"));
        eventually(
                () -> assertEquals("False/WaitingForRecovery", condition("ReplayJob", "orders-i-7f3a9c", "Complete")));

        eye.say(INCIDENT.formatted("Closed"));

        eventually(() -> {
            List<Job> jobs = client.batch().v1().jobs().inNamespace(namespace).list().getItems();
            assertEquals(1, jobs.size());
            assertEquals("Failed", jobs.getFirst().getSpec().getPodReplacementPolicy());
            assertEquals("False/Running", condition("ReplayJob", "orders-i-7f3a9c", "Complete"));
        });
        allPodsMayRun();
        patch("ReplayJob", "orders-i-7f3a9c", "{\"spec\": {\"suspend\": true}}");
        eventually(() -> assertEquals(true,
                client.batch().v1().jobs().inNamespace(namespace).list().getItems().getFirst().getSpec().getSuspend()));
        List<String> events = client.v1()
                .events()
                .inNamespace(namespace)
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
        apply(PIPELINE);
        apply(channel("hooks", SPEC));
        eye.say(INCIDENT.formatted("Open").replace("CreateReplayJob", "SuspendChannel"));
        eventually(() -> assertEquals(true, resource("Channel", "hooks").get("spec", "suspend")));
        patch("Channel", "hooks", "{\"spec\": {\"suspend\": false}}");
        awaitQuiet();
        assertEquals(false, resource("Channel", "hooks").get("spec", "suspend"), "a person is not overruled");

        eye.say(INCIDENT.formatted("Closed"));
        apply("""
                apiVersion: herald.dev/v1alpha1
                kind: ReplayJob
                metadata: {name: done}
                spec: {pipelineRef: {name: orders}, incidentId: i-7f3a9c, ttlAfterFinished: 1h}
                """);
        eventually(() -> assertEquals("False/Running", condition("ReplayJob", "done", "Complete")));
        eye.say(INCIDENT.formatted("Closed") + """
                , "replays": [{"job": "%s/done/%s", "phase": "Complete", "counts": {"matched": 0},
                   "startedAt": "2026-11-23T08:30:00Z", "finishedAt": "2026-11-23T09:00:00Z"}]"""
                .formatted(namespace, resource("ReplayJob", "done").<String>get("status", "specHash")));
        eventually(() -> assertEquals(List.of(), resources("ReplayJob")));
    }

    private GenericKubernetesResource resource(String kind, String name) {
        return client.genericKubernetesResources(context(kind)).inNamespace(namespace).withName(name).get();
    }

    @Test
    void twoOperatorsAtOnceDoNoHarm() throws Exception {
        try (Operator second = operator()) {
            assertTrue(second.port() > 0);
            apply(PIPELINE);
            apply(channel("hooks", SPEC));
            eye.say(INCIDENT.formatted("Open"));
            eventually(() -> assertEquals("False/WaitingForRecovery",
                    condition("ReplayJob", "orders-i-7f3a9c", "Complete")));
            eye.say(INCIDENT.formatted("Closed"));
            eventually(() -> {
                assertEquals("True/RolledOut", condition("NotificationPipeline", "orders", "Ready"));
                assertEquals("False/Running", condition("ReplayJob", "orders-i-7f3a9c", "Complete"));
                assertEquals(1, client.batch().v1().jobs().inNamespace(namespace).list().getItems().size());
            });
            assertEquals(1, resources("ReplayJob").size());
            assertEquals(3, client.apps().deployments().inNamespace(namespace).list().getItems().size());
            awaitQuiet();
        }
    }

    @Test
    void whatCannotBeReadBecomesAConditionThereAndStopsNothingElse() throws Exception {
        apply(PIPELINE);
        apply(channel("hooks", SPEC));
        eventually(() -> assertEquals("True/RolledOut", condition("Channel", "hooks", "Ready")));
        try {
            loosen("channels");
            apply(channel("wrong-type", SPEC.replace("providers:\n", "suspend: maybe\n  providers:\n")));
            apply(channel("unknown-enum", SPEC.replace("Webhook", "Pigeon")));
        } finally {
            tighten("channels");
        }
        // An operator that is older than the schema.
        extend("channels", "speed");
        apply(channel("unknown-field", SPEC + "  speed: 5\n"));

        // While it runs,
        eventually(this::theTwoAreTold);
        operator.close();
        // when it starts,
        List.of("wrong-type", "unknown-enum", "unknown-field")
                .forEach(name -> patchStatus("Channel", name, "{\"status\": null}"));
        operator = operator();
        eventually(this::theThreeAreTold);
        // and with all that in the cluster, others are served.
        apply(channel("later", SPEC));
        eventually(() -> assertEquals("True/RolledOut", condition("Channel", "later", "Ready")));
    }

    @Test
    void whereEvenAStatusIsRefusedAnEventTells() throws Exception {
        operator.close();
        try {
            loosen("channels");
            apply(channel("no-spec", "  {pipelineRef: {name: orders}}\n"));
        } finally {
            tighten("channels");
        }

        operator = operator();
        eventually(() -> {
            List<String> notes = client.v1()
                    .events()
                    .inNamespace(namespace)
                    .list()
                    .getItems()
                    .stream()
                    .map(event -> event.getReason() + " " + event.getMessage())
                    .toList();
            assertEquals(1, notes.size(), notes.toString());
            assertTrue(notes.getFirst()
                    .startsWith(
                            "StatusRefused spec.type: is required. No status can be written until that is mended: "),
                    notes.toString());
        });
    }

    @Test
    void closesTheDoor() {
        apply(PIPELINE);
        eventually(() -> assertEquals("True/RolledOut", condition("NotificationPipeline", "orders", "Ready")));

        apply(PIPELINE.replace("{mode: Enabled, authentication: {type: None}}", "{mode: Disabled}"));

        eventually(() -> {
            assertEquals(List.of("orders-status"), names(client.services()));
            assertEquals(List.of("orders-status"), names(client.apps().deployments()));
        });
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void wasRefusedNothingAndUsedAllThatTheChartGrants() {
        AuditLog audit = new AuditLog(server.audit());
        Set<Permission> used = audit.used(InstalledChart.USER);
        Set<Permission> unused = Permission
                .granted(Chart.herald().render().one(ClusterRole.class, "herald-operator").getRules());
        unused.removeAll(used);

        assertAll(() -> assertEquals(List.of(), audit.refused(InstalledChart.USER), "needed, but not granted"),
                () -> assertEquals(Set.of(), unused, "granted, but not needed in any test of this class"));
    }

    /** Waits until nothing has been written for three seconds, while reports go on moving. */
    private void awaitQuiet() {
        AtomicReference<Map<String, String>> last = new AtomicReference<>();
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofSeconds(3)).untilAsserted(() -> {
            Map<String, String> now = versions();
            assertEquals(last.getAndSet(now), now);
        });
    }

    private void theTwoAreTold() {
        assertEquals("True/Unreadable spec.suspend: must be true or false", told("wrong-type"));
        assertEquals(
                "True/Unrecognised spec.type: this version of Herald does not know \"Pigeon\"; write one of Email, Webhook, or upgrade Herald",
                told("unknown-enum"));
    }

    /** A watch that began under the old schema is not shown the new field for a minute; a list is at once. */
    private void theThreeAreTold() {
        theTwoAreTold();
        assertEquals(
                "True/Unrecognised spec.speed: this version of Herald does not know the field; remove it, or upgrade Herald",
                told("unknown-field"));
    }

    private String told(String channel) {
        return condition("Channel", channel, "Stalled") + " "
                + conditions("Channel", channel).filter(condition -> condition.get("type").equals("Stalled"))
                        .map(condition -> condition.get("message").toString())
                        .findFirst()
                        .orElse("");
    }

    private Operator operator() throws Exception {
        Operator started = new Operator(account, new Settings(Set.of(namespace), "worker:1", Optional.empty(), 0));
        started.start();
        return started;
    }

    private void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            settle();
            assertion.run();
        });
    }

    /** What the controllers and the kubelet would do. */
    private void settle() {
        for (Deployment deployment : client.apps().deployments().inNamespace(namespace).list().getItems()) {
            int replicas = deployment.getSpec().getReplicas();
            long generation = deployment.getMetadata().getGeneration();
            Integer available = deployment.getStatus().getAvailableReplicas();
            if (available == null || available != replicas
                    || !Long.valueOf(generation).equals(deployment.getStatus().getObservedGeneration())) {
                client.resource(deployment)
                        .subresource("status")
                        .patch(PatchContext.of(PatchType.JSON_MERGE),
                                """
                        {"status": {"observedGeneration": %1$d, "replicas": %2$d, "updatedReplicas": %2$d, "readyReplicas": %2$d, "availableReplicas": %2$d}}"""
                                        .formatted(generation, replicas));
            }
        }
        Deployment status = client.apps().deployments().inNamespace(namespace).withName("orders-status").get();
        Resource<Pod> eyes = client.pods().inNamespace(namespace).withName("eye");
        if (status != null && eyes.get() == null) {
            client.resource(pod("eye", status.getSpec().getTemplate())).create();
            eyes.subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE),
                            "{\"status\": {\"phase\": \"Running\", \"podIP\": \"%1$s\", \"podIPs\": [{\"ip\": \"%1$s\"}]}}"
                                    .formatted(podIp.getHostAddress()));
        }
    }

    private Pod pod(String name, PodTemplateSpec template) {
        return new PodBuilder().withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .withLabels(template.getMetadata().getLabels())
                .endMetadata()
                .withSpec(template.getSpec())
                .build();
    }

    /** The API server refuses a pod that is not of the restricted standard. */
    private void allPodsMayRun() {
        Stream.concat(
                client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .list()
                        .getItems()
                        .stream()
                        .map(deployment -> deployment.getSpec().getTemplate()),
                client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(namespace)
                        .list()
                        .getItems()
                        .stream()
                        .map(job -> job.getSpec().getTemplate()))
                .forEach(template -> client.resource(pod("any", template)).dryRun().create());
    }

    private List<String> names(
            MixedOperation<? extends HasMetadata, ? extends KubernetesResourceList<? extends HasMetadata>, ?> kind) {
        return kind.inNamespace(namespace)
                .list()
                .getItems()
                .stream()
                .map(found -> found.getMetadata().getName())
                .toList();
    }

    private List<String> deployments(String channel) {
        return client.apps()
                .deployments()
                .inNamespace(namespace)
                .withLabel("herald.dev/channel", channel)
                .list()
                .getItems()
                .stream()
                .map(found -> found.getMetadata().getName())
                .toList();
    }

    /** Of everything that the operator writes. */
    private Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        Stream.of(Deployment.class, Service.class, ConfigMap.class, Job.class)
                .flatMap(kind -> client.resources(kind).inNamespace(namespace).list().getItems().stream())
                .forEach(object -> versions.put(object.getKind() + "/" + object.getMetadata().getName(),
                        object.getMetadata().getResourceVersion()));
        Stream.of("NotificationPipeline", "Channel", "ReplayJob")
                .flatMap(kind -> resources(kind).stream())
                .forEach(object -> versions.put(object.getKind() + "/" + object.getMetadata().getName(),
                        object.getMetadata().getResourceVersion()));
        return versions;
    }

    private List<GenericKubernetesResource> resources(String kind) {
        return client.genericKubernetesResources(context(kind)).inNamespace(namespace).list().getItems();
    }

    private String condition(String kind, String name, String type) {
        return conditions(kind, name).filter(condition -> condition.get("type").equals(type))
                .map(condition -> condition.get("status") + "/" + condition.get("reason"))
                .findFirst()
                .orElse("absent");
    }

    private Stream<Map<?, ?>> conditions(String kind, String name) {
        GenericKubernetesResource resource = client.genericKubernetesResources(context(kind))
                .inNamespace(namespace)
                .withName(name)
                .get();
        Object conditions = resource == null ? null : resource.get("status", "conditions");
        return conditions instanceof List<?> list ? list.stream().map(condition -> (Map<?, ?>) condition) : Stream.of();
    }

    private void apply(String yaml) {
        GenericKubernetesResource resource = Serialization.unmarshal(yaml, GenericKubernetesResource.class);
        resource.getMetadata().setNamespace(namespace);
        client.resource(resource).fieldManager("person").serverSideApply();
    }

    private void patch(String kind, String name, String merge) {
        client.genericKubernetesResources(context(kind))
                .inNamespace(namespace)
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), merge);
    }

    private void patchStatus(String kind, String name, String merge) {
        client.genericKubernetesResources(context(kind))
                .inNamespace(namespace)
                .withName(name)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), merge);
    }

    private static String channel(String name, String spec) {
        return "apiVersion: herald.dev/v1alpha1\nkind: Channel\nmetadata: {name: %s}\nspec:\n%s".formatted(name, spec);
    }

    private static ResourceDefinitionContext context(String kind) {
        return new ResourceDefinitionContext.Builder().withGroup("herald.dev")
                .withVersion("v1alpha1")
                .withKind(kind)
                .withPlural(kind.toLowerCase() + "s")
                .withNamespaced(true)
                .build();
    }

    private static List<CustomResourceDefinition> definitions() throws Exception {
        try (Stream<Path> files = Files.list(CRDS)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .map(OperatorOnApiServerTest::definition)
                    .toList();
        }
    }

    private static CustomResourceDefinition definition(Path file) {
        try {
            return Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
        } catch (java.io.IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    /** The schema of an older version, which looked at nothing. */
    private static void loosen(String plural) throws Exception {
        CustomResourceDefinition strict = definition(CRDS.resolve(plural + ".herald.dev.yaml"));
        JSONSchemaProps anything = new JSONSchemaProps();
        anything.setType("object");
        anything.setXKubernetesPreserveUnknownFields(true);
        replace(new CustomResourceDefinitionBuilder(strict).editSpec()
                .editFirstVersion()
                .withNewSchema()
                .withOpenAPIV3Schema(anything)
                .endSchema()
                .endVersion()
                .endSpec()
                .build(),
                false);
    }

    private static void tighten(String plural) throws Exception {
        replace(definition(CRDS.resolve(plural + ".herald.dev.yaml")), true);
    }

    /** The schema of a newer version, which has one more field. */
    private static void extend(String plural, String field) throws Exception {
        CustomResourceDefinition newer = definition(CRDS.resolve(plural + ".herald.dev.yaml"));
        JSONSchemaProps number = new JSONSchemaProps();
        number.setType("integer");
        newer.getSpec()
                .getVersions()
                .getFirst()
                .getSchema()
                .getOpenAPIV3Schema()
                .getProperties()
                .get("spec")
                .getProperties()
                .put(field, number);
        client.resource(newer).fieldManager("person").forceConflicts().serverSideApply();
        GenericKubernetesResource probe = Serialization.unmarshal(channel("probe", SPEC + "  %s: 5\n".formatted(field)),
                GenericKubernetesResource.class);
        probe.getMetadata().setNamespace("default");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> client.resource(probe).dryRun().create().get("spec", field) != null);
    }

    /** The API server takes a moment until it goes by another schema. */
    private static void replace(CustomResourceDefinition definition, boolean strict) {
        client.resource(definition).fieldManager("person").forceConflicts().serverSideApply();
        GenericKubernetesResource probe = Serialization.unmarshal(channel("probe", "  speed: 5\n"),
                GenericKubernetesResource.class);
        probe.getMetadata().setNamespace("default");
        await().atMost(Duration.ofSeconds(30)).until(() -> takes(probe) != strict);
    }

    private static boolean takes(HasMetadata probe) {
        try {
            client.resource(probe).dryRun().create();
            return true;
        } catch (io.fabric8.kubernetes.client.KubernetesClientException refused) {
            return false;
        }
    }
}
