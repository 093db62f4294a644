package dev.herald.e2e.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.herald.e2e.cluster.ApiServer;
import dev.herald.e2e.process.Sandbox;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/**
 * A real API server as tests use it: by a client, and by kubectl as people do.
 *
 * @param client may do everything
 */
public record Cluster(KubernetesClient client, Config config, Path kubectl, Path kubeconfig, Path folder,
        AtomicInteger namespaces) {
    static final Path CRDS = Path.of("..", "crds").toAbsolutePath().normalize();

    /** The server as its administrator sees it, without Herald's CRDs. */
    public static Cluster of(ApiServer server, Sandbox sandbox) {
        return new Cluster(new KubernetesClientBuilder().withConfig(server.config()).build(), server.config(),
                server.kubectl(), server.kubeconfig(), sandbox.folder("kubectl"), new AtomicInteger());
    }

    /** Installs Herald's CRDs, and waits until the server goes by them. */
    public void installDefinitions() {
        kubectl("apply", "--server-side", "-f", CRDS.toString()).mustSucceed();
        kubectl("wait", "--for=condition=Established", "--timeout=60s", "-f", CRDS.toString()).mustSucceed();
    }

    /** Makes a namespace that no other test works in, and returns its name. */
    public String newNamespace(String prefix) {
        var name = prefix + "-" + namespaces.incrementAndGet();
        client.resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build()).create();
        return name;
    }

    /** Runs kubectl; a failure is in the result. */
    public Output kubectl(String... arguments) {
        return kubectl(null, arguments);
    }

    /** Runs kubectl with a text as its standard input. */
    public Output kubectl(String input, String[] arguments) {
        try {
            var command = new ArrayList<>(List.of(kubectl.toString()));
            command.addAll(List.of(arguments));
            var stdin = Files.createTempFile(folder, "in", ".yaml");
            Files.writeString(stdin, input == null ? "" : input);
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(stdin.toFile());
            builder.environment().put("KUBECONFIG", kubeconfig.toString());
            builder.environment().put("KUBECACHEDIR", folder.resolve("cache").toString());
            var process = builder.start();
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Output(String.join(" ", arguments), process.waitFor(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What kubectl said, on both streams. */
    public record Output(String arguments, int exit, String text) {
        /** The text, if kubectl exited with 0. */
        public String mustSucceed() {
            if (exit != 0) {
                throw new AssertionError("kubectl " + arguments + " exited with " + exit + ":\n" + text);
            }
            return text;
        }

        /** The text, if kubectl did not exit with 0. */
        public String mustFail() {
            if (exit == 0) {
                throw new AssertionError("kubectl " + arguments + " was expected to fail, but said:\n" + text);
            }
            return text;
        }
    }
}
