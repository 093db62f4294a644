package dev.herald.e2e.chart;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One thing that somebody may do, or did.
 *
 * @param group
 *            of the API; empty for the core
 * @param resource
 *            the plural, with {@code /} and the subresource if there is one
 */
public record Permission(String group, String resource, String verb) implements Comparable<Permission> {
    private static final Comparator<Permission> ORDER = Comparator.comparing(Permission::group)
            .thenComparing(Permission::resource)
            .thenComparing(Permission::verb);

    /** All that rules grant. Neither rules nor the log of requests name objects here. */
    public static SortedSet<Permission> granted(List<PolicyRule> rules) {
        SortedSet<Permission> granted = new TreeSet<>();
        for (PolicyRule rule : rules) {
            for (String group : rule.getApiGroups()) {
                for (String resource : rule.getResources()) {
                    rule.getVerbs().forEach(verb -> granted.add(new Permission(group, resource, verb)));
                }
            }
        }
        return granted;
    }

    @Override
    public int compareTo(Permission other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return verb + " " + resource + (group.isEmpty() ? "" : "." + group);
    }
}
