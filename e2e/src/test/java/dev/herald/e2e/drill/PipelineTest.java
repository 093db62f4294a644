package dev.herald.e2e.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;

class PipelineTest {
    @Test
    void theManifestNamesAnImageWhereOneIsAskedFor() {
        assertEquals("worker:old", Pipeline.manifest(Optional.of("worker:old")).get("spec", "worker", "image"));
        assertNull(Pipeline.manifest(Optional.empty()).get("spec", "worker"));
        assertEquals("json-v1", Pipeline.manifest(Optional.empty()).get("spec", "serializer", "format"));
    }

    @Test
    void revisionsAreReadFromTheStatus() {
        var pipeline = Serialization.unmarshal("""
                apiVersion: herald.dev/v1alpha1
                kind: NotificationPipeline
                metadata: {name: orders}
                status:
                  revisions:
                  - {revision: 3f9a1c22, image: "worker:1", state: Good, reads: [json-v1]}
                  - {revision: 77aa0b1c, image: "worker:2", state: Ramping, percent: 5, message: step 1 of 2}
                """, GenericKubernetesResource.class);

        assertEquals(List.of("worker:1 is Good", "worker:2 is Ramping 5 % (step 1 of 2)"),
                RevisionStatus.of(pipeline).stream().map(RevisionStatus::toString).toList());
    }

    @Test
    void aStatusOfAnOlderOperatorHasNone() {
        assertEquals(List.of(), RevisionStatus.of(Pipeline.manifest(Optional.empty())));
    }
}
