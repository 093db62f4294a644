package dev.herald.worker.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts messages by their format and by where they are held. */
final class Census {

    /** Where messages are held. What is pending lies in the log as well. */
    enum Held {
        log, pending, quarantine
    }

    /** So many of one format in one place. */
    record Count(String format, Held place, long count) {}

    private final Map<Held, Map<String, Long>> counts = new TreeMap<>();

    void add(Held place, String format) {
        counts.computeIfAbsent(place, _ -> new TreeMap<>()).merge(format, 1L, Long::sum);
    }

    List<Count> counts() {
        var list = new ArrayList<Count>();
        counts.forEach((place, formats) -> formats.forEach(
                (format, count) -> list.add(new Count(format, place, count))));
        return list;
    }
}
