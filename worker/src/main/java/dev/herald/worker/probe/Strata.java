package dev.herald.worker.probe;

import dev.herald.worker.ledger.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Draws a sample in which every kind of message is there, however rare: up to 20 of each stratum, spread evenly over the log. The
 * draw is the same for the same log. Takes memory by the number of strata, not of messages.
 */
final class Strata {

    private static final String OLDEST = "oldest";
    private static final String NEWEST = "newest";
    private static final String TAG = "tag=";
    private static final int EACH = 20;
    private static final int FREQUENT_TAGS = 10;
    /** As many as there are classes of a channel: a tag that is new in each message must not fill the memory. */
    private static final int MOST_TAGS = 500;

    private static final Comparator<Candidate> BY_PLACE = Comparator.comparing(Candidate::place);
    private static final Comparator<Candidate> SPREAD = Comparator.comparingLong(Strata::hash).thenComparing(BY_PLACE);
    private static final Comparator<Candidate> BY_TIME = Comparator
            .comparing((Candidate candidate) -> candidate.head().accepted())
            .thenComparing(BY_PLACE);

    /** What a tag may be. A producer that writes something else into the header may have written an address. */
    private static final Pattern NAMEABLE = Pattern.compile("[A-Za-z0-9._:/=-]+");

    private record Candidate(Place place, Head head) {}

    /** The first candidates in an order, of any number. */
    private static final class Draw {
        private final TreeSet<Candidate> first;
        private long offered;

        Draw(Comparator<Candidate> order) {
            this.first = new TreeSet<>(order);
        }

        void offer(Candidate candidate) {
            offered++;
            first.add(candidate);
            if (first.size() > EACH) {
                first.pollLast();
            }
        }
    }

    private final Set<String> keys;
    private final Map<String, Draw> draws = new TreeMap<>();
    private int tags;

    /** @param keys of the pipeline's channels; each is a stratum */
    Strata(List<String> keys) {
        this.keys = Set.copyOf(keys);
    }

    /** The strata of a message but its tags and its age. */
    static List<String> of(Head head, Set<String> keys) {
        var strata = new ArrayList<String>();
        strata.add(attachments(switch (head.attachments()) {
            case YES -> "true";
            case NO -> "false";
            case UNKNOWN -> "unknown";
        }));
        strata.add(tags(!head.tags().isEmpty()));
        head.channels().stream().filter(keys::contains).distinct().map(Strata::channel).forEach(strata::add);
        strata.add(format(head.format()));
        return strata;
    }

    /** The strata that no sample may lack. */
    static Set<String> required(List<String> keys, List<String> formats) {
        var strata = new LinkedHashSet<>(List.of(attachments("true"), attachments("false"), tags(true), tags(false)));
        keys.forEach(key -> strata.add(channel(key)));
        formats.forEach(format -> strata.add(format(format)));
        return strata;
    }

    void add(Place place, Head head) {
        if (head.format().equals(Labels.UNKNOWN_FORMAT)) {
            return;
        }
        var candidate = new Candidate(place, head);
        of(head, keys).forEach(stratum -> draw(stratum).offer(candidate));
        draws.computeIfAbsent(OLDEST, _ -> new Draw(BY_TIME)).offer(candidate);
        draws.computeIfAbsent(NEWEST, _ -> new Draw(BY_TIME.reversed())).offer(candidate);
        head.tags()
                .stream()
                .filter(tag -> NAMEABLE.matcher(tag).matches())
                .distinct()
                .forEach(tag -> addTag(TAG + tag, candidate));
    }

    private void addTag(String stratum, Candidate candidate) {
        if (!draws.containsKey(stratum)) {
            if (tags == MOST_TAGS) {
                return;
            }
            tags++;
        }
        draw(stratum).offer(candidate);
    }

    private Draw draw(String stratum) {
        return draws.computeIfAbsent(stratum, _ -> new Draw(SPREAD));
    }

    /**
     * The sample: places in the log, each with its strata, of which the first is the one it was drawn for. Strata take turns, so
     * that a limit leaves something of each.
     *
     * @param samples
     *            at most so many
     * @param bytes
     *            at most so many of values
     */
    Map<Place, List<String>> choose(int samples, long bytes) {
        var chosen = new LinkedHashMap<Place, List<String>>();
        Map<String, Draw> drawn = frequent();
        Map<String, List<Candidate>> waiting = new LinkedHashMap<>();
        drawn.forEach((stratum, draw) -> waiting.put(stratum, new ArrayList<>(draw.first)));
        long left = bytes;
        while (!waiting.isEmpty() && chosen.size() < samples) {
            for (var turn : List.copyOf(waiting.entrySet())) {
                long room = left;
                turn.getValue().removeIf(it -> chosen.containsKey(it.place()) || it.head().size() > room);
                if (turn.getValue().isEmpty()) {
                    waiting.remove(turn.getKey());
                } else if (chosen.size() < samples) {
                    Candidate next = turn.getValue().removeFirst();
                    chosen.put(next.place(), strata(turn.getKey(), next, drawn));
                    left -= next.head().size();
                }
            }
        }
        return chosen;
    }

    private List<String> strata(String first, Candidate candidate, Map<String, Draw> drawn) {
        var strata = new LinkedHashSet<>(List.of(first));
        strata.addAll(of(candidate.head(), keys));
        drawn.forEach((stratum, draw) -> {
            boolean hasTag = stratum.startsWith(TAG)
                    && candidate.head().tags().contains(stratum.substring(TAG.length()));
            boolean isOfAge = Set.of(OLDEST, NEWEST).contains(stratum) && draw.first.contains(candidate);
            if (hasTag || isOfAge) {
                strata.add(stratum);
            }
        });
        return List.copyOf(strata);
    }

    private Map<String, Draw> frequent() {
        Set<String> rare = draws.entrySet()
                .stream()
                .filter(entry -> entry.getKey().startsWith(TAG))
                .sorted(Comparator.comparingLong(entry -> -entry.getValue().offered))
                .skip(FREQUENT_TAGS)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        var frequent = new TreeMap<>(draws);
        frequent.keySet().removeAll(rare);
        return frequent;
    }

    private static String attachments(String value) {
        return "attachments=" + value;
    }

    private static String tags(boolean some) {
        return "tags=" + (some ? "some" : "none");
    }

    private static String channel(String key) {
        return "channel=" + key;
    }

    private static String format(String key) {
        return "format=" + key;
    }

    // Neighbours in the log are alike: what comes first in this order lies anywhere.
    private static long hash(Candidate candidate) {
        long mixed = candidate.place().offset() * 0x9E3779B97F4A7C15L + candidate.place().partition();
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        return mixed ^ mixed >>> 31;
    }
}
