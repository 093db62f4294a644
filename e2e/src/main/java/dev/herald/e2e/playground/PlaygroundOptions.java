package dev.herald.e2e.playground;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

import dev.herald.e2e.fault.WorkerBuild;
import dev.herald.e2e.process.Sandbox;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Where something takes place, as a person chooses it on the command line. */
public final class PlaygroundOptions {
    @Option(names = "--api-server", paramLabel = "auto|mock|real", defaultValue = "auto", description = {
            "mock: in memory. real: etcd and kube-apiserver, built once by e2e/kube/build.",
            "auto, the default: real if it has been built."})
    private ApiServerChoice apiServer;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = {
            "On the cluster of this file, which must know the images: they are built first, and loaded where the cluster",
            "is one of e2e/cluster/up. Herald is installed by helm/herald.yaml where it is not there already."})
    private Path kubeconfig;

    @Option(names = "--registry", paramLabel = "PREFIX", defaultValue = "localhost", description = {
            "With --kubeconfig: where the cluster finds the images herald-operator, herald-worker and herald-e2e, as",
            "bin/images --push PREFIX has put them (default: ${DEFAULT-VALUE}, loaded into its nodes)."})
    private String registry;

    @Option(names = "--root", paramLabel = "DIR", hidden = true, defaultValue = "", description = "Herald's tree.")
    private Path root;

    /** What is done on a playground. */
    @FunctionalInterface
    public interface Act {
        /**
         * Does it.
         *
         * @param unhappy has the complaints of the cluster shown and the logs kept, where the end is not good
         * @return whether the end is good
         * @throws IllegalStateException when it takes another course; the message says what was waited for
         */
        boolean perform(Playground playground, Screen screen, Runnable unhappy) throws Exception;
    }

    /** For a main, before anything else. */
    public static void prepareProcess() {
        // The mock's HTTP server would make a folder for files that it never serves, and kill -9 would leave it.
        System.setProperty("vertx.disableFileCPResolving", "true");
        // And it announces each request.
        Logger.getLogger("").setLevel(Level.WARNING);
    }

    /** Herald's tree. */
    public Path tree() {
        return root.toAbsolutePath().normalize();
    }

    /**
     * Opens the playground, acts, and leaves nothing, but for a kill -9 on a cluster.
     *
     * @param name of the program
     * @param builds of the worker that can be rolled out there
     * @return the exit code
     */
    public int run(String name, Set<WorkerBuild> builds, Act act) throws IOException {
        boolean terminal = System.console() != null && System.console().isTerminal()
                && System.getenv("NO_COLOR") == null;
        try (var screen = new Screen(System.out, terminal)) {
            Runtime.getRuntime().addShutdownHook(new Thread(screen::silence));
            var session = new Session(name, tree(), screen);
            return kubeconfig == null
                    ? runHere(name, builds, session, screen, act)
                    : runOnCluster(name, builds, session, screen, act);
        }
    }

    private int runHere(String name, Set<WorkerBuild> builds, Session session, Screen screen, Act act)
            throws IOException {
        try (var sandbox = Sandbox.open(name)) {
            screen.text(screen.bold("Herald")
                    + " on this machine: real Kafka, SMTP and HTTP; pods are local processes\n");
            screen.progress(() -> "starting Kafka, the API server, the operator and two sinks");
            return session.run(
                    () -> LocalPlayground.open(sandbox, tree(), apiServer, builds, Clock.systemUTC()), act,
                    sandbox::isClosed, folder -> copyLogs(sandbox, folder));
        }
    }

    private int runOnCluster(String name, Set<WorkerBuild> builds, Session session, Screen screen, Act act)
            throws IOException {
        if (!Files.isReadable(kubeconfig)) {
            System.err.println("--kubeconfig: cannot read " + kubeconfig);
            return CommandLine.ExitCode.USAGE;
        }
        var file = kubeconfig.toAbsolutePath().normalize();
        var interrupted = new AtomicBoolean();
        try (var playground = new ClusterPlayground(file, tree(), registry + "/", "herald-" + name, builds)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                interrupted.set(true);
                playground.close();
            }));
            screen.text(screen.bold("Herald") + " on the cluster " + playground.client().getMasterUrl() + "\n");
            screen.progress(() -> "starting Kafka, the operator, two sinks and a shop");
            return session.run(() -> {
                playground.start();
                return playground;
            }, act, interrupted::get, playground::keepLogs);
        }
    }

    private static void copyLogs(Sandbox sandbox, Path folder) {
        try (var logs = Files.walk(sandbox.folder(), 2)) {
            for (var log : logs.filter(file -> file.toString().endsWith(".log") && Files.isRegularFile(file))
                    .toList()) {
                Files.copy(log, folder.resolve(log.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
