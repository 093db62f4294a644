package dev.herald.e2e.chart;

import static dev.herald.e2e.process.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.Release;
import dev.herald.e2e.cluster.ApiServer;
import dev.herald.e2e.process.Sandbox;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Install, upgrade and uninstall on a real API server, with Helm and with kubectl. */
@Tag("apiserver")
class HelmOnApiServerTest {
    private static final String CHANNEL = """
            apiVersion: herald.dev/v1alpha1
            kind: Channel
            metadata: {name: hooks, namespace: default}
            spec: {pipelineRef: {name: orders}, type: Webhook, providers: [{name: partner, webhook: {url: "https://partner.example.org/hook"}}]}
            """;

    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final String APPROVED = "{\"spec\":{\"approved\":true}}";

    private Sandbox sandbox;
    private ApiServer server;
    private KubernetesClient client;

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.open("helm-test");
        server = ApiServer.start(sandbox);
        client = new KubernetesClientBuilder().withConfig(server.config()).build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        sandbox.close();
    }

    @Test
    void upgradesTheDefinitionsAndLeavesThemAndTheResourcesWhenItGoes() throws IOException {
        Release release = install();
        assertEquals("deployed", release.getStatus());
        assertTrue(release.getOutput().contains("kubectl -n herald rollout status deployment/herald-operator"),
                release.getOutput());
        awaitEstablished();
        client.resource(channel()).create();

        upgradeTo(chartOfTheFuture());

        assertTrue(definition().getSpec()
                .getVersions()
                .getFirst()
                .getSchema()
                .getOpenAPIV3Schema()
                .getDescription()
                .contains("of the future"));

        Helm.uninstall("herald").withNamespace("herald").withKubeConfig(server.kubeconfig()).call();

        assertEquals(0, client.apps().deployments().inNamespace("herald").list().getItems().size());
        assertNull(client.rbac().clusterRoles().withName("herald-operator").get());
        assertNotNull(client.resource(channel()).get());

        install();
        assertNotNull(operator());
        assertNotNull(client.resource(channel()).get());
    }

    /** Who may edit a namespace's resources may make replays, and not let a large one send. */
    @Test
    void onlyWhoMayApproveLetsAReplaySend() throws IOException, InterruptedException {
        kubectl("apply", "--server-side", "-f", Chart.FOLDER.resolveSibling("herald.yaml").toString());
        awaitEstablished();
        bind("editor", "herald-operator-view");
        bind("editor", "herald-operator-edit");
        bind("approver", "herald-operator-approver");
        GenericKubernetesResource replay = Serialization.unmarshal("""
                apiVersion: herald.dev/v1alpha1
                kind: ReplayJob
                metadata: {name: again, namespace: default}
                spec: {pipelineRef: {name: orders}, incidentId: i-7f3a9c}
                """, GenericKubernetesResource.class);
        try (KubernetesClient editor = as("editor"); KubernetesClient approver = as("approver")) {
            editor.resource(replay).create();
            // A policy is in force some moments after it was made.
            KubernetesClientException refused = await()
                    .until(() -> refusal(() -> approvable(editor).dryRun().patch(MERGE, APPROVED)), Objects::nonNull);
            assertEquals(403, refused.getCode());
            assertTrue(refused.getMessage()
                    .contains(
                            "spec.approved: you may not approve ReplayJob again: it takes the verb approve on replayjobs.herald.dev in namespace default; ask for a RoleBinding to ClusterRole herald-operator-approver"),
                    refused.getMessage());
            assertEquals(403, refusal(() -> editor.resource(Serialization.unmarshal(
                    Serialization.asYaml(replay)
                            .replace("name: \"again\"", "name: \"another\"")
                            .replace("incidentId", "approved: true\n  incidentId"),
                    GenericKubernetesResource.class)).create()).getCode(), "on create, too");

            approvable(approver).patch(MERGE, APPROVED);
            approvable(editor).patch(MERGE, "{\"spec\":{\"suspend\":true}}");
            approvable(editor).patch(MERGE, "{\"spec\":{\"rateLimit\":{\"perSecond\":5},\"ttlAfterFinished\":\"1h\"}}");
            for (String other : List.of("{\"spec\":{\"incidentId\":\"i-0a1b2c\"}}",
                    "{\"spec\":{\"maxMessages\":100000}}",
                    "{\"spec\":{\"incidentId\":null,\"window\":{\"from\":\"2026-01-01T00:00:00Z\"}}}")) {
                KubernetesClientException changed = refusal(() -> approvable(editor).patch(MERGE, other));
                assertEquals(403, changed.getCode(), other);
                assertTrue(changed.getMessage().contains("ReplayJob again is approved as it is"), changed.getMessage());
            }
            approvable(approver).patch(MERGE, "{\"spec\":{\"maxMessages\":100000}}");
            approvable(editor).patch(MERGE, "{\"spec\":{\"approved\":false,\"maxMessages\":5}}");
            assertEquals(403, refusal(() -> approvable(editor).patch(MERGE, APPROVED)).getCode());
        }
    }

    private void bind(String user, String role) {
        client.resource(new RoleBindingBuilder().withNewMetadata()
                .withName(user + "-" + role)
                .withNamespace("default")
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                .build()).create();
    }

    private static Resource<GenericKubernetesResource> approvable(KubernetesClient client) {
        return client.genericKubernetesResources("herald.dev/v1alpha1", "ReplayJob")
                .inNamespace("default")
                .withName("again");
    }

    private static KubernetesClientException refusal(Runnable action) {
        try {
            action.run();
            return null;
        } catch (KubernetesClientException refused) {
            return refused;
        }
    }

    private KubernetesClient as(String user) {
        return new KubernetesClientBuilder().withConfig(
                new ConfigBuilder(server.config()).withImpersonateUsername(user).build()).build();
    }

    @Test
    void thePlainManifestIsAllThatKubectlNeeds() throws IOException, InterruptedException {
        for (int time = 1; time <= 2; time++) {
            String said = kubectl("apply", "--server-side", "-f",
                    Chart.FOLDER.resolveSibling("herald.yaml").toString());
            assertTrue(said.contains("deployment.apps/herald-operator serverside-applied"), said);
        }
        awaitEstablished();
        assertEquals("restricted", client.namespaces()
                .withName("herald")
                .get()
                .getMetadata()
                .getLabels()
                .get("pod-security.kubernetes.io/enforce"));
        client.resource(channel()).create();
        // The API server refuses a pod there that is not of the restricted standard.
        client.resource(new PodBuilder().withNewMetadata()
                .withName("any")
                .withNamespace("herald")
                .endMetadata()
                .withSpec(operator().getSpec().getTemplate().getSpec())
                .build()).dryRun().create();
    }

    private Release install() {
        return new Helm(Chart.FOLDER).install()
                .withName("herald")
                .withNamespace("herald")
                .createNamespace()
                .withKubeConfig(server.kubeconfig())
                .call();
    }

    private void upgradeTo(Path chart) {
        new Helm(chart).upgrade()
                .withName("herald")
                .withNamespace("herald")
                .withKubeConfig(server.kubeconfig())
                .call();
    }

    /** A copy whose definition of channels says something else. */
    private Path chartOfTheFuture() throws IOException {
        Path copy = sandbox.folder("chart");
        try (Stream<Path> files = Files.walk(Chart.FOLDER)) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(Chart.FOLDER.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        Path definition = copy.resolve("files/crds/channels.herald.dev.yaml");
        CustomResourceDefinition changed = Serialization.unmarshal(Files.readString(definition));
        changed.getSpec()
                .getVersions()
                .getFirst()
                .getSchema()
                .getOpenAPIV3Schema()
                .setDescription("A channel of the future.");
        Files.writeString(definition, Serialization.asYaml(changed));
        return copy;
    }

    private Deployment operator() {
        return client.apps().deployments().inNamespace("herald").withName("herald-operator").get();
    }

    private CustomResourceDefinition definition() {
        return client.apiextensions().v1().customResourceDefinitions().withName("channels.herald.dev").get();
    }

    private void awaitEstablished() {
        await().until(() -> definition().getStatus() != null && definition().getStatus()
                .getConditions()
                .stream()
                .anyMatch(condition -> condition.getType().equals("Established")
                        && condition.getStatus().equals("True")));
    }

    private static GenericKubernetesResource channel() {
        return Serialization.unmarshal(CHANNEL, GenericKubernetesResource.class);
    }

    private String kubectl(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(Stream.concat(Stream.of(server.kubectl().toString()),
                Stream.of(arguments)).toList()).redirectErrorStream(true);
        command.environment().put("KUBECONFIG", server.kubeconfig().toString());
        command.environment().put("KUBECACHEDIR", sandbox.folder("cache").toString());
        Process process = command.start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
        return said;
    }
}
