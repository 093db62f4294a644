package dev.herald.operator.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaHandoverTest {
    private static final long LIMIT = 100_000;

    private final QuotaHandover handover = new QuotaHandover(new AccountQuota(100, 10));

    @Test
    void beginsWithTheWholeSplit() {
        SortedMap<String, QuotaPart> first = handover.next(needs(80, 20), Map.of(), Map.of());

        assertEquals(LIMIT, rates(first));
        assertEquals(new AccountQuota(100, 10).split(needs(80, 20), Map.of()), first);
    }

    @Test
    void takesFromOneBeforeItGivesToTheOther() {
        SortedMap<String, QuotaPart> before = handover.next(needs(80, 20), Map.of(), Map.of());

        SortedMap<String, QuotaPart> less = handover.next(needs(20, 80), before, obeying(before));
        assertEquals(before.get("b").rate(), less.get("b").rate());
        assertTrue(less.get("a").rate() < before.get("a").rate());

        assertEquals(less, handover.next(needs(20, 80), less, obeying(before)), "a's senders have not said so yet");

        SortedMap<String, QuotaPart> more = handover.next(needs(20, 80), less, obeying(less));
        assertEquals(LIMIT, rates(more));
        assertEquals(new AccountQuota(100, 10).split(needs(20, 80), Map.of()), more);
    }

    @Test
    void whoHasNoSendersNeedNotSayAnything() {
        SortedMap<String, QuotaPart> before = handover.next(needs(80, 20), Map.of(), Map.of());
        SortedMap<String, QuotaPart> less = handover.next(needs(20, 80), before, Map.of());

        assertEquals(LIMIT, rates(handover.next(needs(20, 80), less, Map.of())));
    }

    @Test
    void oneMoreWhoSharesGetsHisPartFromTheOthers() {
        SortedMap<String, QuotaPart> before = handover.next(needs(80, 20), Map.of(), Map.of());
        Map<String, Optional<QuotaNeed>> three = needs(80, 20);
        three.put("c", Optional.of(new QuotaNeed(40, 0, 25)));

        SortedMap<String, QuotaPart> less = handover.next(three, before, obeying(before));
        assertEquals(0, less.get("c").rate());
        SortedMap<String, QuotaPart> more = handover.next(three, less, obeying(less));
        assertEquals(40_000, more.get("c").rate(), 1_000);
        assertEquals(LIMIT, rates(more));
    }

    /** Any needs, senders that hear of a split whenever they do: what they go by is never more than the limit, and all of it once needs stay. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void allThatSendersGoByIsNeverMoreThanTheLimit(int seed) {
        Random random = new Random(seed);
        SortedMap<String, QuotaPart> told = handover.next(needs(1, 1), Map.of(), Map.of());
        Map<String, Long> obeyed = new TreeMap<>(obeying(told));
        for (int step = 0; step < 2_000; step++) {
            if (step % 40 == 0) {
                told = settled(told, obeyed, needs(random.nextInt(200), random.nextInt(200)));
            }
            Map<String, Optional<QuotaNeed>> needs = random.nextInt(10) == 0
                    ? new TreeMap<>(Map.of("a", Optional.empty(), "b", Optional.of(need(random.nextInt(200)))))
                    : needs(random.nextInt(200), random.nextInt(200));
            told = handover.next(needs, told, obeyed);
            assertTrue(rates(told) <= LIMIT);
            for (Map.Entry<String, QuotaPart> part : told.entrySet()) {
                if (random.nextBoolean()) {
                    obeyed.put(part.getKey(), part.getValue().rate());
                }
            }
            assertTrue(obeyed.values().stream().mapToLong(Long::longValue).sum() <= LIMIT, "at step " + step);
        }
    }

    private SortedMap<String, QuotaPart> settled(SortedMap<String, QuotaPart> told, Map<String, Long> obeyed,
            Map<String, Optional<QuotaNeed>> needs) {
        SortedMap<String, QuotaPart> now = told;
        for (int i = 0; i < 6; i++) {
            now = handover.next(needs, now, obeyed);
            obeyed.putAll(obeying(now));
        }
        assertEquals(LIMIT, rates(now));
        assertEquals(now, handover.next(needs, now, obeyed), "what has settled stays");
        return now;
    }

    private static Map<String, Optional<QuotaNeed>> needs(double a, double b) {
        return new TreeMap<>(Map.of("a", Optional.of(need(a)), "b", Optional.of(need(b))));
    }

    private static QuotaNeed need(double live) {
        return new QuotaNeed(live, 0, 25);
    }

    private static Map<String, Long> obeying(Map<String, QuotaPart> told) {
        Map<String, Long> obeyed = new TreeMap<>();
        told.forEach((name, part) -> obeyed.put(name, part.rate()));
        return obeyed;
    }

    private static long rates(Map<String, QuotaPart> parts) {
        return parts.values().stream().mapToLong(QuotaPart::rate).sum();
    }
}
