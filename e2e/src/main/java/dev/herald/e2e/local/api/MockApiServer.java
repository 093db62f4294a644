package dev.herald.e2e.local.api;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;

/**
 * An API server in memory, for a first look: fabric8's mock behind plain HTTP. It stores, watches, patches and applies; it validates nothing,
 * sets no defaults, and keeps no history. {@code kubectl get}, {@code describe}, {@code patch}, {@code scale}, {@code delete} and
 * {@code apply --validate=false} work on it, {@code --watch} does not.
 */
public final class MockApiServer implements AutoCloseable {
    private final KubernetesMockServer server;
    private final String url;

    /**
     * Starts it.
     *
     * @param port 0: any free one
     * @param definitions the custom resources it knows
     */
    public MockApiServer(InetAddress address, int port, List<CustomResourceDefinition> definitions,
            InstantSource clock) {
        var dispatcher = new MockDispatcher(new Discovery(definitions), new Tables(definitions, clock), clock);
        this.server = new KubernetesMockServer(new Context(Serialization.jsonMapper()), new MockWebServer(),
                new HashMap<>(), dispatcher, false);
        server.start(address, port);
        this.url = "http://" + address.getHostAddress() + ":" + server.getPort() + "/";
        try (var client = client()) {
            definitions.forEach(definition -> client.resource(definition).create());
        }
    }

    /** Where it listens. */
    public String url() {
        return url;
    }

    /** For clients in Java. */
    public Config config() {
        return new ConfigBuilder(Config.empty()).withMasterUrl(url)
                .withNamespace("default")
                .withHttp2Disable(true)
                .build();
    }

    /** A kubeconfig file's content. */
    public String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                current-context: herald
                clusters:
                - name: herald
                  cluster: {server: "%s"}
                contexts:
                - name: herald
                  context: {cluster: herald, user: herald, namespace: default}
                users:
                - name: herald
                  user: {}
                """.formatted(url);
    }

    /** A client of its own, to be closed. */
    public KubernetesClient client() {
        return new KubernetesClientBuilder().withConfig(config())
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }

    @Override
    public void close() {
        server.shutdown();
    }
}
