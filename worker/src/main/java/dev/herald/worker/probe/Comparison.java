package dev.herald.worker.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares canonical messages, member by member. Absent is the same as null, and a member that the serving image does not know
 * cannot differ: a newer image may tell of more.
 */
final class Comparison {

    private static final String RECIPIENTS = "recipients";
    /** Their members are the sender's own: all of them count, and none is named. */
    private static final Set<String> OPAQUE = Set.of("data", "tags");

    private final FieldPaths paths;

    Comparison(FieldPaths paths) {
        this.paths = paths;
    }

    /** What the target has made of a message otherwise than the serving image; empty when they agree. */
    List<Difference> compare(JsonNode serving, JsonNode target) {
        var found = new ArrayList<Difference>();
        compare("", serving, target, found);
        return found;
    }

    private void compare(String path, JsonNode before, JsonNode after, List<Difference> found) {
        if (isAbsent(before) || isAbsent(after)) {
            if (isAbsent(before) != isAbsent(after)) {
                add(path, isAbsent(after) ? "was lost" : "was added", found);
            }
        } else if (OPAQUE.contains(path)) {
            if (!before.equals(after)) {
                add(path, before.size() == after.size() ? "differs" : became(before.size(), after.size()), found);
            }
        } else if (before.isObject() && after.isObject()) {
            names(path, before, after).forEach(
                    name -> compare(path.isEmpty() ? name : path + "." + name, before.path(name), after.path(name),
                            found));
        } else if (before.isArray() && after.isArray()) {
            compareLists(path, before, after, found);
        } else if (!before.equals(after)) {
            boolean lengths = before.isIntegralNumber() && after.isIntegralNumber();
            add(path, lengths ? became(before.longValue(), after.longValue()) : "differs", found);
        }
    }

    private void compareLists(String path, JsonNode before, JsonNode after, List<Difference> found) {
        if (before.size() != after.size()) {
            add(path, became(before.size(), after.size()), found);
            return;
        }
        for (int i = 0; i < before.size(); i++) {
            compare("%s[%d]".formatted(path, i), before.get(i), after.get(i), found);
        }
    }

    private static Set<String> names(String path, JsonNode before, JsonNode after) {
        var names = new TreeSet<String>();
        before.fieldNames().forEachRemaining(names::add);
        if (path.equals(RECIPIENTS)) {
            after.fieldNames().forEachRemaining(names::add);
        }
        return names;
    }

    private void add(String path, String difference, List<Difference> found) {
        found.add(new Difference(paths.shown(path), difference));
    }

    private static String became(long before, long after) {
        return before + " became " + after;
    }

    private static boolean isAbsent(JsonNode node) {
        return node == null || node.isNull() || node instanceof MissingNode;
    }
}
