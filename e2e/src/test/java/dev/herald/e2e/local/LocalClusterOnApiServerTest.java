package dev.herald.e2e.local;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import dev.herald.e2e.cluster.ApiServer;
import dev.herald.e2e.process.Sandbox;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;

@Tag("apiserver")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalClusterOnApiServerTest implements LocalClusterBehaviour {
    private Sandbox sandbox;
    private ApiServer server;
    private KubernetesClient client;
    private LocalCluster cluster;
    private int namespaces;

    @BeforeAll
    void start(@TempDir Path temp) throws Exception {
        sandbox = Sandbox.open("test");
        server = ApiServer.start(sandbox);
        client = new KubernetesClientBuilder().withConfig(server.config())
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
        cluster = new LocalCluster(client, sandbox, TinyApp.images(temp), List.of(),
                Clock.systemUTC());
    }

    @BeforeEach
    void anotherNamespace() {
        namespaces++;
        client.resource(new NamespaceBuilder().withNewMetadata().withName(namespace()).endMetadata().build()).create();
    }

    @AfterAll
    void stop() {
        cluster.close();
        client.close();
        server.close();
        sandbox.close();
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public String namespace() {
        return "test-" + namespaces;
    }

    @Override
    public Sandbox sandbox() {
        return sandbox;
    }
}
