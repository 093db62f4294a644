package dev.herald.operator.mock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.operator.cluster.Executor;
import dev.herald.operator.cluster.Surroundings;
import dev.herald.operator.metrics.OperatorMetrics;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.report.Report;
import dev.herald.operator.report.ReportReader;
import dev.herald.operator.report.Sighting;
import dev.herald.operator.report.Sightings;
import dev.herald.operator.resource.RawChannel;
import dev.herald.operator.resource.RawPipeline;
import dev.herald.operator.resource.RawReplayJob;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The three reconcilers on an API server in memory, run by the test, one after the other and in one thread: what happens is the same every time. Reports are what the
 * test says, and time is what it says.
 */
public final class Rig implements AutoCloseable {
    private static final int ENOUGH = 50;

    private final MockCluster cluster = new MockCluster();
    private final FakeWorkloads workloads = new FakeWorkloads(cluster.client(), "127.0.0.9");
    private final Snapshot snapshot = new Snapshot();
    private final OperatorMetrics metrics = new OperatorMetrics();
    private final ReportReader reader = new ReportReader(Duration.ofSeconds(1));
    private Instant now = Instant.parse("2026-11-23T08:30:00Z");
    private Sighting sighting = new Sighting.Pending("The status worker has not reported yet.");
    private int writes;
    private int crashAt = Integer.MAX_VALUE;
    private int interruptAt = Integer.MAX_VALUE;
    private Second interrupter;
    private Reconcilers reconcilers = start(snapshot, this::first);

    /** A client of the cluster. */
    public KubernetesClient client() {
        return cluster.client();
    }

    /** The Deployments' pods. */
    public FakeWorkloads workloads() {
        return workloads;
    }

    /** Stores what stands in YAML. */
    public GenericKubernetesResource create(String yaml) {
        return cluster.create(yaml);
    }

    /** The status worker says this from now on. */
    public void say(String members) {
        sighting = new Sighting.Fresh(report(members), true);
    }

    /** This is what is known of the report. */
    public void see(Sighting seen) {
        sighting = seen;
    }

    /** A report with these members. */
    public Report report(String members) {
        try {
            return reader.parse("{\"v\": 1, \"instance\": \"fake\", \"sequence\": 7, %s}".formatted(members)
                    .getBytes(StandardCharsets.UTF_8));
        } catch (ReportReader.UnreadableReport wrong) {
            throw new AssertionError(wrong);
        }
    }

    /** Time passes. */
    public void pass(Duration duration) {
        now = now.plus(duration);
    }

    /** How many writes the operator has done. */
    public int writes() {
        return writes;
    }

    /** Instead of the write of that number the operator dies; it is started again and knows nothing. */
    public void crashAt(int write) {
        crashAt = write;
    }

    /** Right before the write of that number, which has been decided, the second operator does all it finds to do. */
    public void interruptAt(int write, Second second) {
        interruptAt = write;
        interrupter = second;
    }

    /** A new operator, which knows nothing. */
    public void restart() {
        reconcilers = start(snapshot, this::first);
    }

    /** A second operator beside the first, with caches of its own. */
    public Second second() {
        return new Second();
    }

    /** Lets everybody work until nobody has anything left to do. */
    public void settle() {
        for (int i = 0; i < ENOUGH; i++) {
            int before = writes;
            workloads.settle();
            try {
                runOnce();
            } catch (Crash crash) {
                crashAt = Integer.MAX_VALUE;
                restart();
                continue;
            }
            if (writes == before) {
                return;
            }
        }
        throw new AssertionError("the operator writes for ever");
    }

    /** The same with two operators that run at once. */
    public void settle(Second second) {
        for (int i = 0; i < ENOUGH; i++) {
            int before = writes + second.writes;
            workloads.settle();
            runBoth(second);
            if (writes + second.writes == before) {
                return;
            }
        }
        throw new AssertionError("the two write for ever");
    }

    /** One run of all reconcilers, without anybody else's doing. */
    public void runOnce() {
        snapshot.look(client());
        reconcilers.runAll();
    }

