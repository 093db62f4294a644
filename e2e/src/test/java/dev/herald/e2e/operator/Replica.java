package dev.herald.e2e.operator;

import dev.herald.e2e.local.Image;
import dev.herald.e2e.process.Child;
import dev.herald.e2e.process.Launch;
import dev.herald.e2e.process.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** An operator in a process of its own, as one pod of its Deployment would be. */
final class Replica {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    private final String name;
    private final Child process;
    private final URI address;
    private final Path log;
    private final CompletableFuture<Instant> ended;

    private Replica(String name, Child process, InetAddress address, Path log) {
        this.name = name;
        this.process = process;
        this.address = URI.create("http://" + address.getHostAddress() + ":8080");
        this.log = log;
        this.ended = process.exit().thenApply(code -> Instant.now());
    }

    static Replica start(Sandbox sandbox, Path kubeconfig, String namespace, String name) {
        Path folder = Path.of("..", "operator", "target", "image").toAbsolutePath().normalize();
        if (!Files.isDirectory(folder.resolve("libs"))) {
            throw new IllegalStateException(
                    "the operator has not been built: run ./mvnw -q -DskipTests package -pl operator -am");
        }
        Image image = new Image(folder, "dev.herald.operator.Operator",
                List.of("-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        InetAddress address = sandbox.loopback().take();
        Path log = sandbox.folder("logs").resolve(namespace + "-" + name + ".log");
        Child process = sandbox.start(new Launch(image.command(sandbox.folder("tmp"), List.of()),
                Map.of("KUBECONFIG", kubeconfig.toString(), "POD_IP", address.getHostAddress(), "WORKER_IMAGE",
                        "worker:1", "WATCH_NAMESPACES", namespace, "LEADER_ELECTION", "Enabled", "POD_NAMESPACE",
                        namespace, "POD_NAME", name),
                sandbox.folder(), log));
        return new Replica(name, process, address, log);
    }

    Child process() {
        return process;
    }

    /** When it had ended. */
    CompletableFuture<Instant> ended() {
        return ended;
    }

    boolean isReady() {
        return get("/readyz").startsWith("200 ");
    }

    boolean leads() {
        return metrics().contains("\nherald_operator_leader 1.0");
    }

    String metrics() {
        return get("/metrics");
    }

    /** What it has said. */
    String log() {
        try {
            return name + ":\n" + Files.readString(log);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private String get(String path) {
        try {
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE).build(), BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException silent) {
            return "";
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
