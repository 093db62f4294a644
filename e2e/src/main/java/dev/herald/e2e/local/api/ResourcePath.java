package dev.herald.e2e.local.api;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A request's path in its parts.
 *
 * @param collection the path up to the plural
 * @param plural such as {@code pods}
 * @param name empty: the collection is meant
 * @param subresource empty: the object itself
 * @param query the parameters
 */
record ResourcePath(String collection, String plural, String name, String subresource, Map<String, String> query) {
    private static final Pattern PATH = Pattern
            .compile("(?<collection>/api(?:s/[^/]+)?/v[^/]+(?:/namespaces/[^/]+)?/(?<plural>[^/]+))"
                    + "(?:/(?<name>[^/]+)(?:/(?<subresource>status|scale))?)?");
    private static final Pattern NAMESPACE = Pattern
            .compile("(?<collection>/api/v1/namespaces)/(?<name>[^/]+)(?:/(?<subresource>status))?");

    static Optional<ResourcePath> of(String uri) {
        int mark = uri.indexOf('?');
        var path = mark < 0 ? uri : uri.substring(0, mark);
        var query = mark < 0 ? Map.<String, String>of() : parameters(uri.substring(mark + 1));
        var namespace = NAMESPACE.matcher(path);
        if (namespace.matches()) {
            return Optional.of(new ResourcePath(namespace.group("collection"), "namespaces", namespace.group("name"),
                    orEmpty(namespace.group("subresource")), query));
        }
        var match = PATH.matcher(path);
        return match.matches()
                ? Optional.of(
                        new ResourcePath(match.group("collection"), match.group("plural"), orEmpty(match.group("name")),
                                orEmpty(match.group("subresource")), query))
                : Optional.empty();
    }

    /** The object's path, without subresource. */
    String object() {
        return collection + "/" + name;
    }

    private static Map<String, String> parameters(String query) {
        return Stream.of(query.split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair.length == 2 ? pair[1] : "",
                        (first, _) -> first));
    }

    private static String orEmpty(String group) {
        return group == null ? "" : group;
    }
}