    /** One run of all reconcilers of both, after both have looked: the second decides by what was there before the first wrote. */
    public void runBoth(Second second) {
        snapshot.look(client());
        second.snapshot.look(client());
        reconcilers.runAll();
        second.reconcilers.runAll();
    }

    /** The status of a resource. */
    public <R extends CustomResource<JsonNode, JsonNode>> JsonNode status(Class<R> kind, String name) {
        R resource = client().resources(kind).inNamespace("shop").withName(name).get();
        return resource == null || resource.getStatus() == null ? Json.object() : resource.getStatus();
    }

    /** A condition, as {@code status/reason}. */
    public <R extends CustomResource<JsonNode, JsonNode>> String condition(Class<R> kind, String name, String type) {
        return status(kind, name).path("conditions")
                .valueStream()
                .filter(condition -> condition.path("type").asText().equals(type))
                .map(condition -> condition.path("status").asText() + "/" + condition.path("reason").asText())
                .findFirst()
                .orElse("absent");
    }

    /** The message of a condition. */
    public <R extends CustomResource<JsonNode, JsonNode>> String message(Class<R> kind, String name, String type) {
        return status(kind, name).path("conditions")
                .valueStream()
                .filter(condition -> condition.path("type").asText().equals(type))
                .map(condition -> condition.path("message").asText())
                .findFirst()
                .orElse("");
    }

    /** All that the operator makes and says, but for what the API server makes up. */
    public Map<String, String> everything() {
        Map<String, String> all = new TreeMap<>();
        Stream.of(RawPipeline.class, RawChannel.class, RawReplayJob.class, Deployment.class, Service.class,
                ConfigMap.class, Job.class, Event.class)
                .flatMap(kind -> client().resources(kind.asSubclass(HasMetadata.class))
                        .inAnyNamespace()
                        .list()
                        .getItems()
                        .stream())
                .forEach(object -> all.put(object.getKind() + " " + object.getMetadata().getName(), content(object)));
        return all;
    }

    @Override
    public void close() {
        metrics.close();
        reader.close();
        cluster.close();
    }

    private static String content(HasMetadata object) {
        ObjectNode tree = (ObjectNode) Json.tree(object);
        tree.withObject("/metadata").remove(List.of("uid", "resourceVersion", "creationTimestamp", "generation"));
        if (tree.path("metadata").path("annotations") instanceof ObjectNode annotations) {
            // A hash with the owner in it.
            annotations.remove(Labels.APPLIED);
        }
        tree.findParents("uid").forEach(parent -> ((ObjectNode) parent).remove("uid"));
        return Json.canonical(tree).replaceAll("-replay-[0-9a-f]{8}", "-replay-UID");
    }

    private void first() {
        if (++writes == crashAt) {
            throw new Crash();
        }
        if (writes == interruptAt) {
            interrupter.doAll();
        }
    }

    private Reconcilers start(Snapshot view, Runnable beforeWrite) {
        Sightings sightings = new Sightings() {
            @Override
            public Sighting of(String namespace, String pipeline) {
                return sighting;
            }

            @Override
            public void forget(String namespace, String pipeline) {
                // nothing is fetched
            }
        };
        Executor executor = new Executor(client(), (verb, kind) -> beforeWrite.run());
        return new Reconcilers(view, new Surroundings(view, sightings, executor, () -> now, metrics));
    }

    /** An operator that shares nothing with the first but the cluster, the report and the time. */
    public final class Second {
        private final Snapshot snapshot = new Snapshot();
        private int writes;
        private final Reconcilers reconcilers = start(snapshot, () -> writes++);

        /** How many writes it has done. */
        public int writes() {
            return writes;
        }

        private void doAll() {
            for (int i = 0; i < ENOUGH; i++) {
                int before = writes;
                workloads.settle();
                snapshot.look(client());
                reconcilers.runAll();
                if (writes == before) {
                    return;
                }
            }
            throw new AssertionError("the second operator writes for ever");
        }
    }

    /** The process is gone. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1;

        Crash() {
            super(null, null, false, false);
        }
    }
}
