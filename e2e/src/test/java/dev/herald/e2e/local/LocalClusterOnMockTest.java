package dev.herald.e2e.local;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

import dev.herald.e2e.local.api.MockApiServer;
import dev.herald.e2e.process.Sandbox;
import io.fabric8.kubernetes.client.KubernetesClient;

@Tag("slow")
class LocalClusterOnMockTest implements LocalClusterBehaviour {
    @TempDir
    Path temp;

    private Sandbox sandbox;
    private MockApiServer server;
    private KubernetesClient client;
    private LocalCluster cluster;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.open("test");
        server = new MockApiServer(InetAddress.getLoopbackAddress(), 0, List.of(), Clock.systemUTC());
        client = server.client();
        cluster = new LocalCluster(client, sandbox, TinyApp.images(temp), List.of(),
                Clock.systemUTC());
    }

    @AfterEach
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
        return "default";
    }

    @Override
    public Sandbox sandbox() {
        return sandbox;
    }
}
