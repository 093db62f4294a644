package dev.herald.e2e.drill;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import dev.herald.e2e.bulk.BulkCounts;
import dev.herald.e2e.bulk.BulkMessage;
import dev.herald.e2e.drill.ScalingCourse.Said;
import dev.herald.e2e.fault.WorkerBuild;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;

/**
 * D5, after C6, C9, C13, C16 and C21: very many messages at once, and people who added workers by hand, hours late. The operator adds them, to what the
 * provider's limit can use and no further, says when it will be over, and takes them away again.
 */
final class Burst implements Drill {
    private static final Duration LATENCY = Duration.ofMillis(200);
    private static final Duration SIZED = Duration.ofSeconds(60);
    private static final Duration DOWN = Duration.ofSeconds(180);
    /** Within so many seconds the limit lets all of it through. */
    private static final int SECONDS = 250;
    private static final int SLOWEST = 40;
    private static final int FASTEST = 400;
    /** So many senders would use the limit up, if claiming and noting took no time. */
    private static final int NEEDED = 5;
    private static final int PARTITIONS = 12;
    /** The part of the limit that counts as all of it. */
    private static final double USED = 0.9;
    private static final double MILLIS = 1000;

    @Override
    public String about() {
        return "a burst of very many messages: senders are added up to the provider's limit (C6, C9, C13, C16, C21)";
    }

    @Override
    public Set<WorkerBuild> builds() {
        return Set.of();
    }

    @Override
    public int messages() {
        return 100_000;
    }

    @Override
    public void run(Rehearsal rehearsal, Figures figures) throws Exception {
        int messages = rehearsal.messages();
        int limit = Math.clamp(messages / SECONDS, SLOWEST, FASTEST);
        var playground = rehearsal.playground();
        rehearsal.pipeline().apply(List.of(pipeline(limit), channel(limit)));
        var bulk = playground.bulk(Pipeline.NAME);
        bulk.begin(messages);
        bulk.answerAfter(LATENCY);
        var steps = new CopyOnWriteArrayList<Step>();
        try (var course = new ScalingCourse(playground.client(), playground.namespace(), BulkMessage.CHANNEL,
                Clock.systemUTC(), said -> {
                    steps.add(new Step(said, bulk.counts().arrivals()));
                    rehearsal.step("senders: " + said.replicas(), said.scaling().reason());
                })) {
            rehearsal.moving(() -> told(bulk.counts(), course));
            course.await("the operator to decide by what is measured", Figures.patience(SIZED),
                    said -> said.scaling().reason().contains("idle"));

            var since = Instant.now();
            bulk.post(messages);
            rehearsal.step("a burst", String.format(Locale.ROOT,
                    "%,d messages at once; the provider takes %d a second, each within %d ms", messages, limit,
                    LATENCY.toMillis()));
            var sized = course.await("senders to be added", Figures.patience(SIZED), said -> said.replicas() > 1);
            figures.within("from the burst to more senders", SIZED, Duration.between(since, sized.at()));
            rehearsal.await("all messages to have arrived",
                    Duration.ofSeconds(3L * messages / limit).plus(Figures.patience(SIZED)),
                    () -> bulk.counts().accepted() >= messages);
            var gone = Instant.now();
            rehearsal.step("all have arrived", told(bulk.counts(), course));
            var down = course.await("senders to be taken away", Figures.patience(DOWN),
                    said -> said.at().isAfter(gone) && said.replicas() == 1);
            figures.exactly("senders added though those there used the limit up", 0, wasteful(steps, limit));
            count(figures, bulk.counts(), course, messages, limit, since, gone, down);
        }
    }

    /** @param arrivals at the endpoint by then */
    private record Step(Said said, long arrivals) {}

    /** On a slow machine each does less, and more of them are needed; never once those there send all that the limit lets through. */
    private static long wasteful(List<Step> steps, int limit) {
        return IntStream.range(1, steps.size())
                .filter(i -> steps.get(i).said().replicas() > steps.get(i - 1).said().replicas())
                .filter(i -> perSecond(steps.get(i - 1), steps.get(i)) >= USED * limit)
                .count();
    }

    private static double perSecond(Step from, Step to) {
        double seconds = Duration.between(from.said().at(), to.said().at()).toMillis() / MILLIS;
        return (to.arrivals() - from.arrivals()) / seconds;
    }

    private static GenericKubernetesResource pipeline(int limit) {
        var pipeline = Pipeline.manifest(Optional.empty());
        var spec = pipeline.<Map<String, Object>>get("spec");
        spec.put("ingest", Map.of("mode", "Disabled"));
        spec.put("worker", Map.of("concurrency", concurrency(limit)));
        pipeline.<Map<String, Object>>get("spec", "eventLog").put("partitions", PARTITIONS);
        spec.put("scaling",
                Map.of("behavior", Map.of("scaleDown", Map.of("stabilizationWindowSeconds", 15))));
        return pipeline;
    }

    /** Slots of one sender, so that {@value #NEEDED} would be enough for the limit if a slot were taken for as long as the provider takes. */
    private static int concurrency(int limit) {
        return (int) Math.ceil(limit * LATENCY.toMillis() / MILLIS / NEEDED);
    }

    private static GenericKubernetesResource channel(int limit) {
        var channel = Pipeline.manifest("bulk.yaml");
        channel.<Map<String, Object>>get("spec").remove("replicas");
        List<Map<String, Object>> providers = channel.get("spec", "providers");
        providers.getFirst().put("rateLimit", Map.of("account", "bulk", "perSecond", limit));
        return channel;
    }

    private static void count(Figures figures, BulkCounts counts, ScalingCourse course, int messages, int limit,
            Instant since, Instant gone, Said down) {
        var took = Duration.between(since, gone);
        figures.within("from the burst until all of it had arrived", Duration.ofSeconds(messages / limit).plus(SIZED),
                took);
        figures.atLeast("senders at most, for the provider's limit to be used", NEEDED - 1, course.most());
        figures.atMost("changes of direction", 2, course.turns());
        figures.within("from then until there was one sender again", DOWN, Duration.between(gone, down.at()));
        var promised = course.promised(course.most());
        figures.holds("when it would be over was told", promised.isPresent(), "it was not");
        promised.ifPresent(told -> figures.within("by how much that was off", took.dividedBy(4),
                Duration.between(told, gone).abs()));
        // What was sent before the 10 s may arrive within them, if the machine is slow: at most what all senders have under way.
        figures.atMost("requests within 10 s, of which the limit is " + limit + " a second and a tenth more at once",
                10L * limit + limit / 10 + concurrency(limit) * course.most(), counts.busiest());
        figures.exactly("delivered, of all that were written", messages, counts.accepted());
        figures.exactly("delivered twice, by Herald-Message", 0, counts.twice());
        figures.exactly("sent twice, by Herald-Claim", 0, counts.sameClaim());
        figures.exactly("requests at the endpoint", messages, counts.arrivals());
    }

    private static String told(BulkCounts counts, ScalingCourse course) {
        return String.format(Locale.ROOT, "%,d arrived · %s", counts.arrivals(),
                course.last().map(said -> said.scaling().reason()).orElse(""));
    }
}
