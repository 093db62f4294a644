package dev.herald.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Kubernetes with a node, where pods run: what {@code e2e/cluster/up} gives on this machine, be it the cluster of a given KUBECONFIG, one of
 * kind, or a node of its own. For schemas, ownership and conflicts an {@link ApiServer} does, and is there in a third of the time.
 */
public final class NodeCluster implements AutoCloseable {
    private static final Path SCRIPTS = Path.of("e2e", "cluster");

    private final Path scripts;
    private final String name;
    private final Map<String, Path> told;
    private final Map<String, String> environment;

    private NodeCluster(Path scripts, String name, Map<String, Path> told, Map<String, String> environment) {
        this.scripts = scripts;
        this.name = name;
        this.told = told;
        this.environment = environment;
    }

    /**
     * The cluster that {@code e2e/cluster/up} has made and told this file of; empty when another made it.
     *
     * @param root of Herald's tree
     */
    public static Optional<NodeCluster> of(Path kubeconfig, Path root) {
        try {
            var folder = kubeconfig.toRealPath().getParent();
            var maker = folder.resolve("maker");
            return Files.isReadable(maker)
                    ? Optional.of(new NodeCluster(root.resolve(SCRIPTS), folder.getFileName().toString(),
                            Map.of("KUBECONFIG", kubeconfig),
                            Map.of("HERALD_CLUSTER", Files.readString(maker).strip())))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A cluster that is ready: its node, names, Services and the service account of namespace default. One that runs already is taken as it is.
     * Seconds; minutes where Kubernetes has to be built first. What the script tells of its progress goes to standard error.
     *
     * @param name tells clusters on one machine apart: up to 30 of a-z, 0-9 and -
     * @throws IllegalStateException when there can be none; the message is what the script said
     */
    public static NodeCluster up(String name) {
        var scripts = SourceTree.find(SCRIPTS.resolve("up"))
                .map(Path::getParent)
                .orElseThrow(() -> new IllegalStateException(
                        "there is no " + SCRIPTS.resolve("up")
                                + " in the working folder or above it: run this in Herald's tree"));
        var told = new HashMap<String, Path>();
        for (var line : run(scripts, "up", List.of(name), Map.of())) {
            var parts = line.split("=", 2);
            if (parts.length == 2 && parts[0].matches("[A-Z_]+")) {
                told.put(parts[0], Path.of(parts[1]));
            }
        }
        return new NodeCluster(scripts, name, Map.copyOf(told), Map.of());
    }

    /** A file for clients, kubectl and Helm, of one who may do everything. */
    public Path kubeconfig() {
        return told.get("KUBECONFIG");
    }

    /** A kubectl that fits the cluster. */
    public Path kubectl() {
        return told.get("KUBECTL");
    }

    /**
     * What service accounts asked of the API server, a JSON object of {@code audit.k8s.io/v1} a line, at level Metadata; those of kube-system
     * are left out. A watch is written when it begins, everything else when it has been answered. A node of its own has it, others do not.
     */
    public Optional<Path> auditLog() {
        return Optional.ofNullable(told.get("AUDIT_LOG"));
    }

    /**
     * Gives images to the cluster, so that pods need no registry.
     *
     * @param tars as {@code docker save} and Jib write them
     * @throws IllegalStateException when they cannot be taken; always so for a given cluster, unless HERALD_IMAGES=pulled says that it pulls
     *             them itself
     */
    public void load(Path... tars) {
        var files = Arrays.stream(tars).map(tar -> tar.toAbsolutePath().toString());
        run(scripts, "load", Stream.concat(Stream.of(name), files).toList(), environment);
    }

    /** Removes the cluster and all that belongs to it; a given one stays as it is. */
    @Override
    public void close() {
        run(scripts, "down", List.of(name), environment);
    }

    private static List<String> run(Path scripts, String script, List<String> arguments,
            Map<String, String> environment) {
        var command = new ArrayList<>(List.of(scripts.resolve(script).toString()));
        command.addAll(arguments);
        Process process = null;
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            process = builder.start();
            process.getOutputStream().close();
            var lines = new ArrayList<String>();
            try (var output = process.inputReader()) {
                for (var line = output.readLine(); line != null; line = output.readLine()) {
                    lines.add(line);
                    System.err.println(line);
                }
            }
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed:\n" + String.join("\n", lines));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + String.join(" ", command) + " ran", e);
        }
    }
}
