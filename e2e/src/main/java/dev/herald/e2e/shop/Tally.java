package dev.herald.e2e.shop;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.herald.e2e.sink.Arrival;
import dev.herald.e2e.sink.Deliveries;

/**
 * The end of the story, counted at the sinks.
 *
 * @param rows one for each channel
 * @param problems what should not be; empty: all is well
 */
public record Tally(List<Row> rows, List<String> problems) {
    /**
     * Messages of a channel, counted by recipient.
     *
     * @param accepted by the ingest
     * @param delivered taken by the sink
     * @param failed refused by the sink at least once
     * @param replayed refused, and taken later
     * @param lost accepted and not delivered
     * @param twice delivered more than once, or the same attempt seen twice
     */
    public record Row(String channel, long accepted, long delivered, long failed, long replayed, long lost,
            long twice) {}

    public static Tally of(Collection<Order> orders, Deliveries deliveries) {
        var expected = orders.stream().flatMap(order -> order.units().stream()).collect(Collectors.toSet());
        var posted = orders.stream().collect(Collectors.toMap(Order::message, Order::digests));
        var rows = expected.stream()
                .map(Arrival.Unit::channel)
                .distinct()
                .sorted()
                .map(channel -> row(channel, expected, deliveries))
                .toList();
        return new Tally(rows, problems(rows, expected, posted, deliveries));
    }

    private static Row row(String channel, Set<Arrival.Unit> expected, Deliveries deliveries) {
        var accepted = deliveries.accepted();
        var refused = deliveries.refused();
        return new Row(channel, count(channel, expected), count(channel, accepted), count(channel, refused),
                count(channel, both(refused, accepted)),
                count(channel, deliveries.lost(expected)), count(channel, deliveries.twice()));
    }

    private static List<String> problems(List<Row> rows, Set<Arrival.Unit> expected, Map<String, Set<String>> posted,
            Deliveries deliveries) {
        var problems = new ArrayList<String>();
        for (var row : rows) {
            if (row.lost() > 0) {
                problems.add(row.lost() + " of " + row.channel() + " lost");
            }
            if (row.twice() > 0) {
                problems.add(row.twice() + " of " + row.channel() + " delivered twice: "
                        + example(row.channel(), deliveries));
            }
            if (row.replayed() != row.failed()) {
                problems.add(
                        row.failed() + " of " + row.channel() + " failed, but " + row.replayed() + " were replayed");
            }
        }
        var corrupted = deliveries.corrupted(posted);
        if (!corrupted.isEmpty()) {
            problems.add(corrupted.size() + " arrived with other attachments than were posted");
        }
        var unknown = new HashSet<>(deliveries.accepted());
        unknown.removeAll(expected);
        if (!unknown.isEmpty()) {
            problems.add(unknown.size() + " arrived that nobody posted");
        }
        return problems;
    }

    private static String example(String channel, Deliveries deliveries) {
        var unit = deliveries.twice()
                .stream()
                .filter(twice -> twice.channel().equals(channel))
                .findFirst()
                .orElseThrow();
        return unit.message() + " by " + deliveries.course(unit);
    }

    private static Set<Arrival.Unit> both(Set<Arrival.Unit> some, Set<Arrival.Unit> others) {
        var both = new HashSet<>(some);
        both.retainAll(others);
        return both;
    }

    private static long count(String channel, Set<Arrival.Unit> units) {
        return units.stream().filter(unit -> unit.channel().equals(channel)).count();
    }

    /** The table, to be printed. */
    public String table() {
        var lines = new ArrayList<String>();
        lines.add("%-8s %9s %10s %7s %9s %5s %6s".formatted("", "accepted", "delivered", "failed", "replayed", "lost",
                "twice"));
        for (var row : rows) {
            lines.add(String.format(Locale.ROOT, "%-8s %,9d %,10d %,7d %,9d %,5d %,6d", row.channel(), row.accepted(),
                    row.delivered(), row.failed(),
                    row.replayed(), row.lost(), row.twice()));
        }
        return String.join("\n", lines);
    }
}
