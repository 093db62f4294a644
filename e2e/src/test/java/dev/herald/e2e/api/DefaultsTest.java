package dev.herald.e2e.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.herald.api.v1alpha1.Channel;
import dev.herald.api.v1alpha1.NotificationPipeline;
import dev.herald.api.v1alpha1.ReplayJob;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;

/** What the API server fills in, and that reading a resource without it gives the same. */
@Tag("apiserver")
@ExtendWith(SharedApiServer.class)
class DefaultsTest {
    private final Cluster cluster;
    private final String namespace;

    DefaultsTest(Cluster cluster) {
        this.cluster = cluster;
        this.namespace = cluster.newNamespace("defaults");
    }

    @Test
    void aPipelineShowsWhatItsLogPromises() {
        var spec = storedSpec("notificationpipelines/valid-port");

        assertEquals("Verify", at(spec, "eventLog").get("management"));
        assertEquals(Map.of("replicationFactor", 3, "minInSyncReplicas", 2, "retention", "168h", "policy", "Enforce"),
                at(at(spec, "eventLog"), "durability"));
        assertEquals(Map.of("mode", "Disabled"), spec.get("ingest"));
        assertEquals(Map.of("replay", Map.of("create", "Always", "approval", "Automatic")), spec.get("failurePolicy"));
        assertEquals(Set.of("eventLog", "ingest", "failurePolicy", "statusStream"), spec.keySet(),
                "the operator's own defaults are not stored");
    }

    @Test
    void aChannelBeginsWhenItIsCreated() {
        var spec = storedSpec("channels/valid-name-without-dots");

        assertEquals(Map.of("position", "Created"), spec.get("startFrom"));
        assertEquals("Resend", spec.get("onUnknown"));
        assertEquals(Set.of("pipelineRef", "type", "providers", "startFrom", "onUnknown"), spec.keySet());
    }

    @Test
    void aReplayJobResendsAtOnce() {
        var spec = storedSpec("replayjobs/valid-something-to-replay");

        assertEquals("Resend", spec.get("mode"));
        assertEquals("Immediately", spec.get("startPolicy"));
        assertEquals(Set.of("pipelineRef", "window", "mode", "startPolicy"), spec.keySet());
    }

    @Test
    void readingGivesTheSameWithAndWithoutTheServersDefaults() {
        assertSameWhenStored("notificationpipelines/valid-port", NotificationPipeline.class);
        assertSameWhenStored("channels/valid-name-without-dots", Channel.class);
        assertSameWhenStored("replayjobs/valid-something-to-replay", ReplayJob.class);
    }

    private <R extends CustomResource<?, ?>> void assertSameWhenStored(String fixture, Class<R> type) {
        var said = Fixture.of(fixture).states().getFirst();
        var stored = cluster.client().resource(said).inNamespace(namespace).dryRun().create();

        assertEquals(read(said, type).getSpec(), read(stored, type).getSpec());
    }

    private static <R> R read(GenericKubernetesResource resource, Class<R> type) {
        return Serialization.unmarshal(Serialization.asJson(resource), type);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> storedSpec(String fixture) {
        var stored = cluster.client().resource(Fixture.of(fixture).states().getFirst()).inNamespace(namespace).create();
        return (Map<String, Object>) stored.getAdditionalProperties().get("spec");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> at(Map<String, Object> node, String field) {
        return (Map<String, Object>) node.get(field);
    }
}
