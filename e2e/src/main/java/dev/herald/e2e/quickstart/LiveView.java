package dev.herald.e2e.quickstart;

import static java.util.stream.Collectors.joining;

import java.util.Objects;

import dev.herald.api.v1alpha1.Channel;
import dev.herald.api.v1alpha1.NotificationPipeline;
import dev.herald.api.v1alpha1.ReplayJob;
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
        var api = playground.api();
        var apply = api.validates() ? "apply --server-side -f" : "apply --server-side --validate=false -f";
        screen.text("""

                %s
                  export KUBECONFIG=%s
                  %5$s get npl,nch,nrj                          how it is
                  %5$s get pods,deployments,jobs                what runs; logs lie in %3$s
                  %5$s describe npl orders                      conditions and incidents, with reasons
                  %5$s patch nch hooks --type=merge -p '{"spec":{"suspend":true}}'
                  %5$s scale nch email --replicas=2
                  %5$s %4$s examples/quickstart/pipeline.yaml
                  kill -9 %6$d                                 the operator; it is started again
                Ctrl-C ends everything and leaves nothing.
                """.formatted(screen.bold("It goes on running. Try, in another terminal:"), api.kubeconfig(),
                playground.logs(), apply, api.kubectl(),
                playground.operator().pid()));
        screen.progress(this::line);
        while (true) {
            playground.operator().exit().join();
            screen.step("operator has ended", "it is started again");
            playground.startOperator();
            screen.progress(this::line);
        }
    }

    private String line() {
        try {
            var client = playground.client();
            var pipelines = client.resources(NotificationPipeline.class)
                    .inNamespace(Playground.NAMESPACE)
                    .list()
                    .getItems();
            var channels = client.resources(Channel.class).inNamespace(Playground.NAMESPACE).list().getItems();
            var replays = client.resources(ReplayJob.class).inNamespace(Playground.NAMESPACE).list().getItems();
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
