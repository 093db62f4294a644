package dev.herald.e2e.sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What came in at the sinks, of all channels: the truth that everything else is measured by. Safe for many threads. */
public final class Deliveries {
    /**
     * An arrival and whether the sink took it.
     *
     * @param accepted false: it was refused
     */
    public record Delivery(Arrival arrival, boolean accepted) {}

    private final List<Delivery> all = new ArrayList<>();
    private final Consumer<Delivery> journal;

    /** Nothing has come in yet. */
    public Deliveries() {
        this(delivery -> {
        });
    }

    /**
     * Nothing has come in yet.
     *
     * @param journal is given each delivery before anybody else knows of it
     */
    public Deliveries(Consumer<Delivery> journal) {
        this.journal = journal;
    }

    /** Records one; the sinks call this before they answer. */
    public synchronized void record(Arrival arrival, boolean accepted) {
        Delivery delivery = new Delivery(arrival, accepted);
        journal.accept(delivery);
        recall(delivery);
    }

    /** Takes in what was recorded before, by another process or another life of this one. */
    public synchronized void recall(Delivery delivery) {
        all.add(delivery);
        notifyAll();
    }

    /**
     * Returns when this holds, which is looked at with each arrival.
     *
     * @return false: it does not hold yet, and the time is over
     */
    public synchronized boolean await(Predicate<Deliveries> holds, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!holds.test(this)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    /** Those from that one on, counted from 0 in the order of arrival. */
    public synchronized List<Delivery> from(int first) {
        return List.copyOf(all.subList(Math.min(first, all.size()), all.size()));
    }

    /** Everything so far, in the order of arrival. */
    public synchronized List<Delivery> all() {
        return List.copyOf(all);
    }

    /** How many arrivals there were so far that match. */
    public synchronized long count(Predicate<Delivery> which) {
        return all.stream().filter(which).count();
    }

    /** The units that were accepted at least once. */
    public Set<Arrival.Unit> accepted() {
        return units(Delivery::accepted);
    }

    /** The units that were refused at least once. */
    public Set<Arrival.Unit> refused() {
        return units(delivery -> !delivery.accepted());
    }

    /** Those of the expected units that no sink has accepted. */
    public Set<Arrival.Unit> lost(Collection<Arrival.Unit> expected) {
        var lost = expected.stream().collect(Collectors.toSet());
        lost.removeAll(accepted());
        return lost;
    }

    /** Units that were accepted more than once, or arrived more than once with the same attempt. */
    public Set<Arrival.Unit> twice() {
        var twice = new HashSet<>(moreThanOnce(Delivery::accepted, Arrival::unit).keySet());
        twice.addAll(sameAttemptTwice());
        return twice;
    }

    /** How one unit came in, for people: each attempt, whether it was taken, and when. */
    public String course(Arrival.Unit unit) {
        return all().stream()
                .filter(delivery -> delivery.arrival().unit().equals(unit))
                .map(delivery -> "attempt %d %s at %s".formatted(delivery.arrival().attempt(),
                        delivery.accepted() ? "taken" : "refused", delivery.arrival().at()))
                .collect(Collectors.joining(", "));
    }

    /** Units that arrived more than once with the same attempt: what no fault excuses. */
    public Set<Arrival.Unit> sameAttemptTwice() {
        return moreThanOnce(delivery -> true, arrival -> List.of(arrival.unit(), arrival.attempt())).values()
                .stream()
                .map(arrivals -> arrivals.getFirst().unit())
                .collect(Collectors.toSet());
    }

    /**
     * Units that were accepted with other attachments than were posted.
     *
     * @param posted SHA-256 of each attachment in hex, by {@code Herald-Message}
     */
    public Set<Arrival.Unit> corrupted(Map<String, Set<String>> posted) {
        return units(delivery -> delivery.accepted()
                && !delivery.arrival()
                        .attachments()
                        .equals(posted.getOrDefault(delivery.arrival().message(), Set.of())));
    }

    private Set<Arrival.Unit> units(Predicate<Delivery> which) {
        return all().stream().filter(which).map(delivery -> delivery.arrival().unit()).collect(Collectors.toSet());
    }

    private <K> Map<K, List<Arrival>> moreThanOnce(Predicate<Delivery> which, Function<Arrival, K> key) {
        Map<K, List<Arrival>> byKey = all().stream()
                .filter(which)
                .map(Delivery::arrival)
                .collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
        byKey.values().removeIf(arrivals -> arrivals.size() == 1);
        return byKey;
    }

    /** The messages of these units, sorted, to be shown. */
    public static List<String> messages(Collection<Arrival.Unit> units) {
        return List.copyOf(units.stream().map(Arrival.Unit::message).collect(Collectors.toCollection(TreeSet::new)));
    }
}
