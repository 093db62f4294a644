package dev.herald.worker.status.formats;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

import dev.herald.worker.status.formats.FormatsRecord.Held;
import dev.herald.worker.status.formats.FormatsRecord.Partition;
import dev.herald.worker.status.formats.FormatsRecord.Topic;

/** How many messages of each format one topic holds, by partition. */
final class TopicCensus {

    /** Of one format in one partition. */
    private static final class Tally {
        private final long first;
        private long last;
        private long count;
        private long at;

        Tally(long first) {
            this.first = first;
        }

        Tally(Held held) {
            first = held.first();
            last = held.last();
            count = held.count();
            at = held.at();
        }

        void add(long offset, long time) {
            last = offset;
            count++;
            at = Math.max(at, time);
        }

        Held held() {
            return new Held(first, last, count, at);
        }

        /** How many can be left when all below an offset is gone. */
        long atMost(long start) {
            return Math.max(0, Math.min(count, last - Math.max(first, start) + 1));
        }
    }

    private static final class Part {
        private final Map<String, Tally> formats = new HashMap<>();
        private long start;
        private long next;
        private long until = Long.MAX_VALUE;
    }

    /** What is held of one format: at most so many, in so many partitions. */
    record Sum(long count, int partitions, long at) {
        static final Sum NOTHING = new Sum(0, 0, Long.MIN_VALUE);

        Sum and(long more, long time) {
            return new Sum(count + more, partitions + 1, Math.max(at, time));
        }
    }

    private final Map<Integer, Part> parts = new TreeMap<>();
    private String id = "";
    private boolean isThere;

    /** Takes up what was found out earlier, but for partitions of which this does not hold. */
    void restore(Topic topic, Predicate<Partition> isValid) {
        id = topic.id();
        topic.partitions().forEach((number, partition) -> {
            if (isValid.test(partition)) {
                Part part = new Part();
                part.next = partition.next();
                partition.held().forEach((format, held) -> part.formats.put(format, new Tally(held)));
                parts.put(number, part);
            }
        });
    }

    /**
     * The topic as it is now.
     *
     * @return whether it is another one than before, of which nothing has been looked at
     */
    boolean is(String now) {
        isThere = true;
        if (id.equals(now)) {
            return false;
        }
        id = now;
        parts.clear();
        return true;
    }

    void isGone() {
        isThere = false;
    }

    /**
     * A partition is looked at from now on.
     *
     * @param start
     *            its first offset
     * @param end
     *            the offset after its last; when all up to there has been looked at, the partition is complete
     * @return the offset from which on it is to be looked at
     */
    long follow(int number, long start, long end) {
        Part part = parts.computeIfAbsent(number, _ -> new Part());
        if (part.next > end) {
            part.formats.clear();
            part.next = 0;
        }
        part.next = Math.max(part.next, start);
        part.until = end;
        started(number, start);
        return part.next;
    }

    void started(int number, long start) {
        Part part = parts.get(number);
        part.start = start;
        part.formats.values().removeIf(tally -> tally.last < start);
    }

    void add(int number, String format, long offset, long time) {
        Part part = parts.get(number);
        part.formats.computeIfAbsent(format, _ -> new Tally(offset)).add(offset, time);
        part.next = offset + 1;
    }

    void passed(int number, long next) {
        parts.get(number).next = next;
    }

    boolean isComplete() {
        return isThere && !parts.isEmpty() && parts.values().stream().allMatch(part -> part.next >= part.until);
    }

    void addTo(Map<String, Sum> sums) {
        for (Part part : parts.values()) {
            part.formats.forEach((format, tally) -> {
                long count = tally.atMost(part.start);
                if (count > 0) {
                    sums.put(format, sums.getOrDefault(format, Sum.NOTHING).and(count, tally.at));
                }
            });
        }
    }

    Topic topic() {
        var partitions = new TreeMap<Integer, Partition>();
        parts.forEach((number, part) -> {
            var held = new TreeMap<String, Held>();
            part.formats.forEach((format, tally) -> held.put(format, tally.held()));
            partitions.put(number, new Partition(part.next, held));
        });
        return new Topic(id, partitions);
    }
}
