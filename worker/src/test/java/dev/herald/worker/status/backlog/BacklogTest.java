package dev.herald.worker.status.backlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import dev.herald.worker.status.backlog.Backlog.Figures;
import dev.herald.worker.status.scaling.Due;
import dev.herald.worker.status.scaling.LogFigures;

class BacklogTest {

    private static final long TIME = Instant.parse("2026-11-23T08:00:00Z").toEpochMilli();

    private final Backlog backlog = new Backlog();

    private static Optional<Instant> second(long second) {
        return Optional.of(Instant.ofEpochMilli(TIME + second * 1_000));
    }

    private void arrive(int partition, long offset, String... keys) {
        backlog.arrived(partition, offset, TIME + offset * 1_000, TIME + offset * 1_000, List.of(keys));
    }

    @Test
    void countsForEachChannelWhatIsNotYetTakenIn() {
        backlog.follow(Set.of("email", "hooks"));
        arrive(0, 0, "email");
        arrive(0, 1, "email", "hooks");
        arrive(0, 5, "hooks");
        arrive(1, 3, "email");
        assertEquals(new Figures(3, second(0), 3), backlog.figures("email"));
        assertEquals(new Figures(2, second(1), 2), backlog.figures("hooks"));

        backlog.progress("email", 0, 1);
        assertEquals(new Figures(2, second(1), 3), backlog.figures("email"));
        backlog.progress("email", 0, 6);
        assertEquals(new Figures(1, second(3), 3), backlog.figures("email"));
        backlog.progress("email", 1, 4);
        assertEquals(new Figures(0, Optional.empty(), 3), backlog.figures("email"));
    }

    @Test
    void doesNotCountAsLagWhatWasTakenInBeforeItWasRead() {
        backlog.follow(Set.of("email"));
        backlog.progress("email", 0, 10);
        arrive(0, 9, "email");
        arrive(0, 10, "email");
        assertEquals(new Figures(1, second(10), 2), backlog.figures("email"));
    }

    @Test
    void countsMessagesThatAddressNoChannelOnce() {
        backlog.follow(Set.of("email"));
        arrive(0, 0);
        arrive(0, 1, "sms", "fax");
        arrive(0, 2, "email", "sms");
        assertEquals(3, backlog.unaddressed());
        assertEquals(List.of("fax", "sms"), backlog.strangers());
        assertEquals(1, backlog.figures("email").lag());
        backlog.follow(Set.of("email", "sms"));
        assertEquals(List.of("fax"), backlog.strangers());
    }

    @Test
    void keepsFewStrangeKeysHoweverManyAndLongTheyAre() {
        for (int i = 0; i < 1_000; i++) {
            arrive(0, i, "x".repeat(1_000) + i);
            arrive(0, i, "key" + i);
        }
        assertTrue(backlog.strangers().size() <= 20);
        assertTrue(backlog.strangers().stream().allMatch(key -> key.length() <= 101));
    }

    @Test
    void isExactWhileTheBacklogIsShortAndNearlySoWhenItIsLong() {
        backlog.follow(Set.of("email"));
        int many = 1_000_000;
        for (int offset = 0; offset < many; offset++) {
            arrive(0, 2L * offset, "email");
        }
        assertEquals(many, backlog.figures("email").lag());
        double block = 2.0 * many / PartitionBacklog.MOST_BLOCKS;
        for (int taken = 0; taken <= many; taken += 7_919) {
            backlog.progress("email", 0, 2L * taken);
            assertEquals(many - taken, backlog.figures("email").lag(), block, "after " + taken);
            long oldest = backlog.figures("email").oldest().orElseThrow().toEpochMilli();
            assertEquals(TIME + 2_000L * taken, oldest, 2_000 * block, "after " + taken);
        }
        backlog.progress("email", 0, 2L * many);
        assertEquals(0, backlog.figures("email").lag());
        // A long one is over; what comes then is soon counted one by one again.
        for (int i = 0; i < 50_000; i++) {
            arrive(0, 2L * many + i, "email");
            backlog.progress("email", 0, 2L * many + i - 20);
        }
        assertEquals(21, backlog.figures("email").lag());
    }

    @Test
    void countsFromWhenAMessageIsDue() {
        backlog.follow(Set.of("email"));
        backlog.arrived(0, 0, TIME, TIME + 500_000, List.of("email"));
        backlog.arrived(0, 1, TIME + 1_000, TIME + 1_000, List.of("email"));
        assertEquals(second(1), backlog.figures("email").oldest(), "the first one asked for later");
        backlog.progress("email", 0, 2);
        backlog.arrived(0, 2, TIME, TIME + 500_000, List.of("email"));
        assertEquals(second(500), backlog.figures("email").oldest());
    }

