package dev.herald.e2e.drill;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import dev.herald.api.v1alpha1.NotificationPipeline;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.Incident;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.State;
import dev.herald.api.v1alpha1.ReplayJob;
import dev.herald.api.v1alpha1.ReplayJobStatus.Phase;
import dev.herald.e2e.playground.Manifests;
import dev.herald.e2e.playground.Playground;
import dev.herald.e2e.playground.Waiting;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;

/** The pipeline of a drill, with the channels and Secrets of the quickstart: as its owner changes it, and as its status tells of it. */
final class Pipeline {
    static final String NAME = "orders";
    static final String CONTROL = "orders.control";
    /** Where senders put what they cannot decode. */
    static final String QUARANTINE = "orders.quarantine";

    private static final String KIND = "NotificationPipeline";
    private static final Duration POLL = Duration.ofMillis(500);

    private final Playground playground;
    private final Waiting waiting;

    Pipeline(Playground playground) {
        this.playground = playground;
        this.waiting = new Waiting(playground);
    }

    /**
     * Applies everything, and returns when it is ready.
     *
     * @param examples the folder of the quickstart's manifests
     * @param image of the first revision; empty: the operator's own
     */
    void apply(Path examples, Optional<String> image) throws IOException {
        var others = Manifests.in(examples).stream().filter(object -> !object.getKind().equals(KIND));
        apply(Stream.concat(Stream.of(manifest(image)), others).toList());
    }

    /** Applies these alone, and returns when they are ready. */
    void apply(List<? extends HasMetadata> manifests) {
        var applied = playground.apply(List.copyOf(manifests));
        applied.stream().filter(Waiting::isHeralds).forEach(waiting::ready);
    }

    static GenericKubernetesResource manifest(Optional<String> image) {
        var manifest = manifest("pipeline.yaml");
        image.ifPresent(name -> manifest.<Map<String, Object>>get("spec").put("worker", Map.of("image", name)));
        return manifest;
    }

