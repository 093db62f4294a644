package dev.herald.e2e.quickstart;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import dev.herald.api.v1alpha1.NotificationPipeline;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.Incident;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.State;
import dev.herald.api.v1alpha1.ReplayJob;
import dev.herald.api.v1alpha1.ReplayJobStatus.Phase;
import dev.herald.e2e.playground.Playground;
import dev.herald.e2e.playground.Screen;
import dev.herald.e2e.playground.Waiting;
import dev.herald.e2e.shop.Order;
import dev.herald.e2e.shop.Shop;
import dev.herald.e2e.shop.Tally;
import dev.herald.e2e.sink.Arrival;
import dev.herald.e2e.sink.Behaviour;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Orders flow; the mail sink begins to refuse every mail with an attachment; the operator notices by class and prepares a replay; the sink heals;
 * the replay sends exactly what had failed.
 */
final class Story {
    private static final String PIPELINE = "orders";
    private static final Duration SOON = Duration.ofSeconds(180);
    /** The rule of the example clears on what was decided in the last 5 s: orders must still flow then. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(8);

    private final Playground playground;
    private final Waiting waiting;
    private final Screen screen;
    private final Path examples;
    private final int messages;

    /**
     * @param messages half of them before the fault, three tenths while it lasts, the rest after it
     */
    Story(Playground playground, Screen screen, Path examples, int messages) {
        this.playground = playground;
        this.waiting = new Waiting(playground);
        this.screen = screen;
        this.examples = examples;
        this.messages = messages;
    }

    /**
     * Tells it.
     *
     * @throws IllegalStateException when it takes another course; the message says what was waited for
     */
    Tally tell() throws IOException, InterruptedException {
        var applied = playground.apply(examples);
        screen.step("applied",
                examples.getParent().getFileName() + "/" + examples.getFileName() + ": " + applied.stream()
                        .filter(Waiting::isHeralds)
                        .map(object -> object.getKind() + " " + object.getMetadata().getName())
                        .collect(joining(", ")));
        screen.progress(() -> "waiting for workers: " + waiting.workers());
        applied.stream().filter(Waiting::isHeralds).forEach(waiting::ready);
        screen.step("pipeline is Ready", waiting.workers());

        try (var shop = playground.shop()) {
            int healthy = messages / 2;
            int refused = messages * 3 / 10;
            screen.progress(() -> flow(shop));
            shop.post(orders(1, healthy), Duration.ZERO);
            awaitDecided(shop);
            screen.step("all is well", flow(shop));

            playground.mail()
                    .behave(Behaviour.refusingAttachments(552, "5.3.4 attachments are refused"));
            screen.step("the mail sink fails", "every mail with an attachment is refused for good: 552 5.3.4");
            screen.progress(() -> flow(shop));
            shop.post(orders(healthy + 1, refused), Duration.ZERO);
            var incident = openIncident();
            screen.step("incident " + incident.id(), Objects.requireNonNullElse(incident.message(), ""));
            var replay = replay("a ReplayJob for incident " + incident.id(), SOON, job -> true);
            screen.step("ReplayJob waits",
                    replay.getMetadata().getName() + ", made by the operator, starts when the failure has gone");
            awaitDecided(shop);

            playground.mail().heal();
            screen.step("the mail sink heals", "orders flow on");
            screen.progress(() -> flow(shop));
            shop.post(orders(healthy + refused + 1, messages - healthy - refused), AFTERWARDS);
            pipeline("incident " + incident.id() + " to be Closed", SOON, is -> incidents(is).stream()
                    .anyMatch(one -> one.id().equals(incident.id()) && one.state() == State.Closed));
            screen.step("incident is Closed", "the replay may start");
            screen.progress(() -> "replay: " + playground.deliveries().accepted().size() + " delivered");
            var finished = replay("the ReplayJob to finish", SOON, this::isFinished);
            screen.step("replay is " + finished.getStatus().phase(), counts(finished));
            awaitDelivered(shop);
            return Tally.of(List.copyOf(shop.accepted()), playground.deliveries());
        }
    }

    private Incident openIncident() {
        Predicate<Incident> byClass = one -> one.state() == State.Open
                && "true".equals(one.classOfMessages().get("attachments"));
        return incidents(pipeline("an incident about mail with attachments", SOON,
                is -> incidents(is).stream().anyMatch(byClass))).stream()
                .filter(byClass)
                .findFirst()
                .orElseThrow();
    }

    private static List<Incident> incidents(NotificationPipeline pipeline) {
        return pipeline.getStatus() == null ? List.of() : pipeline.getStatus().incidents();
    }

    private boolean isFinished(ReplayJob job) {
        return job.getStatus() != null
                && (job.getStatus().phase() == Phase.Complete || job.getStatus().phase() == Phase.Failed);
    }

    private static String counts(ReplayJob job) {
        var counts = job.getStatus().counts();
        return counts == null
                ? Objects.requireNonNullElse(job.getStatus().message(), "")
                : counts.matched() + " matched, " + counts.sent() + " sent, " + counts.failed() + " failed again";
    }

    /** Each unit accepted so far has been taken or refused. */
    private void awaitDecided(Shop shop) throws InterruptedException {
        var expected = units(shop);
        if (!playground.deliveries().await(deliveries -> {
            var decided = deliveries.accepted();
            decided.addAll(deliveries.refused());
            return decided.containsAll(expected);
        }, SOON)) {
            throw new IllegalStateException("waited for every accepted message to reach a sink: " + flow(shop));
        }
    }

    private void awaitDelivered(Shop shop) throws InterruptedException {
        var expected = units(shop);
        playground.deliveries()
                .await(deliveries -> deliveries.accepted().containsAll(expected), SOON);
    }

    private static List<Arrival.Unit> units(Shop shop) {
        return shop.accepted().stream().flatMap(order -> order.units().stream()).toList();
    }

    private String flow(Shop shop) {
        var deliveries = playground.deliveries();
        var accepted = deliveries.accepted();
        long mails = accepted.stream().filter(unit -> unit.channel().equals("email")).count();
        long refused = deliveries.count(delivery -> !delivery.accepted());
        return "%,d accepted · %,d mails, %,d webhooks delivered".formatted(shop.accepted().size(), mails,
                accepted.size() - mails)
                + (refused == 0 ? "" : " · %,d refused".formatted(refused));
    }

    private NotificationPipeline pipeline(String what, Duration atMost, Predicate<NotificationPipeline> holds) {
        return waiting.await(what, atMost, () -> client().resources(NotificationPipeline.class)
                .inNamespace(playground.namespace())
                .withName(PIPELINE)
                .waitUntilCondition(is -> is != null && holds.test(is), atMost.toMillis(), TimeUnit.MILLISECONDS));
    }

    private ReplayJob replay(String what, Duration atMost, Predicate<ReplayJob> holds) {
        var list = client().resources(ReplayJob.class).inNamespace(playground.namespace());
        return waiting.await(what, atMost, () -> {
            var found = new ArrayList<ReplayJob>();
            list.informOnCondition(jobs -> {
                found.clear();
                jobs.stream().filter(holds).forEach(found::add);
                return !found.isEmpty();
            }).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return found.getFirst();
        });
    }

    private static List<Order> orders(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(Order::new).toList();
    }

    private KubernetesClient client() {
        return playground.client();
    }
}
