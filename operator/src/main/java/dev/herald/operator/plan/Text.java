package dev.herald.operator.plan;

import java.util.Collection;
import java.util.List;

/** Texts within the bounds of the schema. */
public final class Text {
    private static final int LISTED = 5;

    private Text() {
    }

    /** The text, cut if it is longer than that many characters; null stays null. */
    public static String atMost(int characters, String text) {
        return text == null || text.length() <= characters ? text : text.substring(0, characters - 1) + "…";
    }

    /** The first few, and how many more there are. */
    public static String list(Collection<String> names) {
        List<String> first = names.stream().limit(LISTED).toList();
        String more = names.size() > LISTED ? " and %d more".formatted(names.size() - LISTED) : "";
        return String.join(", ", first) + more;
    }
}
