package dev.herald.e2e.pod;

import java.time.Duration;
import java.util.Map;

import dev.herald.e2e.bulk.Bulk;
import dev.herald.e2e.bulk.BulkCounts;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Producer and endpoint of many messages in a pod. */
final class PodBulk implements Bulk {
    private final PodConversation pod;

    PodBulk(KubernetesClient client, String namespace) {
        this.pod = new PodConversation(client, namespace, HOST);
    }

    @Override
    public void begin(int atMost) {
        pod.say("/begin", new Wire.UpTo(atMost), Map.class);
    }

    @Override
    public void post(int upTo) {
        pod.say("/post", new Wire.UpTo(upTo), Map.class);
    }

    @Override
    public void refuseAttachments(boolean refuse) {
        pod.say("/refuse", new Wire.Refusal(refuse), Map.class);
    }

    @Override
    public void answerAfter(Duration time) {
        pod.say("/delay", new Wire.Delay(time.toMillis()), Map.class);
    }

    @Override
    public BulkCounts counts() {
        return pod.say("/counts", Map.of(), BulkCounts.class);
    }

    @Override
    public void close() {
        // the pod goes with its namespace
    }
}
