package dev.herald.e2e.drill;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.herald.e2e.fault.WorkerBuild;
import dev.herald.e2e.playground.Waiting;
import dev.herald.e2e.shop.Order;
import dev.herald.e2e.sink.Arrival;

/**
 * D6, after C10, C14, C19 and C24: messages are sent, and their status is stuck. Sending is unaffected, the alarm is raised, the stream catches up by
 * itself, and what a reader lost is published once more without a single call of a provider.
 */
final class StuckStatusStream implements Drill {
    private static final Duration READY = Duration.ofSeconds(180);
    private static final Duration OBJECTIVE = Duration.ofSeconds(5);
    private static final Duration GOAL = Duration.ofSeconds(60);
    /** What was accepted by then is to be at a sink by now. */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(500);

    @Override
    public String about() {
        return "messages are sent, and their status is stuck (C10, C14, C19, C24)";
    }

    @Override
    public Set<WorkerBuild> builds() {
        return Set.of();
    }

    /** They flow for as long as it lasts, and that is not long. */
    @Override
    public int messages() {
        return 300;
    }

    @Override
    public void run(Rehearsal rehearsal, Figures figures) throws Exception {
        var from = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        rehearsal.begin(Optional.empty());
        rehearsal.pipeline().change("{\"statusStream\": {\"lagObjective\": \"" + OBJECTIVE.toSeconds() + "s\"}}");
        rehearsal.pipeline().awaitCondition("StatusCurrent", "True StatusPublished", READY);
        jammed(rehearsal, figures);
        caughtUp(rehearsal, figures);

        var tally = rehearsal.end();
        var orders = rehearsal.accepted();
        awaitPublished(rehearsal, orders);
        rehydrated(rehearsal, figures, orders, from);
        rehearsal.count(tally, figures);
    }

    private static void jammed(Rehearsal rehearsal, Figures figures) throws InterruptedException {
        var since = Instant.now();
        int before = rehearsal.deliveries().all().size();
        rehearsal.playground().configure(StatusEvents.TOPIC, "max.message.bytes", "1");
        rehearsal.step("the stream is stuck", StatusEvents.TOPIC + " takes no record");
        rehearsal.pipeline().awaitCondition("StatusCurrent", "False StatusLate", Figures.patience(GOAL));
        figures.within("from the jam to the alarm", GOAL.plus(OBJECTIVE), Duration.between(since, Instant.now()));
        rehearsal.step("alarm", rehearsal.pipeline().conditionMessage("StatusCurrent"));
        figures.atLeast("Events that tell it", 1, rehearsal.pipeline().events("StatusLate"));

        var accepted = units(rehearsal.accepted());
        var now = Instant.now();
        boolean all = rehearsal.deliveries().await(is -> is.accepted().containsAll(accepted), Figures.patience(GOAL));
        figures.within("meanwhile, from the ingest to the sinks at most", ON_THE_WAY,
                Duration.between(now, Instant.now()));
        figures.holds("meanwhile, all that was accepted was delivered", all, "after " + GOAL.toSeconds() + " s");
        figures.atLeast("messages sent meanwhile", 50, rehearsal.deliveries().all().size() - before);
    }

    private static void caughtUp(Rehearsal rehearsal, Figures figures) throws InterruptedException {
        rehearsal.playground().configure(StatusEvents.TOPIC, "max.message.bytes", "");
        var since = Instant.now();
        var behind = rehearsal.accepted();
        rehearsal.step("the jam is lifted", behind.size() + " orders so far");
        rehearsal.pipeline().awaitCondition("StatusCurrent", "True StatusPublished", Figures.patience(GOAL));
        awaitPublished(rehearsal, behind);
        figures.within("from the end of the jam until all of it is published", GOAL,
                Duration.between(since, Instant.now()));
        rehearsal.step("it has caught up by itself", rehearsal.pipeline().conditionMessage("StatusCurrent"));
    }

    private static void rehydrated(Rehearsal rehearsal, Figures figures, Collection<Order> orders, Instant from)
            throws InterruptedException {
        var units = units(orders);
        figures.exactly("messages whose last status is that they were taken", units.size(),
                published(rehearsal).size());

        int calls = rehearsal.deliveries().all().size();
        rehearsal.pipeline().replay("""
                apiVersion: herald.dev/v1alpha1
                kind: ReplayJob
                metadata:
                  name: again
                spec:
                  pipelineRef:
                    name: orders
                  mode: Rehydrate
                  window:
                    from: %s
                """.formatted(from));
        rehearsal.step("rehydration", "ReplayJob again, of all that was accepted since " + from);
        new Waiting(rehearsal.playground()).resource("ReplayJob", "again", "the ReplayJob to be over",
                Figures.patience(GOAL),
                job -> ReplayStatus.of(job).isOver());
        var replay = rehearsal.pipeline().replay().orElseThrow();
        rehearsal.step("it is over", replay.toString());
        figures.exactly("calls of providers for it", 0, rehearsal.deliveries().all().size() - calls);
        figures.exactly("messages it matched", units.size(), replay.count("matched"));
        figures.exactly("of these, their status was published once more", units.size(),
                StatusEvents.rehydrated(rehearsal.playground().texts(StatusEvents.TOPIC))
                        .accepted(rehearsal.records(Pipeline.NAME))
                        .size());
    }

    private static void awaitPublished(Rehearsal rehearsal, Collection<Order> orders) throws InterruptedException {
        var units = units(orders);
        long deadline = System.nanoTime() + Figures.patience(GOAL).toNanos();
        while (true) {
            var published = published(rehearsal);
            if (published.containsAll(units)) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited " + Figures.patience(GOAL).toSeconds() + " s for the status of "
                        + units.size() + " messages, and found that of " + published.size() + "; StatusCurrent is "
                        + rehearsal.pipeline().condition("StatusCurrent"));
            }
            Thread.sleep(POLL);
        }
    }

    private static Set<Arrival.Unit> published(Rehearsal rehearsal) {
        return StatusEvents.of(rehearsal.playground().texts(StatusEvents.TOPIC))
                .accepted(rehearsal.records(Pipeline.NAME));
    }

    private static Set<Arrival.Unit> units(Collection<Order> orders) {
        return List.copyOf(orders).stream().flatMap(order -> order.units().stream()).collect(Collectors.toSet());
    }
}
