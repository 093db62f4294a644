package dev.herald.e2e.pod;

import java.util.Map;

import dev.herald.e2e.sink.Behaviour;
import dev.herald.e2e.sink.Deliveries;
import dev.herald.e2e.sink.Sink;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** A sink in a pod. What came in there is fetched all the time, and added to what came in elsewhere. */
final class PodSink implements Sink, AutoCloseable {
    private static final int PERIOD_MILLIS = 100;

    private final PodConversation pod;
    private final Deliveries deliveries;
    private final Thread fetching;

    PodSink(KubernetesClient client, String namespace, String service, Deliveries deliveries) {
        this.pod = new PodConversation(client, namespace, service);
        this.deliveries = deliveries;
        this.fetching = Thread.ofVirtual().name("deliveries of " + service).start(this::fetch);
    }

    @Override
    public void behave(Behaviour behaviour) {
        pod.say("/behave", behaviour, Map.class);
    }

    private void fetch() {
        int next = 0;
        try {
            while (true) {
                try {
                    var came = pod.say("/deliveries", new Wire.From(next), Wire.Came.class).deliveries();
                    came.forEach(deliveries::recall);
                    next += came.size();
                } catch (KubernetesClientException awayForNow) {
                    // its journal keeps what comes in meanwhile
                }
                Thread.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        fetching.interrupt();
    }
}
