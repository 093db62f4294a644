package dev.herald.worker;

import dev.herald.worker.config.ConfigurationException;
import dev.herald.worker.config.Identity;
import dev.herald.worker.config.LiveConfig;
import dev.herald.worker.config.WorkerConfig;
import dev.herald.worker.ingest.IngestRole;
import dev.herald.worker.probe.ProbeRole;
import dev.herald.worker.probe.Side;
import dev.herald.worker.replay.ReplayRole;
import dev.herald.worker.send.SendRole;
import dev.herald.worker.status.StatusRole;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One worker process: reads what it is given, takes its role, and ends with a documented code. */
@Command(name = "worker", mixinStandardHelpOptions = true, version = "herald worker 0.1.0", description = "A worker of Herald. Environment: POD_NAME, POD_NAMESPACE, POD_IP, HERALD_PORT (8080).", exitCodeListHeading = "Exit codes:%n", exitCodeList = {
        "0:done", "64:the configuration is wrong; a second try will not help",
        "70:a defect"}, exitCodeOnInvalidInput = ExitCode.CONFIGURATION, exitCodeOnExecutionException = ExitCode.DEFECT)
public final class Worker implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    /** The roles of a worker, as they are named on the command line. */
    public enum RoleName {
        ingest, send, status, replay, probe
    }

    private final Map<String, String> environment;

    @Parameters(paramLabel = "ROLE", description = "One of: ${COMPLETION-CANDIDATES}")
    private RoleName role;

    @Option(names = "--config", required = true, paramLabel = "DIR", description = "Holds worker.json")
    private Path config;

    @Option(names = "--live", required = true, paramLabel = "DIR", description = "Holds live.json, which may change at any time")
    private Path live;

    @Option(names = "--credentials", paramLabel = "DIR", description = "Holds the keys of the role's Secret, one file each")
    private Optional<Path> credentials;

    @Option(names = "--probe", paramLabel = "DIR", description = "Role probe: the folder that both sides share")
    private Optional<Path> probe;

    @Option(names = "--side", paramLabel = "SIDE", description = "Role probe: which image this is, one of: ${COMPLETION-CANDIDATES}")
    private Optional<Side> side;

    private Worker(Map<String, String> environment) {
        this.environment = environment;
    }

    public static void main(String[] arguments) {
        System.exit(run(System.getenv(), arguments));
    }

    /** Returns the exit code when the role has ended. */
    static int run(Map<String, String> environment, String... arguments) {
        return new CommandLine(new Worker(environment)).execute(arguments);
    }

    @Override
    public Integer call() throws InterruptedException {
        var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (var memory = new JvmGcMetrics();
                LiveConfig settings = LiveConfig.open(live, metrics)) {
            memory.bindTo(metrics);
            new JvmMemoryMetrics().bindTo(metrics);
            new ProcessorMetrics().bindTo(metrics);
            return run(new Workplace(WorkerConfig.read(config), settings, Identity.from(environment), credentials,
                    metrics));
        } catch (ConfigurationException e) {
            log.atError().addKeyValue("error", e.getMessage()).log("the configuration is wrong");
            return ExitCode.CONFIGURATION;
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("a defect");
            return ExitCode.DEFECT;
        }
    }

    private int run(Workplace workplace) throws InterruptedException {
        Role work = take(workplace);
        // SIGTERM: the JVM runs this beside the main thread, and ends when it returns.
        Thread leave = Thread.ofPlatform().name("leave").unstarted(() -> {
            log.atInfo().addKeyValue("role", role).log("asked to leave");
            work.close();
            log.atInfo().addKeyValue("role", role).log("left");
        });
        Runtime.getRuntime().addShutdownHook(leave);
        log.atInfo()
                .addKeyValue("role", role)
                .addKeyValue("pipeline", workplace.config().pipeline())
                .addKeyValue("revision", workplace.config().revision())
                .log("begins");
        work.start();
        try {
            return work.ended().toCompletableFuture().get();
        } catch (ExecutionException e) {
            log.atError().setCause(e.getCause()).log("a defect");
            return ExitCode.DEFECT;
        }
    }

    private Role take(Workplace workplace) {
        return switch (role) {
            case ingest -> new IngestRole(workplace, InstantSource.system());
            case send -> new SendRole(workplace);
            case status -> new StatusRole(workplace, InstantSource.system());
            case replay -> new ReplayRole(workplace, InstantSource.system());
            case probe -> ProbeRole.of(workplace, option("--probe", probe), option("--side", side),
                    InstantSource.system());
        };
    }

    private static <T> T option(String name, Optional<T> given) {
        return given.orElseThrow(() -> new ConfigurationException(name + " is missing: the role probe needs it"));
    }
}
