package dev.herald.e2e.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.herald.api.v1alpha1.FailurePolicy;
import dev.herald.api.v1alpha1.NotificationPipeline;
import dev.herald.api.v1alpha1.WorkerSettings;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Two managers who apply parts of one resource: git and a person, or git and an autoscaler. */
@Tag("apiserver")
@ExtendWith(SharedApiServer.class)
class OwnershipTest {
    private static final String FROM_GIT = """
            apiVersion: herald.dev/v1alpha1
            kind: NotificationPipeline
            metadata:
              name: orders
            spec:
              eventLog:
                kafka:
                  bootstrapServers: ["kafka:9092"]
                  topic: orders
                  groupPrefix: orders
              worker:
                env:
                - name: FROM_GIT
                  value: "1"
              failurePolicy:
                rules:
                - name: failed
                  measure: FailedPercent
                  raise: 5
            """;
    private static final String FROM_A_PERSON = """
            apiVersion: herald.dev/v1alpha1
            kind: NotificationPipeline
            metadata:
              name: orders
            spec:
              suspend: true
              worker:
                env:
                - name: FROM_A_PERSON
                  value: "2"
              failurePolicy:
                rules:
                - name: attachments
                  measure: FailedPercent
                  raise: 10
            """;

    private final Cluster cluster;
    private final String namespace;

    OwnershipTest(Cluster cluster) {
        this.cluster = cluster;
        this.namespace = cluster.newNamespace("ownership");
    }

    @Test
    void itemsOfKeyedListsBelongToWhoAppliedThem() {
        apply("git", FROM_GIT).mustSucceed();
        apply("person", FROM_A_PERSON).mustSucceed();

        apply("git", FROM_GIT.replace("raise: 5", "raise: 7")).mustSucceed();

        assertEquals(List.of("FROM_GIT", "FROM_A_PERSON"), variables());
        assertEquals(List.of("failed 7", "attachments 10"), rules());
        assertEquals(true, pipeline().getSpec().suspend(), "what git never names is left alone");

        apply("person", FROM_A_PERSON.substring(0, FROM_A_PERSON.indexOf("  worker:"))).mustSucceed();

        assertEquals(List.of("FROM_GIT"), variables());
        assertEquals(List.of("failed 7"), rules());
    }

    @Test
    void whoWantsWhatAnotherOwnsIsToldTheField() {
        apply("git", FROM_GIT).mustSucceed();

        var refusal = apply("person", FROM_GIT.replace("raise: 5", "raise: 9")).mustFail();

        assertTrue(refusal.contains("conflict with \"git\""), refusal);
        assertTrue(refusal.contains(".spec.failurePolicy.rules[name=\"failed\"].raise"), refusal);
    }

    @Test
    void anAutoscalersReplicasSurviveGit() {
        var fromGit = """
                apiVersion: herald.dev/v1alpha1
                kind: Channel
                metadata:
                  name: email
                spec:
                  pipelineRef:
                    name: orders
                  type: Email
                  providers:
                  - name: relay
                    smtp:
                      host: smtp.example.org
                      port: 587
                      from: shop@example.org
                """;
        apply("git", fromGit).mustSucceed();
        kubectl("scale", "nch/email", "--replicas=6").mustSucceed();

        apply("git", fromGit.replace("port: 587", "port: 2525")).mustSucceed();

        assertEquals("6 2525",
                kubectl("get", "nch/email", "-o", "jsonpath={.spec.replicas} {.spec.providers[0].smtp.port}")
                        .mustSucceed());
    }

    @Test
    void applyingTheSameFileAgainChangesNothing() {
        for (var fixture : Fixture.all()) {
            if (fixture.name().contains("valid-everything")) {
                var resource = Serialization.clone(fixture.states().getFirst());
                resource.getAdditionalProperties().remove("status");
                var file = Serialization.asYaml(resource);
                var apply = new String[]{"apply", "-n", namespace, "-f", "-"};
                cluster.kubectl(file, apply).mustSucceed();

                var second = cluster.kubectl(file, apply).mustSucceed();

                assertTrue(second.strip().endsWith(" unchanged"), second);
            }
        }
    }

    private Cluster.Output apply(String manager, String resource) {
        return cluster.kubectl(resource,
                new String[]{"apply", "--server-side", "--field-manager=" + manager, "-n", namespace, "-f", "-"});
    }

    private Cluster.Output kubectl(String... arguments) {
        var inNamespace = new ArrayList<>(List.of("-n", namespace));
        inNamespace.addAll(List.of(arguments));
        return cluster.kubectl(inNamespace.toArray(String[]::new));
    }

    private NotificationPipeline pipeline() {
        return cluster.client().resources(NotificationPipeline.class).inNamespace(namespace).withName("orders").get();
    }

    private List<String> variables() {
        return pipeline().getSpec().worker().env().stream().map(WorkerSettings.Variable::name).toList();
    }

    private List<String> rules() {
        return pipeline().getSpec().failurePolicy().rules().stream().map(OwnershipTest::nameAndLevel).toList();
    }

    private static String nameAndLevel(FailurePolicy.Rule rule) {
        return rule.name() + " " + rule.raise();
    }
}
