package dev.herald.api.crd;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Adds what the generator (7.5.2) leaves out: list types, without which server-side apply would replace whole lists; the columns in the order in which they
 * are declared; a bound for quantities; and descriptions of the resources themselves.
 */
final class FinishedSchema implements CRDPostProcessor {
    private static final Map<String, String> KEYS = Map.of("conditions", "type", "incidents", "id", "rules", "name",
            "env", "name", "revisions", "revision", "strata",
            "stratum");
    private static final long QUANTITY_LENGTH = 32;
    private static final Set<String> ORDERED = Set.of("providers", "steps", "evidence", "policies");

    @Override
    public HasMetadata process(HasMetadata resource, String version) {
        CustomResourceDefinition definition = (CustomResourceDefinition) resource;
        Class<?> type = GenerateCrds.RESOURCES.stream()
                .filter(each -> HasMetadata.getKind(each).equals(definition.getSpec().getNames().getKind()))
                .findFirst()
                .orElseThrow();
        definition.getSpec().getVersions().forEach(each -> finish(each, type));
        return definition;
    }

    private static void finish(CustomResourceDefinitionVersion version, Class<?> type) {
        List<String> declared = Stream.of(type.getAnnotationsByType(AdditionalPrinterColumn.class))
                .map(AdditionalPrinterColumn::name)
                .toList();
        // The server leaves a priority of 0 out, and kubectl apply would add it again for ever.
        version.getAdditionalPrinterColumns()
                .stream()
                .filter(column -> Integer.valueOf(0).equals(column.getPriority()))
                .forEach(column -> column.setPriority(null));
        version.setAdditionalPrinterColumns(version.getAdditionalPrinterColumns()
                .stream()
                .sorted(Comparator
                        .comparing((CustomResourceColumnDefinition column) -> declared.indexOf(column.getName())))
                .toList());
        JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
        root.setDescription(type.getAnnotation(JsonClassDescription.class).value());
        root.getProperties().get("spec").setDescription("What it shall be; yours to write.");
        root.getProperties().get("status").setDescription("What it is; the operator writes it.");
        complete("", root);
    }

    private static void complete(String name, JSONSchemaProps schema) {
        if ("array".equals(schema.getType())) {
            JSONSchemaProps item = schema.getItems().getSchema();
            if (KEYS.containsKey(name) && "object".equals(item.getType())) {
                schema.setXKubernetesListType("map");
                schema.setXKubernetesListMapKeys(List.of(KEYS.get(name)));
            } else if (ORDERED.contains(name)) {
                schema.setXKubernetesListType("atomic");
            } else if ("string".equals(item.getType())) {
                schema.setXKubernetesListType("set");
            } else {
                throw new IllegalStateException(
                        "list " + name + ": say in FinishedSchema whether it is keyed or ordered");
            }
            complete("", item);
        }
        if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
            schema.setMaxLength(QUANTITY_LENGTH);
        }
        if (schema.getProperties() != null) {
            schema.getProperties().forEach(FinishedSchema::complete);
        }
    }
}
