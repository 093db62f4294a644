package dev.herald.e2e.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.herald.api.v1alpha1.FailurePolicy;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.Incident;
import dev.herald.e2e.broker.StoredRecord;
import dev.herald.e2e.fault.WorkerBuild;
import dev.herald.e2e.shop.Order;
import dev.herald.e2e.sink.Arrival;

/**
 * D1, after H1 and C12: a release that breaks mail with attachments. The probe stops one that loses them in silence; with the probe off, one
 * that cannot decode them is noticed and rolled back, and what it put into quarantine is delivered by itself.
 */
final class FormatBreak implements Drill {
    private static final Duration GOAL = Duration.ofSeconds(60);

    @Override
    public String about() {
        return "a release that breaks mail with attachments (H1, C12)";
    }

    @Override
    public Set<WorkerBuild> builds() {
        return Set.of(WorkerBuild.NO_ATTACHMENTS, WorkerBuild.ATTACHMENTS_BROKEN);
    }

    @Override
    public void run(Rehearsal rehearsal, Figures figures) throws Exception {
        rehearsal.begin(Optional.empty());
        stoppedByTheProbe(rehearsal, figures);
        rolledBack(rehearsal, figures);

        var quarantined = rehearsal.records(Pipeline.QUARANTINE);
        var repairs = Repairs.of(rehearsal.pipeline().replays());
        var tally = rehearsal.end();
        figures.atLeast("messages that went to quarantine", 1, units(quarantined).size());
        figures.exactly("of these, messages without an attachment", 0,
                quarantined.stream().filter(record -> !order(record).hasInvoice()).count());
        figures.exactly("of these, replayed", units(quarantined).size(), repairs.matched());
        figures.exactly("of these, sent by the replay", units(quarantined).size(), repairs.sent());
        figures.exactly("of these, delivered at the sink", units(quarantined).size(),
                units(quarantined).stream().filter(rehearsal.deliveries().accepted()::contains).count());
        figures.exactly("with an attachment, acknowledged and neither delivered nor quarantined", 0,
                away(rehearsal, quarantined));
        rehearsal.count(tally, figures);
    }

    private static void stoppedByTheProbe(Rehearsal rehearsal, Figures figures) {
        var image = rehearsal.image(WorkerBuild.NO_ATTACHMENTS);
        rehearsal.step("a bad image", image + " loses attachments without an error");
        rehearsal.pipeline().roll(image);
        var rejected = rehearsal.pipeline().await(image, "Rejected", Rehearsal.ROLLOUT);
        rehearsal.step("it is Rejected", rejected.message());
        figures.holds("the status names the field", rejected.message().contains("attachments"), rejected.message());
        figures.exactly("times it was given partitions", 0, rehearsal.witness().timesGiven(image));
        figures.exactly("worker pods of it", 0, rehearsal.witness().workersOf(image));
    }

    private static void rolledBack(Rehearsal rehearsal, Figures figures) throws InterruptedException {
        var image = rehearsal.image(WorkerBuild.ATTACHMENTS_BROKEN);
        rehearsal.step("another, unprobed", image + " cannot decode messages with attachments");
        rehearsal.pipeline()
                .change("{\"rollout\": {\"probe\": \"Disabled\"}, \"worker\": {\"image\": \"" + image + "\"}}");
        var rejected = rehearsal.pipeline().await(image, "Rejected", Rehearsal.ROLLOUT);
        rehearsal.step("it is Rejected", rejected.message());
        rehearsal.await("its partitions to be taken away", Figures.patience(GOAL),
                seen -> seen.lastTaken(image).isPresent());
        rehearsal.pipeline().awaitRepaired(Rehearsal.ROLLOUT);
        rehearsal.step("repaired", "incidents are closed, replays are over");

        var incidents = rehearsal.pipeline()
                .incidents()
                .stream()
                .filter(one -> one.measure() == FailurePolicy.Measure.UndecodableCount)
                .toList();
        var onset = earliest(incidents.stream().map(Incident::onset).toList());
        var detected = earliest(incidents.stream().map(Incident::detected).toList());
        figures.within("from the first failing message to the incident", GOAL, Duration.between(onset, detected));
        figures.within("from the incident to the rollback", GOAL,
                Duration.between(detected, rehearsal.witness().lastTaken(image).orElseThrow()));
    }

    /** Accepted by the ingest, and nowhere to be found: what H1 lost. */
    private static long away(Rehearsal rehearsal, List<StoredRecord> quarantined) {
        var held = units(quarantined);
        return rehearsal.accepted()
                .stream()
                .filter(Order::hasInvoice)
                .flatMap(order -> order.units().stream())
                .filter(unit -> !held.contains(unit) && !rehearsal.deliveries().accepted().contains(unit))
                .count();
    }

    private static Set<Arrival.Unit> units(List<StoredRecord> quarantined) {
        return quarantined.stream()
                .flatMap(record -> order(record).units()
                        .stream()
                        .filter(unit -> unit.channel().equals(record.quarantinedFor())))
                .collect(Collectors.toSet());
    }

    private static Order order(StoredRecord record) {
        return Order.of(record.event());
    }

    private static Instant earliest(List<Instant> times) {
        return times.stream()
                .min(Instant::compareTo)
                .orElseThrow(() -> new IllegalStateException("no incident of rule undecodable was raised"));
    }
}
