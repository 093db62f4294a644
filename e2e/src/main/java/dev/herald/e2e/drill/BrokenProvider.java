package dev.herald.e2e.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

import dev.herald.api.v1alpha1.NotificationPipelineStatus.Incident;
import dev.herald.e2e.fault.WorkerBuild;
import dev.herald.e2e.sink.Deliveries.Delivery;

/**
 * D3, after C4, C11, C18 and C22: a release in which one provider fails. It is rolled back from inside the cluster, and what failed is sent
 * again. So is a second one, a bad fix: back to the last good revision, not to the first bad one.
 */
final class BrokenProvider implements Drill {
    private static final Duration GOAL = Duration.ofSeconds(60);

    @Override
    public String about() {
        return "one provider broken by a release, another by the fix (C4, C11, C18, C22)";
    }

    @Override
    public Set<WorkerBuild> builds() {
        return Set.of(WorkerBuild.OTHER, WorkerBuild.WEBHOOKS_BROKEN, WorkerBuild.MAIL_BROKEN);
    }

    @Override
    public void run(Rehearsal rehearsal, Figures figures) throws Exception {
        var good = rehearsal.image(WorkerBuild.OTHER);
        rehearsal.begin(Optional.empty());
        rehearsal.pipeline().roll(good);
        rehearsal.pipeline().await(good, "Good", Rehearsal.ROLLOUT);
        rehearsal.step("a good upgrade", good + " is Good");

        rolledBack("hooks", WorkerBuild.WEBHOOKS_BROKEN, rehearsal, figures);
        rolledBack("email", WorkerBuild.MAIL_BROKEN, rehearsal, figures);
        figures.exactly("times the first bad release was given partitions", 1,
                rehearsal.witness().timesGiven(rehearsal.image(WorkerBuild.WEBHOOKS_BROKEN)));

        var tally = rehearsal.end();
        var repairs = Repairs.of(rehearsal.pipeline().replays());
        long again = rehearsal.deliveries().count(BrokenProvider::isSecondAttempt);
        figures.atLeast("messages that failed", 2, repairs.matched());
        figures.exactly("of these, sent by the replays", repairs.matched(), repairs.sent());
        // On a busy machine a send may be tried again for its own reasons; that nothing came twice is counted below.
        figures.atLeast("of these, delivered at a sink with a later attempt", repairs.matched(), again);
        rehearsal.count(tally, figures);
    }

    private static void rolledBack(String channel, WorkerBuild build, Rehearsal rehearsal, Figures figures)
            throws InterruptedException {
        var bad = rehearsal.image(build);
        var good = rehearsal.image(WorkerBuild.OTHER);
        rehearsal.step("a bad release", bad + " cannot send anything to " + channel);
        rehearsal.pipeline().roll(bad);
        var rejected = rehearsal.pipeline().await(bad, "Rejected", Rehearsal.ROLLOUT);
        rehearsal.step("it is Rejected", rejected.message());
        rehearsal.await("senders of " + good + " to have all partitions", Figures.patience(GOAL),
                seen -> seen.lastTaken(bad).isPresent() && seen.hasAll(good));
        rehearsal.pipeline().awaitIncident(channel, Figures.patience(GOAL));
        figures.within(channel + ": from the first failure to the rollback", GOAL,
                Duration.between(onset(channel, rehearsal), rehearsal.witness().lastTaken(bad).orElseThrow()));
        figures.holds(channel + ": back to the last good revision", rehearsal.witness().hasAll(good),
                rehearsal.pipeline().revisions());
        rehearsal.pipeline().awaitRepaired(Rehearsal.ROLLOUT);
        rehearsal.step("repaired", "incidents are closed, replays are over");
    }

    /** The broken builds never reach a sink: what fails there arrives with its second attempt first. */
    private static boolean isSecondAttempt(Delivery delivery) {
        return delivery.accepted() && delivery.arrival().attempt() > 1;
    }

    private static Instant onset(String channel, Rehearsal rehearsal) {
        return rehearsal.pipeline()
                .incidents()
                .stream()
                .filter(incident -> channel.equals(incident.channel()))
                .map(Incident::onset)
                .min(Instant::compareTo)
                .orElseThrow(() -> new IllegalStateException("no incident of channel " + channel + " was raised"));
    }
}
