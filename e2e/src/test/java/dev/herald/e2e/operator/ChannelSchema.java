package dev.herald.e2e.operator;

import static dev.herald.e2e.process.Patience.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The schema of channels on an API server, as this version of Herald has it, an older one, or a newer one. The server goes by it when a method returns: it takes a moment. */
final class ChannelSchema {
    private static final Path DEFINITION = Path.of("..", "crds", "channels.herald.dev.yaml");
    private static final String PROBE = """
            apiVersion: herald.dev/v1alpha1
            kind: Channel
            metadata: {name: probe, namespace: default}
            spec:
            """;

    private final KubernetesClient client;

    ChannelSchema(KubernetesClient client) {
        this.client = client;
    }

    /** The schema of an older version, which looked at nothing. */
    void loosen() throws IOException {
        JSONSchemaProps anything = new JSONSchemaProps();
        anything.setType("object");
        anything.setXKubernetesPreserveUnknownFields(true);
        apply(new CustomResourceDefinitionBuilder(definition()).editSpec()
                .editFirstVersion()
                .withNewSchema()
                .withOpenAPIV3Schema(anything)
                .endSchema()
                .endVersion()
                .endSpec()
                .build());
        await().until(() -> takes(PROBE + "  speed: 5\n"));
    }

    /** The schema of this version. */
    void tighten() throws IOException {
        apply(definition());
        await().until(() -> !takes(PROBE + "  speed: 5\n"));
    }

    /** The schema of a newer version, which has one more field; {@code spec} is one that this version takes. */
    void extend(String field, String spec) throws IOException {
        CustomResourceDefinition newer = definition();
        JSONSchemaProps number = new JSONSchemaProps();
        number.setType("integer");
        newer.getSpec()
                .getVersions()
                .getFirst()
                .getSchema()
                .getOpenAPIV3Schema()
                .getProperties()
                .get("spec")
                .getProperties()
                .put(field, number);
        apply(newer);
        GenericKubernetesResource probe = resource(PROBE + spec + "  %s: 5\n".formatted(field));
        await().until(() -> client.resource(probe).dryRun().create().get("spec", field) != null);
    }

    private void apply(CustomResourceDefinition definition) {
        client.resource(definition).fieldManager("person").forceConflicts().serverSideApply();
    }

    private boolean takes(String yaml) {
        try {
            client.resource(resource(yaml)).dryRun().create();
            return true;
        } catch (KubernetesClientException refused) {
            return false;
        }
    }

    private static GenericKubernetesResource resource(String yaml) {
        return Serialization.unmarshal(yaml, GenericKubernetesResource.class);
    }

    private static CustomResourceDefinition definition() throws IOException {
        return Serialization.unmarshal(Files.readString(DEFINITION), CustomResourceDefinition.class);
    }
}
