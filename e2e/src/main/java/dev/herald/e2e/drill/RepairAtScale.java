package dev.herald.e2e.drill;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.herald.api.v1alpha1.NotificationPipelineStatus.State;
import dev.herald.e2e.bulk.Bulk;
import dev.herald.e2e.bulk.BulkCounts;
import dev.herald.e2e.bulk.BulkMessage;
import dev.herald.e2e.fault.WorkerBuild;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;

/**
 * D10, after C11, C12, C20 and H1: of very many messages one class has failed, and putting that right took longer than the outage. Exactly what
 * failed is sent again, once, though replay, operator and broker are killed meanwhile.
 */
final class RepairAtScale implements Drill {
    private static final Duration GOAL = Duration.ofSeconds(60);
    /** So many are written ahead of what has arrived: enough for every sender, and nothing waits for long. */
    private static final int AHEAD = 20_000;
    /** After the fault so many come each second, for an incident closes on what is decided well. */
    private static final int AFTERWARDS = 40;
    private static final int AFTERWARDS_AT_MOST = 10_000;
    /** It is to last so long at least, or there would be no time to kill anybody. */
    private static final int SECONDS = 12;
    private static final int FAST = 1000;
    /** Slower than this nothing is waited for. */
    private static final int A_SECOND = 100;

    @Override
    public String about() {
        return "a class of very many messages failed, and is repaired while processes are killed (C11, C12, C20, H1)";
    }

    @Override
    public Set<WorkerBuild> builds() {
        return Set.of();
    }

    @Override
    public int messages() {
        return 1_000_000;
    }

    @Override
    public void run(Rehearsal rehearsal, Figures figures) throws Exception {
        int messages = rehearsal.messages();
        rehearsal.pipeline().apply(List.of(pipeline(messages), Pipeline.manifest("bulk.yaml")));
        rehearsal.step("pipeline is Ready", "one channel, three senders");
        var bulk = rehearsal.playground().bulk(Pipeline.NAME);
        bulk.begin(messages + AFTERWARDS_AT_MOST);
        rehearsal.moving(() -> told(bulk.counts()));

        send(rehearsal, bulk, messages);
        int posted = heal(rehearsal, bulk, messages);
        var replay = repair(rehearsal, figures, bulk, messages / BulkMessage.ONE_OF);
        rehearsal.await("all to have arrived", Figures.patience(GOAL), () -> bulk.counts().accepted() >= posted);
        count(rehearsal, figures, bulk.counts(), replay, posted, messages / BulkMessage.ONE_OF);
    }

    /** Nobody posts over HTTP: so many are written to the log itself. With few messages, too, a person has to approve. */
    private static GenericKubernetesResource pipeline(int messages) {
        var pipeline = Pipeline.manifest(Optional.empty());
        pipeline.<Map<String, Object>>get("spec").put("ingest", Map.of("mode", "Disabled"));
        pipeline.<Map<String, Object>>get("spec", "failurePolicy")
                .put("replay",
                        Map.of("maxAutomaticMessages", Math.clamp(messages / BulkMessage.ONE_OF / 2, 1, 10_000)));
        return pipeline;
    }

    private static void send(Rehearsal rehearsal, Bulk bulk, int messages) throws InterruptedException {
        bulk.refuseAttachments(true);
        rehearsal.step("messages flow", String.format(Locale.ROOT,
                "%,d of them; the endpoint refuses every mail with an attachment, one of %d", messages,
                BulkMessage.ONE_OF));
        long start = System.nanoTime();
        var atMost = Duration.ofSeconds(messages / A_SECOND).plus(GOAL);
        rehearsal.await("all messages to have arrived", atMost, () -> {
            long arrived = bulk.counts().arrivals();
            bulk.post((int) Math.min(messages, arrived + AHEAD));
            return arrived >= messages;
        });
        double seconds = (System.nanoTime() - start) / 1e9;
        rehearsal.step("all have arrived",
                String.format(Locale.ROOT, "%,.0f a second; %s", messages / seconds, told(bulk.counts())));
    }

