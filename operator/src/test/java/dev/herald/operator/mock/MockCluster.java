package dev.herald.operator.mock;

import dev.herald.operator.resource.RawChannel;
import dev.herald.operator.resource.RawPipeline;
import dev.herald.operator.resource.RawReplayJob;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.util.HashMap;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** An API server in memory that knows our resources, and a client of it. */
public final class MockCluster implements AutoCloseable {
    /** It tells of every request; held here, for loggers without a holder forget their level. */
    private static final Logger TALKATIVE = Logger.getLogger("io.fabric8.mockwebserver");

    static {
        TALKATIVE.setLevel(Level.WARNING);
    }

    private final ApplyDispatcher dispatcher = new ApplyDispatcher();
    private final KubernetesMockServer server = new KubernetesMockServer(new Context(Serialization.jsonMapper()),
            new MockWebServer(), new HashMap<>(), dispatcher, false);
    private final KubernetesClient client;

    /** Starts it, empty. */
    public MockCluster() {
        server.start();
        List.of(RawPipeline.class, RawChannel.class, RawReplayJob.class)
                .forEach(kind -> server.expectCustomResource(
                        new CustomResourceDefinitionContext.Builder().withGroup(HasMetadata.getGroup(kind))
                                .withVersion(HasMetadata.getVersion(kind))
                                .withKind(HasMetadata.getKind(kind))
                                .withPlural(HasMetadata.getPlural(kind))
                                .withScope("Namespaced")
                                .withStatusSubresource(true)
                                .build()));
        client = server.createClient();
    }

    /** A client of it. */
    public KubernetesClient client() {
        return client;
    }

    /** Every write so far. */
    public List<String> writes() {
        return dispatcher.writes();
    }

    /** Stores what stands in YAML, and returns it as it is stored. */
    public GenericKubernetesResource create(String yaml) {
        return client.resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class)).create();
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }
}
