package dev.herald.worker.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.Labels.Attachments;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StrataTest {

    private static final long PLENTY = Long.MAX_VALUE;

    private final Strata strata = new Strata(List.of("email", "hooks"));

    private void add(int offset, Head head) {
        strata.add(new Place(0, offset), head);
    }

    private static Head head(int second, Attachments attachments, List<String> tags, int size) {
        return new Head(Instant.ofEpochSecond(second), size, "json-v1", attachments, tags, List.of("email"));
    }

    private static Head plain(int second) {
        return head(second, Attachments.NO, List.of(), 100);
    }

    private static long of(Map<Place, List<String>> chosen, String stratum) {
        return chosen.values().stream().filter(it -> it.contains(stratum)).count();
    }

    @Test
    void hasTheRareAsWellAsTheFrequent() {
        IntStream.range(0, 100_000).forEach(it -> add(it, plain(it)));
        add(100_000, head(50_000, Attachments.YES, List.of("invoice"), 100));
        Map<Place, List<String>> chosen = strata.choose(200, PLENTY);
        assertEquals(1, of(chosen, "attachments=true"));
        assertEquals(List.of("attachments=true", "tags=some", "channel=email", "format=json-v1", "tag=invoice"),
                chosen.get(new Place(0, 100_000)));
        assertTrue(of(chosen, "attachments=false") >= 20);
    }

    @Test
    void takesTheOldestTheNewestAndSomeFromEverywhere() {
        IntStream.range(0, 100_000).forEach(it -> add(it, plain(it)));
        Map<Place, List<String>> chosen = strata.choose(200, PLENTY);
        IntStream.range(0, 20).forEach(it -> {
            assertTrue(chosen.get(new Place(0, it)).contains("oldest"));
            assertTrue(chosen.get(new Place(0, 99_999 - it)).contains("newest"));
        });
        for (int tenth = 1; tenth < 9; tenth++) {
            int from = tenth * 10_000;
            assertTrue(chosen.keySet().stream().anyMatch(it -> it.offset() >= from && it.offset() < from + 10_000),
                    "none from " + from + " on");
        }
    }

    @Test
    void leavesSomethingOfEachStratumWhenLittleIsAllowed() {
        IntStream.range(0, 1_000)
                .forEach(it -> add(it, head(it, it % 10 == 0 ? Attachments.YES : Attachments.NO,
                        it % 3 == 0 ? List.of("t") : List.of(), 100)));
        Map<Place, List<String>> chosen = strata.choose(8, PLENTY);
        assertEquals(8, chosen.size());
        for (String stratum : List.of("attachments=true", "attachments=false", "tags=some", "tags=none", "oldest",
                "newest", "tag=t")) {
            assertTrue(of(chosen, stratum) > 0, stratum);
        }
    }

    @Test
    void keepsToTheBytesAllowedAndPassesOverWhatIsTooLarge() {
        IntStream.range(0, 50).forEach(it -> add(it, head(it, Attachments.YES, List.of(), 600)));
        IntStream.range(50, 100).forEach(it -> add(it, head(it, Attachments.NO, List.of(), 100)));
        Map<Place, List<String>> chosen = strata.choose(200, 1_000);
        assertEquals(1, of(chosen, "attachments=true"));
        assertEquals(4, of(chosen, "attachments=false"));
    }

    @Test
    void knowsTheMostFrequentTagsAndIsNotFilledByThoseThatAreNewInEachMessage() {
        IntStream.range(0, 2_000)
                .forEach(it -> add(it, head(it, Attachments.NO,
                        List.of("frequent-" + it % 3, "once-" + it), 100)));
        List<String> tags = strata.choose(200, PLENTY)
                .values()
                .stream()
                .flatMap(List::stream)
                .filter(it -> it.startsWith("tag="))
                .distinct()
                .toList();
        assertTrue(tags.containsAll(List.of("tag=frequent-0", "tag=frequent-1", "tag=frequent-2")), tags.toString());
        assertEquals(10, tags.size());
    }

    @Test
    void namesNoTagThatIsNone() {
        add(0, head(0, Attachments.NO, List.of("ada@example.org", "tenant:7", "plan=gold"), 100));
        assertEquals(List.of("attachments=false", "tags=some", "channel=email", "format=json-v1", "newest", "oldest",
                "tag=plan=gold", "tag=tenant:7"), strata.choose(200, PLENTY).get(new Place(0, 0)));
    }

    @Test
    void leavesOutFormatsThatNobodyKnowsAndChannelsThatAreNotThere() {
        add(0, new Head(Instant.EPOCH, 10, Labels.UNKNOWN_FORMAT, Attachments.NO, List.of(), List.of("email")));
        add(1, new Head(Instant.EPOCH, 10, "json-v1", Attachments.UNKNOWN, List.of(), List.of("sms", "hooks")));
        Map<Place, List<String>> chosen = strata.choose(200, PLENTY);
        assertEquals(1, chosen.size());
        assertEquals(List.of("attachments=unknown", "tags=none", "channel=hooks", "format=json-v1", "newest", "oldest"),
                chosen.get(new Place(0, 1)));
    }
}