    /** One of those that lie here. */
    static GenericKubernetesResource manifest(String file) {
        try (var yaml = Pipeline.class.getResourceAsStream(file)) {
            var text = new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
            return Serialization.unmarshal(text, GenericKubernetesResource.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes its spec, as {@code kubectl patch --type=merge} would. */
    void change(String spec) {
        generic().patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": " + spec + "}");
    }

    /** Rolls an image out. */
    void roll(String image) {
        change("{\"worker\": {\"image\": \"" + image + "\"}}");
    }

    /** Gives a channel so many senders, as {@code kubectl scale} would. */
    void scale(String channel, int replicas) {
        playground.client()
                .genericKubernetesResources("herald.dev/v1alpha1", "Channel")
                .inNamespace(playground.namespace())
                .withName(channel)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"replicas\": " + replicas + "}}");
    }

    /** A condition as the status tells it now, such as {@code Unknown NoData}; empty: it does not. */
    String condition(String type) {
        return condition(generic().get(), type);
    }

    /** Why a condition is so, in the status' words. */
    String conditionMessage(String type) {
        return conditionOf(generic().get(), type).map(is -> String.valueOf(is.get("message"))).orElse("");
    }

    /**
     * Returns when a condition is told so.
     *
     * @param said its status and its reason, such as {@code Unknown NoData}, or its status alone
     * @throws IllegalStateException when that does not come; the message says how it is instead
     */
    void awaitCondition(String type, String said, Duration atMost) {
        try {
            waiting.resource(KIND, NAME, type + " to be " + said, atMost,
                    is -> (condition(is, type) + " ").startsWith(said + " "));
        } catch (IllegalStateException e) {
            throw new IllegalStateException(e.getMessage() + "; it is " + condition(type), e);
        }
    }

    /** How many Events with this reason there are about the pipeline. */
    long events(String reason) {
        return playground.client()
                .v1()
                .events()
                .inNamespace(playground.namespace())
                .list()
                .getItems()
                .stream()
                .filter(event -> reason.equals(event.getReason()) && KIND.equals(event.getInvolvedObject().getKind()))
                .count();
    }

    /** The revision of an image as the status tells it now; the newest, where there are several. */
    Optional<RevisionStatus> revision(String image) {
        return revision(generic().get(), image);
    }

    /**
     * Returns the revision of this image once it is in this state.
     *
     * @throws IllegalStateException when that does not come; the message says how it is instead
     */
    RevisionStatus await(String image, String state, Duration atMost) {
        try {
            var found = waiting.resource(KIND, NAME, "the revision of " + image + " to be " + state, atMost,
                    is -> revision(is, image).filter(one -> one.state().equals(state)).isPresent());
            return revision(found, image).orElseThrow();
        } catch (IllegalStateException e) {
            throw new IllegalStateException(e.getMessage() + "; the status has: " + revisions(), e);
        }
    }

    /** The states of all revisions, to be shown. */
    String revisions() {
        var all = RevisionStatus.of(generic().get()).stream().map(RevisionStatus::toString).collect(joining(", "));
        return all.isEmpty() ? "no revisions" : all;
    }

    /**
     * Returns when a channel has an incident: it is written down before it is reported, and a rollback may be quicker.
     *
     * @throws IllegalStateException when that does not come
     */
    void awaitIncident(String channel, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        waiting.await("an incident of channel " + channel, atMost, () -> {
            while (incidents().stream().noneMatch(incident -> channel.equals(incident.channel()))) {
                if (System.nanoTime() > deadline) {
                    throw new TimeoutException();
                }
                Thread.sleep(POLL);
            }
            return true;
        });
    }

    /**
     * Returns when all incidents are closed, and every replay that was made for one is over.
     *
     * @throws IllegalStateException when that does not come
     */
    void awaitRepaired(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        waiting.await("all incidents to be closed, and their replays to be over", atMost, () -> {
            while (incidents().isEmpty() || !incidents().stream().allMatch(this::isRepaired)) {
                if (System.nanoTime() > deadline) {
                    throw new TimeoutException();
                }
                Thread.sleep(POLL);
            }
            return true;
        });
    }

    private boolean isRepaired(Incident incident) {
        return incident.state() == State.Closed && incident.replayJob() != null && replays().stream()
                .anyMatch(job -> job.getMetadata().getName().equals(incident.replayJob()) && isOver(job));
    }

    private static boolean isOver(ReplayJob job) {
        return job.getStatus() != null
                && (job.getStatus().phase() == Phase.Complete || job.getStatus().phase() == Phase.Failed);
    }

    /** The incidents that the status tells of. */
    List<Incident> incidents() {
        var pipeline = playground.client()
                .resources(NotificationPipeline.class)
                .inNamespace(playground.namespace())
                .withName(NAME)
                .require();
        return pipeline.getStatus() == null ? List.of() : pipeline.getStatus().incidents();
    }

    /** All ReplayJobs: nobody but the operator makes any in a drill. */
    List<ReplayJob> replays() {
        return playground.client().resources(ReplayJob.class).inNamespace(playground.namespace()).list().getItems();
    }

    /** The status of the one ReplayJob; empty: there is none. */
    Optional<ReplayStatus> replay() {
        return replayJobs().list().getItems().stream().map(ReplayStatus::of).findFirst();
    }

    /** Makes a ReplayJob, as {@code kubectl apply} would. */
    void replay(String yaml) {
        playground.apply(List.of(Serialization.unmarshal(yaml, GenericKubernetesResource.class)));
    }

    /** Changes the spec of all ReplayJobs, as {@code kubectl patch --type=merge} would. */
    void changeReplay(String spec) {
        replayJobs().resources()
                .forEach(job -> job.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": " + spec + "}"));
    }

    private NonNamespaceOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>> replayJobs() {
        return playground.client()
                .genericKubernetesResources("herald.dev/v1alpha1", "ReplayJob")
                .inNamespace(playground.namespace());
    }

    private static String condition(GenericKubernetesResource pipeline, String type) {
        return conditionOf(pipeline, type).map(is -> is.get("status") + " " + is.get("reason")).orElse("");
    }

    private static Optional<Map<String, Object>> conditionOf(GenericKubernetesResource pipeline, String type) {
        List<Map<String, Object>> conditions = pipeline.get("status", "conditions");
        return Objects.requireNonNullElse(conditions, List.<Map<String, Object>>of())
                .stream()
                .filter(condition -> type.equals(condition.get("type")))
                .findFirst();
    }

    private static Optional<RevisionStatus> revision(HasMetadata pipeline, String image) {
        return RevisionStatus.of((GenericKubernetesResource) Objects.requireNonNull(pipeline))
                .stream()
                .filter(one -> one.image().equals(image))
                .reduce((older, newer) -> newer);
    }

    private Resource<GenericKubernetesResource> generic() {
        return playground.client()
                .genericKubernetesResources("herald.dev/v1alpha1", KIND)
                .inNamespace(playground.namespace())
                .withName(NAME);
    }
}
