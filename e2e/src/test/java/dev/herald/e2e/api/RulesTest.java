package dev.herald.e2e.api;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;

/** What the schemas and their rules take and refuse, tried on the real thing. */
@Tag("apiserver")
@ExtendWith(SharedApiServer.class)
class RulesTest {
    private final Cluster cluster;
    private final String namespace;

    RulesTest(Cluster cluster) {
        this.cluster = cluster;
        this.namespace = cluster.newNamespace("rules");
    }

    @TestFactory
    Stream<DynamicTest> examples() {
        return Fixture.all().stream().map(fixture -> DynamicTest.dynamicTest(fixture.name(), () -> {
            try {
                if (fixture.isValid()) {
                    fixture.states().forEach(this::write);
                } else {
                    fixture.states().subList(0, fixture.states().size() - 1).forEach(this::write);
                    assertRefused(fixture);
                }
            } finally {
                cluster.client().resource(fixture.states().getFirst()).inNamespace(namespace).delete();
            }
        }));
    }

    private void assertRefused(Fixture fixture) {
        var expected = fixture.expected().orElseThrow();
        var refusal = assertThrows(KubernetesClientException.class, () -> write(fixture.states().getLast()));
        var message = refusal.getStatus().getMessage();
        assertTrue(message.contains(expected), () -> "expected: " + expected + "\nbut was:  " + message);
    }

    private void write(GenericKubernetesResource state) {
        var resource = cluster.client().resource(state).inNamespace(namespace);
        var stored = resource.get();
        if (stored == null) {
            resource.fieldValidation(Validation.STRICT).create();
        } else {
            stored.setAdditionalProperty("spec", state.getAdditionalProperties().get("spec"));
            cluster.client().resource(stored).fieldValidation(Validation.STRICT).update();
        }
        if (state.getAdditionalProperties().containsKey("status")) {
            var current = resource.get();
            current.setAdditionalProperty("status", state.getAdditionalProperties().get("status"));
            cluster.client().resource(current).updateStatus();
        }
    }
}
