package dev.herald.worker.status.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.herald.worker.status.ledger.TimeMerge.Timed;

class TimeMergeTest {

    private static final List<String> BOTH = List.of("a", "b");

    private final TimeMerge<String, String> merge = new TimeMerge<>();
    private final Set<String> complete = new HashSet<>();

    private String next() {
        return merge.next(BOTH, complete::contains).map(timed -> timed.of() + "@" + timed.time()).orElse("-");
    }

    @Test
    void holdsBackWhatAnotherPartitionMayPrecede() {
        merge.add("a", 10, "a1");
        merge.add("a", 20, "a2");
        assertEquals("-", next());
        merge.add("b", 15, "b1");
        assertEquals("a1@10", next());
        assertEquals("b1@15", next());
        assertEquals("-", next(), "b may have one of 17");
        complete.add("b");
        assertEquals("a2@20", next());
        complete.add("a");
        assertEquals("-", next());
    }

    @Test
    void neverGoesBackInTime() {
        complete.addAll(BOTH);
        merge.add("a", 20, "a1");
        assertEquals("a1@20", next());
        merge.add("b", 15, "late");
        assertEquals("late@20", next());
        merge.passed(50);
        merge.add("b", 30, "later");
        assertEquals("later@50", next());
    }

    @Test
    void givesTheSameHoweverThePartitionsAreRead() {
        for (int seed = 0; seed < 50; seed++) {
            assertEquals(merged(new Random(0), new Random(seed)), merged(new Random(0), new Random(seed + 1_000)));
        }
    }

    /** Three partitions with records of random times, read in an order of the other random's choice. */
    private static List<String> merged(Random content, Random reading) {
        List<Integer> partitions = List.of(0, 1, 2);
        var records = new ArrayList<List<Long>>();
        for (int partition : partitions) {
            var times = new ArrayList<Long>();
            for (int i = 0; i < 30; i++) {
                // No two are at the same time: their order would be anybody's.
                times.add(content.nextLong(10_000) * 3 + partition);
            }
            times.sort(null);
            records.add(times);
        }
        var merge = new TimeMerge<Integer, String>();
        var position = new int[3];
        var merged = new ArrayList<String>();
        while (merged.size() < 90) {
            int partition = reading.nextInt(3);
            if (position[partition] < 30) {
                merge.add(partition, records.get(partition).get(position[partition]), "r" + position[partition]++);
            }
            Optional<Timed<Integer, String>> next = merge.next(partitions, p -> position[p] == 30);
            next.ifPresent(timed -> merged.add(timed.partition() + timed.of() + timed.time()));
        }
        return merged;
    }
}
