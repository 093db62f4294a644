package dev.herald.worker.status.backlog;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;

import dev.herald.worker.status.scaling.LogFigures;

/** What has arrived in the log, by channel, and how much of it waits; from the headers of its records and from commits. */
public final class Backlog {

    private static final int MOST_KEYS = 20;
    private static final int LONGEST_KEY = 100;

    /** Of one channel. */
    private static final class ChannelBacklog {
        private final Map<Integer, PartitionBacklog> partitions = new HashMap<>();
        private final Map<Integer, PartitionArrivals> arrivals = new HashMap<>();
        private long arrived;

        PartitionBacklog partition(int number) {
            return partitions.computeIfAbsent(number, _ -> new PartitionBacklog());
        }

        PartitionArrivals arrivals(int number) {
            return arrivals.computeIfAbsent(number, _ -> new PartitionArrivals());
        }

        LogFigures figures(int number, long takenIn, Instant at) {
            return arrivals(number).figures(partition(number).due(takenIn, at.toEpochMilli()), at);
        }
    }

    /**
     * What waits for a channel.
     *
     * @param lag
     *            messages not yet taken in
     * @param oldest
     *            when the one that was due first was due: when the log took it, unless its sender asked for later
     * @param arrived
     *            messages that address the channel, since reading began
     */
    public record Figures(long lag, Optional<Instant> oldest, long arrived) {}

    private final Map<String, ChannelBacklog> channels = new HashMap<>();
    private final Set<String> strangers = new TreeSet<>();
    private long unaddressed;
    private Instant currentUntil = Instant.EPOCH;

    /** Goes on with these channels; others are forgotten. */
    public synchronized void follow(Set<String> keys) {
        channels.keySet().retainAll(keys);
        keys.forEach(key -> channels.computeIfAbsent(key, _ -> new ChannelBacklog()));
        strangers.removeAll(keys);
    }

    /**
     * A message has arrived.
     *
     * @param keys
     *            of the channels it addresses, as its header has them
     * @param accepted
     *            in milliseconds since 1970
     * @param due
     *            not earlier than accepted; in milliseconds since 1970
     */
    public synchronized void arrived(int partition, long offset, long accepted, long due, List<String> keys) {
        boolean isStray = keys.isEmpty();
        for (String key : keys) {
            ChannelBacklog channel = channels.get(key);
            if (channel != null) {
                channel.arrived++;
                channel.partition(partition).arrived(offset, accepted, due);
                channel.arrivals(partition).arrived(accepted, due);
            } else {
                isStray = true;
                remember(key);
            }
        }
        unaddressed += isStray ? 1 : 0;
    }

    // Whoever produces to the log chooses these: neither their number nor their length is bounded there.
    private void remember(String key) {
        if (strangers.size() < MOST_KEYS) {
            strangers.add(key.length() <= LONGEST_KEY ? key : key.substring(0, LONGEST_KEY) + "…");
        }
    }

    /** A channel has taken in all below an offset. */
    public synchronized void progress(String channel, int partition, long offset) {
        ChannelBacklog backlog = channels.get(channel);
        if (backlog != null) {
            backlog.partition(partition).progress(offset);
        }
    }

    /** All that had arrived by this time is in it, and all that had been taken in. */
    public synchronized void isCurrent(Instant until) {
        currentUntil = until;
    }

    /** Up to when everything is in it. */
    public synchronized Instant currentUntil() {
        return currentUntil;
    }

    public synchronized Figures figures(String channel) {
        ChannelBacklog backlog = channels.get(channel);
        if (backlog == null) {
            return new Figures(0, Optional.empty(), 0);
        }
        return new Figures(backlog.partitions.values().stream().mapToLong(PartitionBacklog::lag).sum(),
                backlog.partitions.values()
                        .stream()
                        .flatMap(partition -> partition.oldest().stream())
                        .min(Long::compare)
                        .map(Instant::ofEpochMilli),
                backlog.arrived);
    }

    /**
     * What senders are scaled by, by partition; empty for a channel that is not there.
     *
     * @param takenIn
     *            of a partition: all below this offset was taken in, whether or not progress tells
     * @param at
     *            no more than half a minute ago
     */
    public synchronized Map<Integer, LogFigures> scaling(String channel, IntToLongFunction takenIn, Instant at) {
        ChannelBacklog backlog = channels.get(channel);
        return backlog == null
                ? Map.of()
                : backlog.partitions.keySet()
                        .stream()
                        .collect(Collectors.toMap(number -> number,
                                number -> backlog.figures(number, takenIn.applyAsLong(number), at)));
    }

    /** Messages that address no channel, or one that is not there. */
    public synchronized long unaddressed() {
        return unaddressed;
    }

    /** Keys that no channel has, some of them. */
    public synchronized List<String> strangers() {
        return List.copyOf(strangers);
    }
}