    /** Returns how many messages there are in the end. */
    private static int heal(Rehearsal rehearsal, Bulk bulk, int messages) throws InterruptedException {
        rehearsal.pipeline().awaitIncident(BulkMessage.CHANNEL, Figures.patience(GOAL));
        bulk.refuseAttachments(false);
        rehearsal.step("the endpoint heals", rehearsal.pipeline().incidents().getFirst().message());
        int posted = messages;
        while (rehearsal.pipeline().incidents().stream().anyMatch(incident -> incident.state() == State.Open)) {
            if (posted + AFTERWARDS > messages + AFTERWARDS_AT_MOST) {
                throw new IllegalStateException("the incident is still open, " + (posted - messages)
                        + " messages after the endpoint had healed");
            }
            posted += AFTERWARDS;
            bulk.post(posted);
            Thread.sleep(Duration.ofSeconds(1));
        }
        rehearsal.step("incident is Closed", "its replay may start");
        return posted;
    }

    private static ReplayStatus repair(Rehearsal rehearsal, Figures figures, Bulk bulk, long failed)
            throws InterruptedException {
        var pipeline = rehearsal.pipeline();
        rehearsal.await("the replay to ask for approval", Rehearsal.ROLLOUT,
                () -> pipeline.replay().filter(job -> job.phase().equals("AwaitingApproval")).isPresent());
        rehearsal.step("approval is asked for", pipeline.replay().orElseThrow().toString());
        figures.exactly("sent again before a person approves", 0, bulk.counts().repaired());
        long perSecond = Math.clamp(failed / SECONDS, 1, FAST);
        pipeline.changeReplay("{\"approved\": true, \"rateLimit\": {\"perSecond\": " + perSecond + "}}");
        rehearsal.step("a person approves", "spec.approved is true, and at most " + perSecond + " a second");
        figures.exactly("processes killed while it ran: replay, operator, broker", 3, kill(rehearsal, bulk, failed));
        rehearsal.await("the replay to be over", Duration.ofSeconds(failed / A_SECOND).plus(Rehearsal.ROLLOUT),
                () -> pipeline.replay().filter(ReplayStatus::isOver).isPresent());
        var replay = pipeline.replay().orElseThrow();
        rehearsal.step("the replay is over", replay.toString());
        return replay;
    }

    /** Returns how many were killed before it was over. */
    private static int kill(Rehearsal rehearsal, Bulk bulk, long failed) throws InterruptedException {
        var playground = rehearsal.playground();
        var kills = Map.<Integer, Runnable>of(1, () -> playground.kill("replay"), 3, playground::killOperator, 5,
                playground::killBroker);
        var names = Map.of(1, "the replay's pod", 3, "the operator", 5, "the broker");
        int killed = 0;
        for (int tenth : List.of(1, 3, 5)) {
            rehearsal.await(tenth + " tenths to be sent again", Rehearsal.ROLLOUT,
                    () -> bulk.counts().repaired() * 10 >= failed * tenth || isOver(rehearsal));
            if (isOver(rehearsal)) {
                break;
            }
            kills.get(tenth).run();
            killed++;
            rehearsal.step("killed", names.get(tenth) + "; " + told(bulk.counts()));
        }
        return killed;
    }

    private static boolean isOver(Rehearsal rehearsal) {
        return rehearsal.pipeline().replay().filter(ReplayStatus::isOver).isPresent();
    }

    private static void count(Rehearsal rehearsal, Figures figures, BulkCounts counts, ReplayStatus replay, long posted,
            long failed) {
        var records = ReplayRecords.of(rehearsal.playground().namespace(), replay.name(),
                rehearsal.playground().texts(Pipeline.CONTROL));
        figures.within("from the start of the replay until all that failed were found", GOAL,
                records.selection(failed).orElse(Duration.ofDays(1)));
        figures.exactly("messages that failed at the endpoint", failed, counts.refused());
        figures.exactly("of these, matched by the replay", failed, replay.count("matched"));
        figures.exactly("of these, sent by the replay", failed, replay.count("sent"));
        figures.exactly("sum of all its counts but matched", failed, replay.sum());
        figures.exactly("of these, taken at the endpoint afterwards", failed, counts.repaired());
        figures.exactly("delivered, of all that were written", posted, counts.accepted());
        figures.exactly("delivered twice, by Herald-Message", 0, counts.twice());
        figures.exactly("sent twice, by Herald-Claim", 0, counts.sameClaim());
        figures.exactly("requests at the endpoint: each once, and what failed once more", posted + failed,
                counts.arrivals());
        figures.exactly("requests about anything else", 0, counts.strangers());
    }

    private static String told(BulkCounts counts) {
        return String.format(Locale.ROOT, "%,d arrived · %,d refused · %,d of these sent again", counts.arrivals(),
                counts.refused(), counts.repaired());
    }
}
