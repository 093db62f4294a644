package dev.herald.operator.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AccountQuotaTest {
    private static final AccountQuota FIFTY = new AccountQuota(50, 100);

    @Test
    void whoIsAloneHasItAll() {
        assertEquals("{a=50000+0}", split(FIFTY, Map.of("a", live(0))));
        assertEquals("{a=50000+0}", split(FIFTY, Map.of("a", live(500))));
        assertEquals(new QuotaPart(50_000, 0, 100_000, 0), FIFTY.split(needs(Map.of("a", live(1))), Map.of()).get("a"));
        assertEquals(Map.of(), FIFTY.split(Map.of(), Map.of()));
    }

    @Test
    void theSmallNeedIsMetAndTheLargeOneHasTheRest() {
        assertEquals("{burst=40000+0, steady=10000+0}", split(FIFTY, Map.of("steady", live(10), "burst", live(5_000))));
    }

    @Test
    void largeNeedsShareEvenly() {
        assertEquals("{a=25000+0, b=25000+0}", split(FIFTY, Map.of("a", live(100), "b", live(300))));
    }

    @Test
    void whereAllIsMetTheRestGoesByNeed() {
        assertEquals("{a=12500+0, b=37500+0}", split(FIFTY, Map.of("a", live(10), "b", live(30))));
    }

    @Test
    void whoNeedsNothingLeavesItButCanBegin() {
        assertEquals("{a=48750+0, idle=1250+0}", split(FIFTY, Map.of("a", live(100), "idle", live(0))));
        assertEquals("{a=25000+0, b=25000+0}", split(FIFTY, Map.of("a", live(0), "b", live(0))));
    }

    @Test
    void whatCannotBeDividedGoesByTheNamesOrder() {
        assertEquals("{a=3334+0, b=3333+0, c=3333+0}", split(new AccountQuota(10, 10),
                Map.of("c", live(100), "a", live(100), "b", live(100))));
    }

    @Test
    void aReplayHasItsShareAndWhatLiveMessagesLeave() {
        assertEquals("{a=37500+12500}", split(FIFTY, Map.of("a", new QuotaNeed(100, 1_000, 25))));
        assertEquals("{a=10000+40000}", split(FIFTY, Map.of("a", new QuotaNeed(10, 1_000, 25))));
        assertEquals("{a=47500+2500}", split(FIFTY, Map.of("a", new QuotaNeed(100, 2, 25))));
        assertEquals("{a=2500+47500}", split(FIFTY, Map.of("a", new QuotaNeed(0, 1_000, 25))));
        assertEquals("{a=2500+47500}", split(FIFTY, Map.of("a", new QuotaNeed(100, 1_000, 100))));
    }

    @Test
    void aReplayOfOneChannelTakesNoMoreFromAnotherThanItsShare() {
        assertEquals("{other=37500+0, repaired=625+11875}",
                split(FIFTY, Map.of("repaired", new QuotaNeed(0, 100_000, 25), "other", live(100))));
    }

    @Test
    void whoIsNotKnownKeepsWhatHeHas() {
        SortedMap<String, QuotaPart> before = FIFTY.split(needs(Map.of("a", live(10), "b", live(500))), Map.of());
        Map<String, Optional<QuotaNeed>> needs = new HashMap<>(needs(Map.of("b", live(500))));
        needs.put("a", Optional.empty());

        assertEquals("{a=10000+0, b=40000+0}", told(FIFTY.split(needs, before)));
        assertEquals("{a=25000+0, b=25000+0}", told(FIFTY.split(needs, Map.of())));
    }

    @Test
    void smallChangesChangeNothing() {
        SortedMap<String, QuotaPart> before = FIFTY.split(needs(Map.of("a", live(20), "b", live(500))), Map.of());

        assertEquals(before, FIFTY.split(needs(Map.of("a", live(21.9), "b", live(400))), before));
        assertEquals("{a=23000+0, b=27000+0}",
                told(FIFTY.split(needs(Map.of("a", live(23), "b", live(400))), before)));
    }

    @Test
    void anotherLimitOrAnotherChannelIsAnotherSplit() {
        SortedMap<String, QuotaPart> before = FIFTY.split(needs(Map.of("a", live(20), "b", live(500))), Map.of());

        assertEquals("{a=20000+0, b=31000+0}", told(new AccountQuota(51, 100)
                .split(needs(Map.of("a", live(20), "b", live(500))), before)));
        assertEquals("{b=50000+0}", told(FIFTY.split(needs(Map.of("b", live(500))), before)));
    }

    @Test
    void allPartsTogetherAreTheLimitWhateverTheNeeds() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            AccountQuota quota = new AccountQuota(random.nextLong(1, 2_000), random.nextLong(1, 5_000));
            Map<String, Optional<QuotaNeed>> needs = random.ints(random.nextInt(1, 9), 0, 100)
                    .boxed()
                    .collect(Collectors.toMap("channel-%02d"::formatted, _ -> need(random), (one, _) -> one));
            SortedMap<String, QuotaPart> first = quota.split(needs, Map.of());
            holds(quota, needs, first);
            needs.replaceAll((_, before) -> random.nextBoolean() ? before : need(random));
            holds(quota, needs, quota.split(needs, first));
        }
    }

    private static void holds(AccountQuota quota, Map<String, Optional<QuotaNeed>> needs,
            SortedMap<String, QuotaPart> parts) {
        String told = "%s, %s: %s".formatted(quota, needs, parts);
        assertEquals(needs.keySet(), parts.keySet(), told);
        assertEquals(quota.perSecond() * 1_000, parts.values().stream().mapToLong(it -> it.live() + it.replay()).sum(),
                told);
        assertEquals(quota.burst() * 1_000,
                parts.values().stream().mapToLong(it -> it.liveBurst() + it.replayBurst()).sum(), told);
        assertTrue(parts.values()
                .stream()
                .allMatch(it -> it.live() > 0 && it.replay() >= 0 && it.liveBurst() >= 0 && it.replayBurst() >= 0),
                told);
    }

    private static Optional<QuotaNeed> need(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(live(0));
            case 2 -> Optional.of(live(random.nextDouble(1_000)));
            default -> Optional.of(new QuotaNeed(random.nextDouble(1_000), random.nextDouble(10_000),
                    random.nextInt(1, 101)));
        };
    }

    @Test
    void whatIsNoLimitAndNoNeedIsRefused() {
        assertEquals("rateLimit: perSecond 0 and burst 1 must be 1 or more",
                assertThrows(IllegalArgumentException.class, () -> new AccountQuota(0, 1)).getMessage());
        assertEquals("live, replay: NaN, 0.0 are no messages a second",
                assertThrows(IllegalArgumentException.class, () -> live(Double.NaN)).getMessage());
    }

    private static QuotaNeed live(double perSecond) {
        return new QuotaNeed(perSecond, 0, 25);
    }

    private static Map<String, Optional<QuotaNeed>> needs(Map<String, QuotaNeed> known) {
        return known.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, it -> Optional.of(it.getValue())));
    }

    private static String split(AccountQuota quota, Map<String, QuotaNeed> known) {
        return told(quota.split(needs(known), Map.of()));
    }

    /** Thousandths of live messages and replays. */
    private static String told(Map<String, QuotaPart> parts) {
        return new TreeMap<>(parts).entrySet()
                .stream()
                .map(it -> "%s=%d+%d".formatted(it.getKey(), it.getValue().live(), it.getValue().replay()))
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
