package dev.herald.e2e.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who may do what, and reach what. */
class AccessTest {
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)`([^|]*)\\| ([a-z, ]+) \\|.*");

    @Test
    void theOperatorMayDoItsWorkInAllNamespaces() {
        Rendered rendered = Chart.herald().render();
        ClusterRoleBinding binding = rendered.one(ClusterRoleBinding.class);

        assertEquals(new RoleRef("rbac.authorization.k8s.io", "ClusterRole", "herald-operator"), binding.getRoleRef());
        assertEquals(List.of(new Subject("", "ServiceAccount", "herald-operator", "herald")),
                of(binding.getSubjects()));
        assertEquals("herald-operator", rendered.one(ServiceAccount.class).getMetadata().getName());
        assertEquals("herald-operator",
                rendered.one(Deployment.class).getSpec().getTemplate().getSpec().getServiceAccountName());
        assertEquals(List.of("herald/herald-operator-lease"), roles(rendered));
    }

    @Test
    void orInNamedNamespacesAndNowhereElse() {
        Rendered everywhere = Chart.herald().render();
        Rendered rendered = Chart.herald().render("watchNamespaces: [shop, billing]");

        assertEquals(List.of("shop/herald-operator", "billing/herald-operator", "herald/herald-operator-lease"),
                roles(rendered));
        assertEquals(List.of(), rendered.all(ClusterRoleBinding.class));
        assertEquals(List.of("herald-operator-view", "herald-operator-edit", "herald-operator-approver"),
                rendered.all(ClusterRole.class).stream().map(role -> role.getMetadata().getName()).toList());
        List<PolicyRule> rules = everywhere.one(ClusterRole.class, "herald-operator").getRules();
        rendered.all(Role.class, "herald-operator").forEach(role -> assertEquals(rules, role.getRules()));
        for (RoleBinding binding : rendered.all(RoleBinding.class)) {
            assertEquals(new RoleRef("rbac.authorization.k8s.io", "Role", binding.getMetadata().getName()),
                    binding.getRoleRef());
            assertEquals(List.of(new Subject("", "ServiceAccount", "herald-operator", "herald")),
                    of(binding.getSubjects()));
        }
        assertEquals(3, rendered.all(RoleBinding.class).size());
    }

    @Test
    void whoBringsRolesOfTheirOwnGetsNone() {
        Rendered rendered = Chart.herald().render("rbac: {create: false, aggregate: false}");

        assertEquals(List.of(), roles(rendered));
        assertEquals(List.of(), rendered.all(ClusterRole.class));
        assertEquals(List.of(), rendered.all(ClusterRoleBinding.class));
        assertEquals(List.of(), rendered.all(RoleBinding.class));
    }

    @Test
    void nothingIsGrantedByWildcardAndNoSecret() {
        Rendered rendered = Chart.herald().render();

        Set<Permission> granted = new TreeSet<>();
        rendered.all(ClusterRole.class).forEach(role -> granted.addAll(Permission.granted(role.getRules())));
        rendered.all(Role.class).forEach(role -> granted.addAll(Permission.granted(role.getRules())));

        assertTrue(granted.stream().noneMatch(permission -> permission.toString().contains("*")), granted + "");
        assertTrue(granted.stream().noneMatch(permission -> permission.resource().startsWith("secrets")), granted + "");
        assertTrue(granted.size() > 40, granted + "");
    }

    @Test
    void theClustersOwnRolesTakeTheResourcesUp() {
        Rendered rendered = Chart.herald().render();
        ClusterRole view = rendered.one(ClusterRole.class, "herald-operator-view");
        ClusterRole edit = rendered.one(ClusterRole.class, "herald-operator-edit");

        assertEquals("true", view.getMetadata().getLabels().get("rbac.authorization.k8s.io/aggregate-to-view"));
        assertEquals("true", edit.getMetadata().getLabels().get("rbac.authorization.k8s.io/aggregate-to-edit"));
        assertEquals(Set.of("get", "list", "watch"),
                Permission.granted(view.getRules()).stream().map(Permission::verb).collect(Collectors.toSet()));
        assertTrue(Permission.granted(edit.getRules()).stream().noneMatch(may -> may.resource().endsWith("/status")));
    }

    @Test
    void theDocumentSaysWhatIsGranted() throws IOException {
        Rendered rendered = Chart.herald().render();

        assertEquals(spelled(rendered.one(ClusterRole.class, "herald-operator").getRules()), documented("permissions"));
        assertEquals(spelled(rendered.one(Role.class).getRules()), documented("lease"));
    }

    @Test
    void theNetworkLetsThroughWhatIsNeeded() {
        NetworkPolicy policy = Chart.herald().render().one(NetworkPolicy.class);
        List<NetworkPolicyEgressRule> egress = policy.getSpec().getEgress();

        assertEquals(List.of("Ingress", "Egress"), policy.getSpec().getPolicyTypes());
        assertEquals(List.of("TCP 8080"), ports(policy.getSpec().getIngress().getFirst().getPorts()));
        assertEquals(List.of(), policy.getSpec().getIngress().getFirst().getFrom());
        assertEquals(List.of(List.of("UDP 53", "TCP 53"), List.of("TCP 443", "TCP 6443"), List.of("TCP 8080")),
                egress.stream().map(rule -> ports(rule.getPorts())).toList());
        assertEquals(Map.of("app.kubernetes.io/managed-by", "herald", "herald.dev/role", "status"),
                egress.getLast().getTo().getFirst().getPodSelector().getMatchLabels());
        assertTrue(egress.getLast().getTo().getFirst().getNamespaceSelector().getMatchExpressions().isEmpty());
    }

    @Test
    void theNetworkIsNarrowerForWhoSaysMore() {
        NetworkPolicy policy = Chart.herald().render("""
                watchNamespaces: [shop]
                networkPolicy:
                  from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
                  apiServerCidrs: [10.0.0.1/32]
                  apiServerPorts: [8443]
                """).one(NetworkPolicy.class);
        List<NetworkPolicyEgressRule> egress = policy.getSpec().getEgress();

        assertEquals(Map.of("kubernetes.io/metadata.name", "monitoring"),
                policy.getSpec().getIngress().getFirst().getFrom().getFirst().getNamespaceSelector().getMatchLabels());
        assertEquals("10.0.0.1/32", egress.get(1).getTo().getFirst().getIpBlock().getCidr());
        assertEquals(List.of("TCP 8443"), ports(egress.get(1).getPorts()));
        assertEquals(List.of("shop"), egress.getLast()
                .getTo()
                .getFirst()
                .getNamespaceSelector()
                .getMatchExpressions()
                .getFirst()
                .getValues());
        assertEquals(List.of(),
                Chart.herald().render("networkPolicy: {create: false}").all(NetworkPolicy.class));
    }

    private static List<String> roles(Rendered rendered) {
        return rendered.all(Role.class)
                .stream()
                .map(role -> role.getMetadata().getNamespace() + "/" + role.getMetadata().getName())
                .toList();
    }

    /** What the API server would add. */
    private static List<Subject> of(List<Subject> subjects) {
        return subjects.stream()
                .map(subject -> new Subject("", subject.getKind(), subject.getName(), subject.getNamespace()))
                .toList();
    }

    private static List<String> ports(List<NetworkPolicyPort> ports) {
        return ports.stream().map(port -> port.getProtocol() + " " + port.getPort().getIntVal()).toList();
    }

    /** Verbs by resource, as the document writes them. */
    private static Map<String, Set<String>> spelled(List<PolicyRule> rules) {
        Map<String, Set<String>> spelled = new TreeMap<>();
        for (PolicyRule rule : rules) {
            String named = rule.getResourceNames().isEmpty()
                    ? ""
                    : " named `%s`".formatted(rule.getResourceNames().getFirst());
            Permission.granted(List.of(rule))
                    .forEach(may -> spelled
                            .computeIfAbsent(may.resource() + (may.group().isEmpty() ? "" : "." + may.group()) + named,
                                    none -> new TreeSet<>())
                            .add(may.verb()));
        }
        return spelled;
    }

    private static Map<String, Set<String>> documented(String table) throws IOException {
        Map<String, Set<String>> documented = new TreeMap<>();
        Files.readAllLines(Path.of("..", "docs", "install.md"))
                .stream()
                .dropWhile(line -> !line.startsWith("<!-- " + table + ":"))
                .skip(3)
                .takeWhile(line -> line.startsWith("|"))
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .forEach(row -> documented.put(row.group(1) + (" " + row.group(2).strip()).stripTrailing(),
                        new TreeSet<>(List.of(row.group(3).split(", ")))));
        return documented;
    }
}
