package dev.herald.e2e.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

import dev.herald.e2e.fault.WorkerBuild;
import dev.herald.e2e.sink.Behaviour;
import dev.herald.e2e.sink.Deliveries.Delivery;

/**
 * D7, after C1: nobody measures any more, in the middle of a ramp. What cannot be told is Unknown and an alarm: nothing is taken back, nothing is
 * scaled, nothing is replayed, and the ramp stays where it is. What failed meanwhile is found afterwards.
 */
final class MetricsGone implements Drill {
    private static final Duration GOAL = Duration.ofSeconds(60);
    /** A report that moves every 10 s is stale after 30 s, and noDataFor is 10 s; the operator looks again every 30 s at least. */
    private static final Duration ALARM = Duration.ofSeconds(70);
    /** Over long before the alarm, if it were not held. */
    private static final Duration STEP = Duration.ofSeconds(45);
    /** Times of a ledger are in whole seconds. */
    private static final Duration BLUR = Duration.ofSeconds(2);
    private static final int FAILURES = 20;
    /** Half of them go over to the other image. */
    private static final int SENDERS = 2;

    @Override
    public String about() {
        return "nobody measures any more, in the middle of a ramp (C1)";
    }

    @Override
    public Set<WorkerBuild> builds() {
        return Set.of(WorkerBuild.OTHER);
    }

    @Override
    public void run(Rehearsal rehearsal, Figures figures) throws Exception {
        rehearsal.begin(Optional.empty());
        ramp(rehearsal);
        var since = Instant.now();
        try (var silence = rehearsal.playground().silenceStatusWorker()) {
            rehearsal.step("metrics are gone", "the status worker gives no answer");
            fail(rehearsal);
            alarm(rehearsal, figures, since);
            held(rehearsal, figures, since);
        }
        back(rehearsal, figures);
        rehearsal.count(rehearsal.end(), figures);
    }

    private static void ramp(Rehearsal rehearsal) throws InterruptedException {
        var image = rehearsal.image(WorkerBuild.OTHER);
        rehearsal.pipeline().scale("email", SENDERS);
        rehearsal.pipeline()
                .change("""
                        {"failurePolicy": {"noDataFor": "10s"}, "rollout": {"steps": [50], "stepDuration": "%ds"},
                         "worker": {"image": "%s"}}""".formatted(STEP.toSeconds(), image));
        rehearsal.await("senders of both images to share the partitions, and nobody to be left over", Rehearsal.ROLLOUT,
                seen -> seen.sharesAll(image) && seen.replicas("email") == SENDERS);
        rehearsal.step("a ramp is under way", rehearsal.pipeline().revisions());
    }

    /** Nobody is there to see it. */
    private static void fail(Rehearsal rehearsal) throws InterruptedException {
        rehearsal.playground().mail().behave(Behaviour.refusingAttachments(552, "5.3.4 attachments are refused"));
        if (!rehearsal.deliveries().await(is -> is.refused().size() >= FAILURES, Figures.patience(GOAL))) {
            throw new IllegalStateException(
                    "waited " + Figures.patience(GOAL).toSeconds() + " s for " + FAILURES + " mails to be refused");
        }
        rehearsal.playground().mail().heal();
        rehearsal.step("mail fails, and heals", "those with an attachment were refused; nobody has seen it");
    }

    private static void alarm(Rehearsal rehearsal, Figures figures, Instant since) {
        rehearsal.pipeline().awaitCondition("DeliveryHealthy", "Unknown NoData", Figures.patience(ALARM));
        figures.within("from the last report to the alarm", ALARM, Duration.between(since, Instant.now()));
        rehearsal.step("alarm", "DeliveryHealthy is " + rehearsal.pipeline().condition("DeliveryHealthy"));
        figures.holds("MetricsAvailable is not True",
                !rehearsal.pipeline().condition("MetricsAvailable").startsWith("True"),
                rehearsal.pipeline().condition("MetricsAvailable"));
    }

    private static void held(Rehearsal rehearsal, Figures figures, Instant since) throws InterruptedException {
        var over = since.plus(STEP).plus(BLUR);
        Thread.sleep(Duration.between(Instant.now(), over).isPositive()
                ? Duration.between(Instant.now(), over)
                : Duration.ZERO);
        rehearsal.step("nothing was done", rehearsal.pipeline().revisions());
        figures.exactly("Events that tell it", 1, rehearsal.pipeline().events("NoData"));
        figures.exactly("times partitions changed hands meanwhile", 0, rehearsal.witness().reassignedSince(since));
        figures.exactly("times senders were scaled meanwhile", 0, rehearsal.witness().rescaledSince(since));
        figures.exactly("replays that were made meanwhile", 0, rehearsal.pipeline().replays().size());
        figures.holds("nothing was rolled back",
                rehearsal.witness().reached("Rejected", rehearsal.image(WorkerBuild.OTHER)).isEmpty(),
                rehearsal.pipeline().revisions());
    }

    private static void back(Rehearsal rehearsal, Figures figures) {
        var again = Instant.now();
        rehearsal.pipeline().awaitCondition("MetricsAvailable", "True", Figures.patience(GOAL));
        figures.within("from the end of the silence to a report", GOAL, Duration.between(again, Instant.now()));
        rehearsal.step("metrics are back", "DeliveryHealthy is " + rehearsal.pipeline().condition("DeliveryHealthy"));
        rehearsal.pipeline().awaitRepaired(Rehearsal.ROLLOUT);
        rehearsal.step("repaired", "incidents are closed, replays are over");

        var refused = rehearsal.deliveries().all().stream().filter(delivery -> !delivery.accepted()).toList();
        var first = refused.stream().map(delivery -> delivery.arrival().at()).min(Instant::compareTo).orElseThrow();
        var incidents = rehearsal.pipeline().incidents();
        figures.exactly("incidents, of what failed while nobody measured", 1, incidents.size());
        figures.within("its onset, from the first failure at the sink", BLUR,
                Duration.between(first, incidents.getFirst().onset()).abs());
        figures.exactly("messages it counts", refused.stream().map(MetricsGone::unit).distinct().count(),
                incidents.getFirst().affected());
        figures.exactly("messages its replay sent", incidents.getFirst().affected(),
                Repairs.of(rehearsal.pipeline().replays()).sent());
    }

    private static Object unit(Delivery delivery) {
        return delivery.arrival().unit();
    }
}
