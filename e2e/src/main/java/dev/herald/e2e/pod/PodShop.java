package dev.herald.e2e.pod;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.herald.e2e.shop.Order;
import dev.herald.e2e.shop.Shop;
import io.fabric8.kubernetes.client.KubernetesClient;

/** A shop in a pod. */
final class PodShop implements Shop {
    private static final int PERIOD_MILLIS = 100;

    private final PodConversation pod;
    private final String ingest;
    private final String token;
    private final Queue<Order> accepted = new ConcurrentLinkedQueue<>();

    /** @param ingest as the pod finds it: by the name of a Service */
    PodShop(KubernetesClient client, String namespace, String service, String ingest, String token) {
        this.pod = new PodConversation(client, namespace, service);
        this.ingest = ingest;
        this.token = token;
    }

    @Override
    public Collection<Order> accepted() {
        return accepted;
    }

    @Override
    public void post(List<Order> orders, Duration spread) throws InterruptedException {
        pod.say("/post", new Wire.Posting(ingest, token, orders.getFirst().number(), orders.size(), spread.toMillis()),
                Map.class);
        while (true) {
            var posted = pod.say("/posted", new Wire.From(accepted.size()), Wire.Posted.class);
            posted.numbers().stream().map(Order::new).forEach(accepted::add);
            if (posted.failure() != null) {
                throw new IllegalStateException(posted.failure());
            }
            if (posted.done() && posted.numbers().isEmpty()) {
                return;
            }
            Thread.sleep(PERIOD_MILLIS);
        }
    }

    @Override
    public void close() {
        // the pod goes with its namespace
    }
}
