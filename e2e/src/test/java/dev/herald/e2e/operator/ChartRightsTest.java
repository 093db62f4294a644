package dev.herald.e2e.operator;

import static dev.herald.e2e.process.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.e2e.chart.AuditLog;
import dev.herald.e2e.chart.Chart;
import dev.herald.e2e.chart.InstalledChart;
import dev.herald.e2e.chart.Permission;
import dev.herald.e2e.cluster.ApiServer;
import dev.herald.e2e.process.Patience;
import dev.herald.e2e.process.Sandbox;
import dev.herald.operator.Operator;
import dev.herald.operator.Settings;
import dev.herald.operator.leader.Candidacy;
import dev.herald.operator.leader.Election;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operator has no more rights than the chart gives it, and needs no more; what it does with those in its namespaces is in {@link OperatorOnApiServerTest}. */
@Tag("apiserver")
class ChartRightsTest {
    private static final List<String> NAMESPACES = List.of("shop", "billing", "other");
    private static Sandbox sandbox;
    private static ApiServer server;
    private static KubernetesClient client;

    @BeforeAll
    static void startServer() throws Exception {
        sandbox = Sandbox.open("rights-test");
        server = ApiServer.start(sandbox);
        client = new KubernetesClientBuilder().withConfig(server.config()).build();
        NAMESPACES.forEach(name -> client
                .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
                .create());
    }

    @AfterAll
    static void stopServer() {
        client.close();
        server.close();
        sandbox.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"everywhere | ''            | billing, other, shop",
            "several    | shop, billing | billing, shop", "one        | other         | other"})
    void servesTheNamespacesItIsToldAndIsRefusedNothing(String pipeline, String watched, String served)
            throws Exception {
        Settings settings = Settings.from(Map.of("WATCH_NAMESPACES", watched, "WORKER_IMAGE", "worker:1",
                "HERALD_PORT", "0", "LEADER_ELECTION", "Disabled"));
        try (InstalledChart chart = new InstalledChart(server, client)
                .apply("watchNamespaces: [%s]".formatted(watched));
                KubernetesClient account = chart.operator();
                Operator operator = new Operator(account, settings)) {
            operator.start();
            NAMESPACES.forEach(namespace -> apply(namespace, pipeline));

            await()
                    .untilAsserted(() -> assertEquals(served, String.join(", ", served(pipeline))));
            assertEquals(List.of(), new AuditLog(server.audit()).refused(InstalledChart.USER));
        }
    }

    @Test
    void standsForLeadershipWithAllThatItsRoleGrantsAndNothingElse() throws Exception {
        AuditLog audit = new AuditLog(server.audit());
        Role role = Chart.herald().render().one(Role.class, "herald-operator-lease");
        try (InstalledChart chart = new InstalledChart(server, client).apply("")) {
            try (Election election = Election.by(chart.operatorConfig(),
                    new Candidacy("herald", "herald-operator", "pod"), () -> {
                        // told when it is lost: not what is tried here
                    })) {
                election.seek();
                election.gained().get(Patience.SECONDS, TimeUnit.SECONDS);
                // Renewed every other second.
                await()
                        .untilAsserted(() -> assertEquals(Permission.granted(role.getRules()), leases(audit)));
            }
            assertEquals(List.of(), audit.refused(InstalledChart.USER));
            assertEquals(null,
                    client.leases()
                            .inNamespace("herald")
                            .withName("herald-operator")
                            .get()
                            .getSpec()
                            .getHolderIdentity(),
                    "released");
        }
    }

    private static Set<Permission> leases(AuditLog audit) {
        return audit.used(InstalledChart.USER)
                .stream()
                .filter(permission -> permission.resource().equals("leases"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void apply(String namespace, String pipeline) {
        client.resource(Serialization.unmarshal("""
                apiVersion: herald.dev/v1alpha1
                kind: NotificationPipeline
                metadata: {name: %2$s, namespace: %1$s}
                spec: {eventLog: {kafka: {bootstrapServers: ["kafka:9092"], topic: %1$s-%2$s, groupPrefix: %1$s-%2$s}}}
                """.formatted(namespace, pipeline), GenericKubernetesResource.class)).serverSideApply();
    }

    private static List<String> served(String pipeline) {
        return client.apps()
                .deployments()
                .inAnyNamespace()
                .withLabel("herald.dev/pipeline", pipeline)
                .list()
                .getItems()
                .stream()
                .map(deployment -> deployment.getMetadata().getNamespace())
                .sorted()
                .toList();
    }
}
