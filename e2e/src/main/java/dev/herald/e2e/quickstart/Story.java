package dev.herald.e2e.quickstart;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import dev.herald.api.v1alpha1.NotificationPipeline;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.Incident;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.State;
import dev.herald.api.v1alpha1.ReplayJob;
import dev.herald.api.v1alpha1.ReplayJobStatus.Phase;
import dev.herald.e2e.sink.Answer;
import dev.herald.e2e.sink.Arrival;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;

/**
 * Orders flow; the mail sink begins to refuse every mail with an attachment; the operator notices by class and prepares a replay; the sink heals;
 * the replay sends exactly what had failed.
 */
final class Story {
    private static final String PIPELINE = "orders";
    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration SOON = Duration.ofSeconds(60);
    /** The rule of the example clears on what was decided in the last 5 s: orders must still flow then. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(8);

    private final Playground playground;
    private final Screen screen;
    private final Path examples;
    private final int messages;

    /**
     * @param messages half of them before the fault, three tenths while it lasts, the rest after it
     */
    Story(Playground playground, Screen screen, Path examples, int messages) {
        this.playground = playground;
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
                        .filter(Story::isHeralds)
                        .map(object -> object.getKind() + " " + object.getMetadata().getName())
                        .collect(joining(", ")));
        screen.progress(() -> "waiting for workers: " + pods());
        applied.stream().filter(Story::isHeralds).forEach(this::awaitReady);
        screen.step("pipeline is Ready", pods());

        try (var shop = new Shop(ingest(), token())) {
            int healthy = messages / 2;
            int refused = messages * 3 / 10;
            screen.progress(() -> flow(shop));
            shop.post(orders(1, healthy), Duration.ZERO);
            awaitDecided(shop);
            screen.step("all is well", flow(shop));

            playground.mail()
                    .behave(arrival -> arrival.attachments().isEmpty()
                            ? Answer.accept()
                            : Answer.refuse(552, "5.3.4 attachments are refused"));
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

    private static boolean isHeralds(HasMetadata object) {
        return object.getApiVersion().startsWith("herald.dev/");
    }

    /** What needs a person is told at once, not waited for. */
    private void awaitReady(HasMetadata object) {
        var name = object.getKind() + " " + object.getMetadata().getName();
        var settled = await(name + " to be Ready", READY,
                () -> client().genericKubernetesResources(object.getApiVersion(), object.getKind())
                        .inNamespace(Playground.NAMESPACE)
                        .withName(object.getMetadata().getName())
                        .waitUntilCondition(is -> is != null && (holds(is, "Ready") || holds(is, "Stalled")),
                                READY.toMillis(), TimeUnit.MILLISECONDS));
        if (holds(settled, "Stalled")) {
            throw new IllegalStateException(name + " needs a person");
        }
    }

    private static boolean holds(GenericKubernetesResource resource, String type) {
        List<Map<String, Object>> conditions = resource.get("status", "conditions");
        return conditions != null
                && conditions.stream()
                        .anyMatch(condition -> type.equals(condition.get("type"))
                                && "True".equals(condition.get("status")));
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
                .await(deliveries -> deliveries.accepted().containsAll(expected), Duration.ofSeconds(10));
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
        return await(what, atMost, () -> client().resources(NotificationPipeline.class)
                .inNamespace(Playground.NAMESPACE)
                .withName(PIPELINE)
                .waitUntilCondition(is -> is != null && holds.test(is), atMost.toMillis(), TimeUnit.MILLISECONDS));
    }

    private ReplayJob replay(String what, Duration atMost, Predicate<ReplayJob> holds) {
        var list = client().resources(ReplayJob.class).inNamespace(Playground.NAMESPACE);
        return await(what, atMost, () -> {
            var found = new ArrayList<ReplayJob>();
            list.informOnCondition(jobs -> {
                found.clear();
                jobs.stream().filter(holds).forEach(found::add);
                return !found.isEmpty();
            }).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return found.getFirst();
        });
    }

    /** Waits, but not for an operator that is gone. */
    private <T> T await(String what, Duration atMost, Callable<T> wait) {
        var result = new CompletableFuture<T>();
        playground.operator()
                .exit()
                .thenAccept(code -> result
                        .completeExceptionally(new IllegalStateException("the operator ended with exit code " + code)));
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(wait.call());
            } catch (KubernetesClientTimeoutException | TimeoutException e) {
                result.completeExceptionally(
                        new IllegalStateException("waited " + atMost.toSeconds() + " s for " + what, e));
            } catch (Exception e) {
                result.completeExceptionally(
                        new IllegalStateException("waited for " + what + ": " + e.getMessage(), e));
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
    }

    private String pods() {
        return client().pods()
                .inNamespace(Playground.NAMESPACE)
                .list()
                .getItems()
                .stream()
                .map(Story::pod)
                .sorted()
                .collect(joining(", "));
    }

    private static String pod(Pod pod) {
        var labels = Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.<String, String>of());
        var channel = labels.get("herald.dev/channel");
        var name = channel == null
                ? labels.getOrDefault("herald.dev/role", pod.getMetadata().getName())
                : channel + " sender";
        boolean ready = pod.getStatus() != null
                && pod.getStatus()
                        .getConditions()
                        .stream()
                        .anyMatch(is -> is.getType().equals("Ready") && is.getStatus().equals("True"));
        return ready ? name : name + "…";
    }

    /** A Service would lead there; without nodes it is the pod's own address. */
    private URI ingest() {
        var pod = client().pods()
                .inNamespace(Playground.NAMESPACE)
                .withLabel("herald.dev/role", "ingest")
                .waitUntilCondition(is -> is != null && is.getStatus() != null && is.getStatus().getPodIP() != null, 30,
                        TimeUnit.SECONDS);
        return URI.create("http://" + pod.getStatus().getPodIP() + ":8080/");
    }

    private String token() {
        var secret = client().secrets().inNamespace(Playground.NAMESPACE).withName("orders-ingest").require();
        return secret.getData() != null && secret.getData().containsKey("token")
                ? new String(Base64.getDecoder().decode(secret.getData().get("token"))).strip()
                : secret.getStringData().get("token");
    }

    private static List<Order> orders(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(Order::new).toList();
    }

    private KubernetesClient client() {
        return playground.client();
    }
}
