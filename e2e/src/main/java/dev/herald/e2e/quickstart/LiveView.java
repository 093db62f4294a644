package dev.herald.e2e.quickstart;

import static java.util.stream.Collectors.joining;

import java.util.Objects;

import dev.herald.api.v1alpha1.Channel;
import dev.herald.api.v1alpha1.NotificationPipeline;
import dev.herald.api.v1alpha1.ReplayJob;
import dev.herald.e2e.playground.Playground;
import dev.herald.e2e.playground.Screen;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** What one may do with a playground that is left running, and a line that shows how it is. */
final class LiveView {
    private final Playground playground;
    private final Screen screen;

    LiveView(Playground playground, Screen screen) {
        this.playground = playground;
        this.screen = screen;
    }

    /** Shows it until the JVM is ended. */
    void show() throws InterruptedException {
        screen.text("\n" + screen.bold("It goes on running. Try, in another terminal:") + "\n"
                + String.join("\n", playground.hints()).indent(2) + "Ctrl-C ends everything and leaves nothing.\n");
        screen.progress(this::line);
        playground.tend(what -> {
            screen.step(what, "it is started again");
            screen.progress(this::line);
        });
    }

    private String line() {
        try {
            var client = playground.client();
            var pipelines = client.resources(NotificationPipeline.class)
                    .inNamespace(playground.namespace())
                    .list()
                    .getItems();
            var channels = client.resources(Channel.class).inNamespace(playground.namespace()).list().getItems();
            var replays = client.resources(ReplayJob.class).inNamespace(playground.namespace()).list().getItems();
            return pipelines.stream()
                    .filter(is -> is.getStatus() != null)
                    .map(is -> is.getMetadata().getName() + ": channels " + is.getStatus().channels() + ", lag "
                            + Objects.requireNonNullElse(is.getStatus().lag(), 0L) + ", open incidents "
                            + Objects.requireNonNullElse(is.getStatus().incidentsOpen(), 0L))
                    .collect(joining(" · ")) + " · " + channels.size() + " channels · "
                    + replays.stream()
                            .filter(is -> is.getStatus() != null)
                            .map(is -> is.getMetadata().getName() + " " + is.getStatus().phase())
                            .collect(joining(", "))
                    + " · " + playground.deliveries().accepted().size() + " delivered";
        } catch (KubernetesClientException e) {
            return "the API server does not answer: " + e.getMessage();
        }
    }
}
