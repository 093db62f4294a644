package dev.herald.e2e.cluster;

import static dev.herald.e2e.process.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.herald.e2e.api.Cluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** What Herald needs of a cluster, on whichever this machine has: pods that serve and ask, names, admission, rights. */
@Tag("cluster")
class NodeClusterTest {
    /** All that the restricted Pod Security Standard asks of a container. */
    private static final String RESTRICTED = """
            {runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}""";
    private static final String WEB = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, labels: {app: web}}
            spec:
              containers:
              - {name: web, image: "localhost/pause:1", args: [serve, ":8080", hello], securityContext: %1$s, readinessProbe: {httpGet: {port: 8080}, periodSeconds: 1}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: greeting}
            spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: ask}
            spec:
              restartPolicy: Never
              containers:
              - {name: ask, image: "localhost/pause:1", args: [get, "http://greeting/"], securityContext: %1$s}
            """.formatted(RESTRICTED);

    @TempDir
    static Path work;

    private static NodeCluster nodes;
    private static Cluster cluster;

    @BeforeAll
    static void up() {
        nodes = NodeCluster.up("cluster-test");
        var config = Config.fromKubeconfig(nodes.kubeconfig().toFile());
        cluster = new Cluster(new KubernetesClientBuilder().withConfig(config).build(), config, nodes.kubectl(),
                nodes.kubeconfig(), work, new AtomicInteger());
        nodes.load(new Scripts(work, Map.of()).image());
    }

    @AfterAll
    static void down() {
        if (nodes != null) {
            cluster.client().close();
            nodes.close();
        }
    }

    @Test
    void aRestrictedPodAsksAnotherByTheNameOfItsService() throws Exception {
        var namespace = restrictedNamespace("services");
        apply(namespace, WEB).mustSucceed();

        in(namespace, "wait", "--for=condition=Ready", "pod/web", "--timeout=60s").mustSucceed();
        in(namespace, "wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/ask", "--timeout=60s").mustSucceed();

        assertTrue(in(namespace, "logs", "ask").mustSucceed().endsWith("hello\n"));
        assertEquals("hello\n",
                in(namespace, "exec", "web", "--", "/pause", "get",
                        "http://greeting." + namespace + ".svc.cluster.local/")
                        .mustSucceed());
        assertEquals("hello\n", in(namespace, "get", "--raw",
                "/api/v1/namespaces/" + namespace + "/services/greeting:80/proxy/").mustSucceed());
        assertEquals("hello\n", throughPortForward(namespace, "service/greeting"));
    }

    @Test
    void theRestrictedStandardRefusesAPrivilegedPod() {
        var namespace = restrictedNamespace("restricted");

        var refused = in(namespace, "run", "root", "--image=localhost/pause:1", "--privileged").mustFail();

        assertTrue(refused.contains("violates PodSecurity \"restricted:latest\": privileged"), refused);
    }

    @Test
    void aNodeMayNotGiveItselfLabelsThatSteerPods() {
        var node = in("default", "get", "nodes", "-o", "jsonpath={.items[0].metadata.name}").mustSucceed();

        var refused = in("default", "label", "node", node, "node-restriction.kubernetes.io/secrets=mine",
                "--as=system:node:" + node, "--as-group=system:nodes").mustFail();

        assertTrue(refused.contains("is not allowed to modify labels: node-restriction.kubernetes.io/secrets"),
                refused);
    }

    @Test
    void aPolicyInCelRefusesWhatItIsWrittenFor() {
        var namespace = cluster.newNamespace("policy");
        apply(namespace, """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: cluster-test}
                spec:
                  matchConstraints: {resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}]}
                  validations: [{expression: "!object.metadata.name.startsWith('bad')", message: not by that name}]
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: cluster-test}
                spec:
                  policyName: cluster-test
                  validationActions: [Deny]
                  matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}}
                """.formatted(namespace)).mustSucceed();
        var names = new AtomicInteger();

        await().until(() -> {
            var made = in(namespace, "create", "configmap", "bad-" + names.incrementAndGet());
            return made.exit() != 0 && made.text().contains("not by that name");
        });

        in(namespace, "create", "configmap", "good").mustSucceed();
    }

    @Test
    void theAuditLogTellsWhatAServiceAccountAsksAndNothingElse() throws Exception {
        assumeTrue(nodes.auditLog().isPresent(), "this cluster has no audit log");
        var namespace = cluster.newNamespace("audit");
        var account = "system:serviceaccount:" + namespace + ":default";
        in(namespace, "wait", "--for=create", "serviceaccount/default", "--timeout=60s").mustSucceed();
        var config = Config.fromKubeconfig(nodes.kubeconfig().toFile());
        config.setClientCertData(null);
        config.setClientKeyData(null);
        config.setOauthToken(in(namespace, "create", "token", "default").mustSucceed().strip());

        try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
            assertThrows(KubernetesClientException.class, () -> client.pods().inNamespace(namespace).list());
        }

        var events = Files.readAllLines(nodes.auditLog().orElseThrow()).stream().map(NodeClusterTest::json).toList();
        assertEquals(List.of("list pods 403 ResponseComplete"), events.stream()
                .filter(event -> event.at("/user/username").asText().equals(account))
                .filter(event -> event.at("/objectRef/namespace").asText().equals(namespace))
                .map(event -> String.join(" ", event.at("/verb").asText(), event.at("/objectRef/resource").asText(),
                        event.at("/responseStatus/code").asText(), event.at("/stage").asText()))
                .toList());
        for (var event : events) {
            var user = event.at("/user/username").asText();
            assertTrue(user.startsWith("system:serviceaccount:") && !user.contains(":kube-system:"), user);
        }
    }

    @Test
    void whatAScriptSaysIsInTheError() {
        var error = assertThrows(IllegalStateException.class, () -> NodeCluster.up("My Cluster"));

        assertTrue(error.getMessage().contains("'My Cluster' cannot name a cluster"), error.getMessage());
    }

    private static String restrictedNamespace(String prefix) {
        var namespace = cluster.newNamespace(prefix);
        in(namespace, "label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted").mustSucceed();
        in(namespace, "wait", "--for=create", "serviceaccount/default", "--timeout=60s").mustSucceed();
        return namespace;
    }

    private static Cluster.Output in(String namespace, String... arguments) {
        return cluster.kubectl(arguments(namespace, arguments));
    }

    private static Cluster.Output apply(String namespace, String yaml) {
        return cluster.kubectl(yaml, arguments(namespace, "apply", "-f", "-"));
    }

    private static String[] arguments(String namespace, String... arguments) {
        var all = new String[arguments.length + 1];
        all[0] = "--namespace=" + namespace;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return all;
    }

    private static String throughPortForward(String namespace, String target) throws Exception {
        var forward = new ProcessBuilder(nodes.kubectl().toString(), "--kubeconfig=" + nodes.kubeconfig(),
                "--namespace=" + namespace, "port-forward", "--address=127.0.0.1", target, ":80").start();
        try (var told = forward.inputReader(); var client = HttpClient.newHttpClient()) {
            var address = told.readLine().replaceAll("Forwarding from (\\S+) -> .*", "$1");
            return client.send(HttpRequest.newBuilder(URI.create("http://" + address)).build(), BodyHandlers.ofString())
                    .body();
        } finally {
            forward.destroy();
        }
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(line, e);
        }
    }
}