    /** Where messages are counted in blocks, one that is due in days hides none that is due. */
    @Test
    void neverTakesALongBacklogForYoungerThanItIs() {
        backlog.follow(Set.of("email"));
        for (int offset = 0; offset < 100_000; offset++) {
            long accepted = TIME + offset;
            backlog.arrived(0, offset, accepted, offset % 7 == 0 ? accepted + 864_000_000 : accepted, List.of("email"));
        }
        for (int taken = 0; taken < 100_000; taken += 3_333) {
            backlog.progress("email", 0, taken);
            long oldest = backlog.figures("email").oldest().orElseThrow().toEpochMilli();
            assertEquals(TIME + taken, oldest, 1_000, "after " + taken);
        }
    }

    @Test
    void measuresALateBurstToo() {
        backlog.follow(Set.of("email"));
        for (int offset = 0; offset < 100_000; offset++) {
            arrive(0, offset, "email");
        }
        // Another channel's messages lie between.
        for (int offset = 0; offset < 1_000; offset++) {
            arrive(0, 1_000_000 + 50L * offset, "email");
        }
        assertEquals(101_000, backlog.figures("email").lag());
        backlog.progress("email", 0, 100_000);
        assertEquals(1_000, backlog.figures("email").lag(), 800);
        backlog.progress("email", 0, 1_000_000 + 50_000);
        assertEquals(0, backlog.figures("email").lag());
    }

    private Due due(long takenIn, long second) {
        return backlog.scaling("email", _ -> takenIn, second(second).orElseThrow()).get(0).due();
    }

    private void delayed(long offset, long acceptedSecond, long dueSecond) {
        backlog.arrived(0, offset, TIME + acceptedSecond * 1_000, TIME + dueSecond * 1_000, List.of("email"));
    }

    @Test
    void countsAsDueWhatIsNeitherDelayedNorTakenIn() {
        backlog.follow(Set.of("email"));
        delayed(0, 0, 0);
        delayed(1, 1, 30);
        delayed(2, 2, 20);
        delayed(3, 3, 3);
        assertEquals(new Due(2, second(0), second(20)), due(0, 10));
        assertEquals(new Due(1, second(3), second(20)), due(1, 10));
        assertEquals(new Due(0, Optional.empty(), second(20)), due(0, -1), "accepted later");
        assertEquals(new Due(3, second(0), second(30)), due(0, 20));
        assertEquals(new Due(4, second(0), Optional.empty()), due(0, 30));
        assertEquals(new Due(2, second(3), Optional.empty()), due(2, 25));
        assertEquals(Due.NOTHING, due(4, 25));
        assertEquals(new Figures(4, second(0), 4), backlog.figures("email"), "only progress makes lag less");
        backlog.progress("email", 0, 3);
        assertEquals(new Due(1, second(3), Optional.empty()), due(0, 30));
    }

    @Test
    void countsArrivalsAtTheirTimeWhetherOrNotTheyAreTakenIn() {
        backlog.follow(Set.of("email"));
        backlog.progress("email", 0, 2);
        delayed(0, 0, 0);
        delayed(1, 1, 30);
        delayed(2, 2, 2);
        assertEquals(List.of(2L, 0L), arrivals(3));
        assertEquals(List.of(0L, 0L), arrivals(30));
        assertEquals(List.of(0L, 1L), arrivals(31));
        assertEquals(List.of(0L, 0L), arrivals(46));
    }

    private List<Long> arrivals(long second) {
        LogFigures figures = backlog.scaling("email", _ -> 0, second(second).orElseThrow()).get(0);
        return List.of(figures.prompt(), figures.delayed().stream().mapToLong(Long::longValue).sum());
    }

    /** A third of them is delayed, by a day at most and in no order: each second some more are due. */
    @Test
    void tellsWhatIsNotDueFromALongBacklogToWithinABlock() {
        backlog.follow(Set.of("email"));
        var random = new Random(7);
        int many = 300_000;
        var dues = new long[many];
        for (int offset = 0; offset < many; offset++) {
            long accepted = offset / 100;
            dues[offset] = offset % 3 == 0 ? accepted + random.nextInt(86_400) : accepted;
            delayed(offset, accepted, dues[offset]);
        }
        double block = 2.0 * many / PartitionBacklog.MOST_BLOCKS;
        for (long second = many / 100; second < 100_000; second += 9_973) {
            for (int takenIn = 0; takenIn < many; takenIn += 77_777) {
                long at = second;
                assertEquals(LongStream.of(dues).skip(takenIn).filter(due -> due <= at).count(),
                        due(takenIn, second).count(), block, "at " + second + " from " + takenIn);
            }
        }
    }

    @Test
    void knowsWhenTheFirstOfManyDelayedIsDue() {
        backlog.follow(Set.of("email"));
        for (int offset = 0; offset < 10_000; offset++) {
            delayed(offset, 0, 1_000 + offset * 7_919L % 10_000);
        }
        assertEquals(new Due(0, Optional.empty(), second(1_000)), due(0, 999));
        assertEquals(second(1_000), due(0, 1_000).oldest());
        assertEquals(new Due(10_000, second(1_000), Optional.empty()), due(0, 11_000));
    }
}
