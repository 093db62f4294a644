package dev.herald.e2e.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.herald.api.v1alpha1.Channel;
import dev.herald.api.v1alpha1.ChannelStatus;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;

/** {@code /scale} for autoscalers, and the wall between spec and status. */
@Tag("apiserver")
@ExtendWith(SharedApiServer.class)
class SubresourcesTest {
    private final Cluster cluster;
    private final String namespace;

    SubresourcesTest(Cluster cluster) {
        this.cluster = cluster;
        this.namespace = cluster.newNamespace("subresources");
    }

    @Test
    void kubectlScaleWritesTheReplicas() {
        create("scaled");

        cluster.kubectl("-n", namespace, "scale", "nch/scaled", "--replicas=4").mustSucceed();

        assertEquals(4, channel("scaled").get().getSpec().replicas());
    }

    @Test
    void aPatchOfScaleWritesTheReplicasThatWereNeverSaid() {
        create("patched");

        // As an autoscaler does: kubectl patch reads first, and there is nothing to read.
        var http = cluster.client().getHttpClient();
        var answer = http.sendAsync(http.newHttpRequestBuilder()
                .uri(cluster.config().getMasterUrl()
                        + "apis/herald.dev/v1alpha1/namespaces/" + namespace + "/channels/patched/scale")
                .method("PATCH", "application/merge-patch+json", "{\"spec\":{\"replicas\":3}}")
                .build(), String.class)
                .join();

        assertEquals(200, answer.code(), answer.body());
        assertEquals(3, channel("patched").get().getSpec().replicas());
    }

    @Test
    void scaleShowsAnAutoscalerWhatIsThere() {
        create("watched");
        cluster.kubectl("-n", namespace, "scale", "nch/watched", "--replicas=2").mustSucceed();
        patchStatus("watched", "{\"status\":{\"replicas\":1,\"selector\":\"herald.dev/channel=watched\"}}");

        var scale = cluster.client()
                .raw(
                        "/apis/herald.dev/v1alpha1/namespaces/" + namespace + "/channels/watched/scale");

        assertTrue(scale.contains("\"spec\":{\"replicas\":2}"), scale);
        assertTrue(scale.contains("\"status\":{\"replicas\":1,\"selector\":\"herald.dev/channel=watched\"}"), scale);
    }

    @Test
    void moreReplicasThanAllowedAreRefusedThroughScaleToo() {
        create("bounded");

        var refusal = cluster.kubectl("-n", namespace, "scale", "nch/bounded", "--replicas=1001").mustFail();

        assertTrue(refusal.contains("spec.replicas"), refusal);
    }

    @Test
    void aStatusWrittenWithTheSpecIsIgnored() {
        create("main");

        channel("main").edit(channel -> {
            channel.setStatus(new ChannelStatus(1L, List.of(), 7L, "a=b", "forged", null, null, null, null, null,
                    null, null));
            return channel;
        });

        assertNull(channel("main").get().getStatus());
    }

    @Test
    void aSpecWrittenWithTheStatusIsIgnored() {
        create("status");
        var generation = channel("status").get().getMetadata().getGeneration();

        patchStatus("status", "{\"spec\":{\"suspend\":true},\"status\":{\"provider\":\"relay\"}}");

        var stored = channel("status").get();
        assertNull(stored.getSpec().suspend());
        assertEquals("relay", stored.getStatus().provider());
        assertEquals(generation, stored.getMetadata().getGeneration(), "a status is no new generation");
    }

    private void create(String name) {
        var resource = Serialization.clone(Fixture.of("channels/valid-email-needs-smtp").states().getFirst());
        resource.getMetadata().setName(name);
        cluster.client().resource(resource).inNamespace(namespace).create();
    }

    private void patchStatus(String name, String patch) {
        channel(name).subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private Resource<Channel> channel(String name) {
        return cluster.client().resources(Channel.class).inNamespace(namespace).withName(name);
    }
}
