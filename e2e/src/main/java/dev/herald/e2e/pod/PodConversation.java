package dev.herald.e2e.pod;

import java.io.IOException;
import java.io.UncheckedIOException;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.fabric8.kubernetes.client.KubernetesClient;

/** Speaks to the {@link ControlServer} of a pod, through the API server's proxy to its Service. */
final class PodConversation {
    private final ObjectMapper json = Wire.json();
    private final KubernetesClient client;
    private final String base;

    /** @param service of the pod */
    PodConversation(KubernetesClient client, String namespace, String service) {
        this.client = client;
        this.base = "/api/v1/namespaces/%s/services/%s:%d/proxy".formatted(namespace, service, ControlServer.PORT);
    }

    /**
     * Asks or tells it.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when it does not answer, or answers that it will not
     */
    <T> T say(String path, Object request, Class<T> answer) {
        try {
            return json.readValue(client.raw(base + path, "POST", json.valueToTree(request)), answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
