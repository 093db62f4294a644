package dev.herald.worker.probe;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** What may be told of a field's path: whoever wrote a message chose the keys of its recipients, and may have put an address there. */
final class FieldPaths {

    private static final String RECIPIENTS = "recipients.";
    private static final Pattern MEMBER = Pattern.compile("[A-Za-z0-9-]{1,40}(\\[\\d{1,6}])?(\\.[A-Za-z0-9]{1,40})?");
    private static final Pattern INDEX = Pattern.compile("(\\[\\d{1,6}])?");

    private final List<String> channels;

    /** @param channels keys that the pipeline has, which anyone may know */
    FieldPaths(Collection<String> channels) {
        this.channels = List.copyOf(channels);
    }

    String shown(String path) {
        if (path.startsWith(RECIPIENTS)) {
            String rest = path.substring(RECIPIENTS.length());
            boolean known = channels.stream()
                    .anyMatch(key -> rest.startsWith(key) && INDEX.matcher(rest.substring(key.length())).matches());
            return known ? path : RECIPIENTS + "?";
        }
        return path.isEmpty() || MEMBER.matcher(path).matches() ? path : "?";
    }
}
