package dev.herald.e2e.local.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.APIGroupBuilder;
import io.fabric8.kubernetes.api.model.APIGroupListBuilder;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceBuilder;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;

/** What kubectl asks before it asks for anything: the kinds there are, and how they are called. */
final class Discovery {
    private static final List<String> VERBS = List.of("create", "delete", "get", "list", "patch", "update", "watch");

    private final ObjectMapper json = Serialization.jsonMapper();
    private final Map<String, List<APIResource>> resources = new TreeMap<>();

    Discovery(List<CustomResourceDefinition> definitions) {
        add("v1", resource("ConfigMap", "configmaps", "cm"), resource("Event", "events", "ev"),
                cluster("Namespace", "namespaces", "ns"),
                resource("Pod", "pods", "po"), resource("Secret", "secrets"), resource("Service", "services", "svc"),
                resource("ServiceAccount", "serviceaccounts", "sa"));
        add("apps/v1", resource("Deployment", "deployments", "deploy"), scale("deployments"));
        add("batch/v1", resource("Job", "jobs"));
        add("coordination.k8s.io/v1", resource("Lease", "leases"));
        add("events.k8s.io/v1", resource("Event", "events", "ev"));
        add("apiextensions.k8s.io/v1", cluster("CustomResourceDefinition", "customresourcedefinitions", "crd", "crds"));
        definitions.forEach(this::add);
    }

    /** The answer to a discovery request; empty when this is none. */
    Optional<JsonNode> answer(String uri) {
        var path = uri.split("\\?")[0].replaceAll("/$", "");
        return Optional.ofNullable(switch (path) {
            case "/version" ->
                json.createObjectNode().put("major", "1").put("minor", "36").put("gitVersion", "v1.36.0+herald-mock");
            case "/livez", "/readyz", "/healthz" -> json.createObjectNode().put("status", "ok");
            case "/api" ->
                json.createObjectNode().put("kind", "APIVersions").set("versions", json.createArrayNode().add("v1"));
            case "/apis" -> groups();
            case String p when p.startsWith("/api") && resources.containsKey(groupVersion(p)) ->
                json.valueToTree(new APIResourceListBuilder()
                        .withGroupVersion(groupVersion(p))
                        .withResources(resources.get(groupVersion(p)))
                        .build());
            default -> null;
        });
    }

    private static String groupVersion(String path) {
        return path.replaceFirst("^/apis?/", "");
    }

    private JsonNode groups() {
        var groups = resources.keySet().stream().filter(version -> version.contains("/")).map(version -> {
            var parts = version.split("/");
            return new APIGroupBuilder().withName(parts[0])
                    .addNewVersion(version, parts[1])
                    .withNewPreferredVersion(version, parts[1])
                    .build();
        }).toList();
        return json.valueToTree(new APIGroupListBuilder().withGroups(groups).build());
    }

    private void add(CustomResourceDefinition definition) {
        var spec = definition.getSpec();
        var names = spec.getNames();
        for (var version : spec.getVersions()) {
            var resource = new APIResourceBuilder(resource(names.getKind(), names.getPlural()))
                    .withNamespaced("Namespaced".equals(spec.getScope()))
                    .withSingularName(names.getSingular())
                    .withShortNames(names.getShortNames())
                    .withCategories(names.getCategories())
                    .build();
            var list = new ArrayList<>(
                    List.of(resource, subresource(names.getPlural() + "/status", names.getKind())));
            if (version.getSubresources() != null && version.getSubresources().getScale() != null) {
                list.add(scale(names.getPlural()));
            }
            resources.merge(spec.getGroup() + "/" + version.getName(), list, (some, more) -> {
                var both = new ArrayList<>(some);
                both.addAll(more);
                return both;
            });
        }
    }

    private void add(String groupVersion, APIResource... list) {
        resources.put(groupVersion, List.of(list));
    }

    private static APIResource resource(String kind, String plural, String... shortNames) {
        return new APIResourceBuilder().withKind(kind)
                .withName(plural)
                .withSingularName(kind.toLowerCase(Locale.ROOT))
                .withNamespaced(true)
                .withShortNames(shortNames)
                .withVerbs(VERBS)
                .build();
    }

    private static APIResource cluster(String kind, String plural, String... shortNames) {
        return new APIResourceBuilder(resource(kind, plural, shortNames)).withNamespaced(false).build();
    }

    private static APIResource subresource(String name, String kind) {
        return new APIResourceBuilder().withKind(kind)
                .withName(name)
                .withNamespaced(true)
                .withVerbs("get", "patch", "update")
                .build();
    }

    private static APIResource scale(String plural) {
        return new APIResourceBuilder(subresource(plural + "/scale", "Scale")).withGroup("autoscaling")
                .withVersion("v1")
                .build();
    }
}
