package dev.herald.worker.replay;

import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.FeedRecord;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The feeds of all partitions, and which of them is next. */
final class Feeds {

    private static final Comparator<Map.Entry<Place, PartitionFeed>> BY_RANK = Comparator
            .comparing((Map.Entry<Place, PartitionFeed> entry) -> entry.getValue().rank())
            .thenComparing(Map.Entry::getKey);
    /** So that a partition whose sender is slow or away does not take the room of all. */
    private static final Comparator<Map.Entry<Place, PartitionFeed>> FEWEST_OUTSTANDING = Comparator
            .comparing((Map.Entry<Place, PartitionFeed> entry) -> entry.getValue().outstanding())
            .thenComparing(BY_RANK);

    private final Map<Place, PartitionFeed> feeds;
    private final Trial trial;

    /** What kept it from asking for more. */
    enum Limit {
        NOTHING_WAITS, SUSPENDED, SENDERS, PACE
    }

    /** How many were asked for, and why no more. */
    record Fed(int records, Limit limit) {}

    /** @param trial how many are tried first */
    Feeds(Map<Place, PartitionFeed> feeds, int trial) {
        this.feeds = new TreeMap<>(feeds);
        this.trial = new Trial(trial, this.feeds.values());
    }

    void apply(Place place, long offset, Instant at, Fact fact) {
        feeds.get(place).apply(offset, at, fact);
    }

    void settle() {
        feeds.values().forEach(PartitionFeed::settle);
    }

    void notFed(Place place, FeedRecord record) {
        feeds.get(place).notFed(record);
    }

    Standing standing() {
        return feeds.values().stream().map(PartitionFeed::standing).reduce(Standing.NONE, Standing::plus);
    }

    Trial.Result trial() {
        return trial.result();
    }

    int outstanding() {
        return feeds.values().stream().mapToInt(PartitionFeed::outstanding).sum();
    }

    /** Channels whose senders have something to send, or will be asked for it. */
    Set<String> unfinished() {
        return feeds.entrySet()
                .stream()
                .filter(entry -> entry.getValue().hasNext() || entry.getValue().outstanding() > 0)
                .map(entry -> entry.getKey().channel())
                .collect(Collectors.toSet());
    }

    /** Gives, once, what has turned out since as no longer to be sent. */
    void lost(BiConsumer<Place, List<Tally.Lost>> taker) {
        feeds.forEach((place, feed) -> taker.accept(place, feed.lost()));
    }

    /**
     * Asks for as many as may be.
     *
     * @param pace
     *            no more than this
     * @param suspended
     *            of these nothing is asked
     */
    Fed feed(Step.Feed step, int pace, Predicate<Place> suspended, BiConsumer<Place, FeedRecord> taker) {
        Set<Place> held = feeds.keySet().stream().filter(suspended).collect(Collectors.toSet());
        long room = step.mostOutstanding() - outstanding();
        int records = 0;
        while (true) {
            var next = feeds.entrySet()
                    .stream()
                    .filter(entry -> entry.getValue().hasNext())
                    .filter(entry -> step.isInOrder()
                            || !held.contains(entry.getKey()) && !entry.getValue().isFull())
                    .min(step.isInOrder() ? BY_RANK : FEWEST_OUTSTANDING);
            if (next.isEmpty()) {
                return new Fed(records, whyNone(held));
            }
            Place place = next.get().getKey();
            if (held.contains(place)) {
                return new Fed(records, Limit.SUSPENDED);
            }
            if (records >= room || next.get().getValue().isFull()) {
                return new Fed(records, Limit.SENDERS);
            }
            if (records >= pace) {
                return new Fed(records, Limit.PACE);
            }
            taker.accept(place, next.get().getValue().next());
            records++;
        }
    }

    private Limit whyNone(Set<Place> held) {
        if (feeds.entrySet().stream().anyMatch(it -> it.getValue().hasNext() && !held.contains(it.getKey()))) {
            return Limit.SENDERS;
        }
        return feeds.values().stream().anyMatch(PartitionFeed::hasNext) ? Limit.SUSPENDED : Limit.NOTHING_WAITS;
    }
}
