package dev.herald.e2e.broker;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.admin.Admin;

import dev.herald.e2e.process.Child;
import dev.herald.e2e.process.Launch;
import dev.herald.e2e.process.Sandbox;

/**
 * A real Kafka, broker and KRaft controller in one process of its own, so that it can be killed. It listens on a loopback address of its own,
 * keeps its data in the sandbox's folder and makes no topic by itself.
 */
public final class KafkaBroker implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(180);
    private static final List<String> JVM = List.of("-Xmx320m", "-Xms64m", "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", "-Xshare:auto",
            "-XX:MaxDirectMemorySize=64m", "-Dherald.log=INFO", "--sun-misc-unsafe-memory-access=allow");

    private final Sandbox sandbox;
    private final InetAddress address;
    private final Path folder;
    private Child process;

    private KafkaBroker(Sandbox sandbox) {
        this.sandbox = sandbox;
        this.address = sandbox.loopback().take();
        this.folder = sandbox.folder("broker");
    }

    /** A broker that is being started: {@link #awaitReady()} waits for it. */
    public static KafkaBroker start(Sandbox sandbox) {
        var broker = new KafkaBroker(sandbox);
        broker.launch();
        return broker;
    }

    /** The address it listens on, with Kafka's usual port. */
    public String host() {
        return address.getHostAddress();
    }

    /** Where clients find it: {@code host:port}. */
    public String bootstrapServers() {
        return host() + ":" + BrokerSettings.PORT;
    }

    /** What the broker wrote to standard output. */
    public Path log() {
        return folder.resolve("broker.log");
    }

    /** The process, to be killed or paused. */
    public synchronized Child process() {
        return process;
    }

    /**
     * Returns when a client can list the nodes.
     *
     * @throws IllegalStateException when the process has ended, or after three minutes
     */
    public KafkaBroker awaitReady() {
        var ended = process().exit();
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers(), "reconnect.backoff.ms", 50,
                "reconnect.backoff.max.ms", 200,
                "default.api.timeout.ms", (int) START.toMillis(), "request.timeout.ms", 5_000))) {
            var listed = admin.describeCluster().nodes().toCompletionStage().toCompletableFuture();
            ended.thenAccept(code -> listed
                    .completeExceptionally(new IllegalStateException("the broker ended with exit code " + code)));
            listed.get(START.toMillis(), TimeUnit.MILLISECONDS);
            return this;
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("no Kafka on " + bootstrapServers() + ": see " + log(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Kafka was starting", e);
        }
    }

    /** Starts it again over the same data, after it has been killed. */
    public synchronized void restart() {
        process.kill();
        process.exit().join();
        launch();
        awaitReady();
    }

    /** SIGKILL, and the address is given back; the data go with the sandbox. */
    @Override
    public synchronized void close() {
        process.kill();
        process.exit().join();
        sandbox.loopback().release(address);
    }

    private synchronized void launch() {
        var options = new ArrayList<>(JVM);
        options.addAll(List.of("-cp", System.getProperty("java.class.path")));
        var command = Launch.java(sandbox.folder("tmp"), options, BrokerProcess.class.getName(),
                List.of(configuration().toString()));
        process = sandbox.start(new Launch(command, Map.of(), folder, log()));
    }

    private Path configuration() {
        return new BrokerSettings(host(), host(), host(), folder.resolve("data"))
                .writeTo(folder.resolve("server.properties"));
    }
}
