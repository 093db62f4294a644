package dev.herald.worker.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.worker.ledger.Fact.Skipped.Reason;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.provider.FailureKind;
import dev.herald.worker.replay.ReplayRecord.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Three partitions with 5, 1 and 300 wishes, and a trial of six. */
class FeedsTest {

    private static final String JOB = "shop/again/1";
    private static final Place A = new Place("email", 0);
    private static final Place B = new Place("email", 1);
    private static final Place C = new Place("hooks", 0);
    private static final Map<Place, Integer> SIZES = Map.of(A, 5, B, 1, C, 300);
    private static final int ANY_PACE = Integer.MAX_VALUE;

    private final Map<Place, Facts> ledgers = Map.of(A, new Facts(), B, new Facts(), C, new Facts());
    private final List<String> asked = new ArrayList<>();
    private Feeds feeds = feeds(Set.of());

    private static Feeds feeds(Set<String> askedBefore) {
        var parts = new HashMap<Place, PartitionFeed>();
        SIZES.forEach((place, size) -> {
            var before = new HashSet<Unit>();
            List<Wish> wishes = IntStream.range(0, size).mapToObj(it -> new Wish(new Unit(it, 0), 2)).toList();
            wishes.stream()
                    .map(Wish::unit)
                    .filter(unit -> askedBefore.contains(place + "@" + unit))
                    .forEach(before::add);
            parts.put(place, new PartitionFeed(JOB, false, new Selected(wishes, 1, 0), before));
        });
        return new Feeds(parts, 6);
    }

    private Feeds.Fed trial() {
        feeds.settle();
        return feed(new Step.Feed(Phase.Trial, feeds.trial().open(), true), ANY_PACE, Set.of());
    }

    private Feeds.Fed feed(Step.Feed step, int pace, Set<String> suspended) {
        feeds.settle();
        return feeds.feed(step, pace, place -> suspended.contains(place.channel()),
                (place, record) -> asked.add(place + "@" + record.unit()));
    }

    private static Step.Feed running(long most) {
        return new Step.Feed(Phase.Running, most, false);
    }

    private void happens(Place place, Consumer<Facts> story) {
        Facts facts = ledgers.get(place);
        long from = facts.end();
        story.accept(facts);
        facts.read(from, (offset, at, fact) -> feeds.apply(place, offset, at, fact));
    }

    private void sent(Place place, int offset) {
        happens(place, it -> it.claim(new Unit(offset, 0), 2, JOB).accepted(new Unit(offset, 0), 2));
    }

    /** As a feeder that begins anew finds it: the ledgers, and what was asked for. */
    private void killed() {
        feeds = feeds(Set.copyOf(asked));
        ledgers.forEach((place, facts) -> facts.read(1,
                (offset, at, fact) -> feeds.apply(place, offset, at, fact)));
        feeds.settle();
    }

    @Test
    void triesTheFirstOfEveryPartition() {
        assertEquals(new Trial.Result(0, 6, 0), feeds.trial());
        assertEquals(6, trial().records());
        assertEquals(List.of("email/0@0/0", "email/1@0/0", "hooks/0@0/0", "email/0@1/0", "hooks/0@1/0", "email/0@2/0"),
                asked);
        assertEquals(0, trial().records());
    }

    @Test
    void knowsWhoseSendersHaveMoreToSend() {
        assertEquals(Set.of("email", "hooks"), feeds.unfinished());

        feed(running(Long.MAX_VALUE), ANY_PACE, Set.of("hooks"));
        IntStream.range(0, 5).forEach(offset -> sent(A, offset));
        feeds.settle();
        assertEquals(Set.of("email", "hooks"), feeds.unfinished(), "one of email was asked for and is not decided");

        sent(B, 0);
        feeds.settle();
        assertEquals(Set.of("hooks"), feeds.unfinished());
    }

    @Test
    void triesAnotherInPlaceOfWhatCanNoLongerBeSent() {
        trial();
        happens(A, it -> it.skipped(new Unit(1, 0), 2, JOB, Reason.STALE));
        sent(B, 0);
        assertEquals(new Trial.Result(1, 5, 0), feeds.trial());
        trial();
        assertEquals(List.of("hooks/0@2/0"), asked.subList(6, asked.size()));
    }

    @Test
    void isPassedWhenNoneFailedButForTheRecipient() {
        trial();
        sent(A, 0);
        sent(A, 1);
        sent(A, 2);
        sent(B, 0);
        sent(C, 0);
        assertEquals(false, feeds.trial().isPassed());
        happens(C, it -> it.claim(new Unit(1, 0), 2, JOB).failed(new Unit(1, 0), 2, FailureKind.RECIPIENT));
        assertEquals(new Trial.Result(6, 0, 0), feeds.trial());
        happens(C, it -> it.claim(new Unit(2, 0), 2, JOB).failed(new Unit(2, 0), 2));
        assertEquals(true, feeds.trial().isPassed(), "what fails later is not of the trial");
    }

    @Test
    void seesTroubleUntilItTurnsOutWell() {
        trial();
        happens(C, it -> it.claim(new Unit(0, 0), 2, JOB).ambiguous(new Unit(0, 0), 2));
        assertEquals(new Trial.Result(1, 5, 1), feeds.trial());
        happens(C, it -> it.accepted(new Unit(0, 0), 2));
        assertEquals(new Trial.Result(1, 5, 0), feeds.trial());
    }

    @Test
    void triesTheSameAfterAKillAtAnyPlace() {
        trial();
        sent(A, 0);
        sent(A, 1);
        happens(C, it -> it.skipped(new Unit(0, 0), 2, JOB, Reason.EXPIRED));
        Trial.Result before = feeds.trial();
        killed();
        assertEquals(before, feeds.trial());
        assertEquals(3, feeds.outstanding());
        trial();
        assertEquals(List.of("hooks/0@2/0"), asked.subList(6, asked.size()));
        assertEquals(4, feeds.outstanding());
    }

    @Test
    void waitsInTheTrialForAChannelThatIsSuspended() {
        feeds.settle();
        var step = new Step.Feed(Phase.Trial, feeds.trial().open(), true);
        assertEquals(new Feeds.Fed(2, Feeds.Limit.SUSPENDED), feed(step, ANY_PACE, Set.of("hooks")));
        assertEquals(List.of("email/0@0/0", "email/1@0/0"), asked);
        assertEquals(new Feeds.Fed(4, Feeds.Limit.SENDERS), feed(step, ANY_PACE, Set.of()));
    }

    @Test
    void asksForNoMoreThanMayBeOutstandingInAll() {
        assertEquals(new Feeds.Fed(9, Feeds.Limit.SENDERS), feed(running(9), ANY_PACE, Set.of()));
        assertEquals(9, feeds.outstanding());
        sent(A, 0);
        sent(A, 1);
        assertEquals(2, feed(running(9), ANY_PACE, Set.of()).records());
    }

    @Test
    void leavesRoomForOthersWhereASenderIsAway() {
        feed(running(4), ANY_PACE, Set.of());
        sent(B, 0);
        for (int offset = 0; offset < 50; offset++) {
            sent(C, offset);
            feed(running(4), ANY_PACE, Set.of());
        }
        assertEquals(true, asked.contains("hooks/0@50/0"), asked.toString());
    }

    @Test
    void saysWhatLimitsIt() {
        assertEquals(new Feeds.Fed(7, Feeds.Limit.PACE), feed(running(Long.MAX_VALUE), 7, Set.of()));
        assertEquals(Feeds.Limit.SENDERS, feed(running(Long.MAX_VALUE), ANY_PACE, Set.of()).limit());
        assertEquals(PartitionFeed.MOST_OUTSTANDING + 6, asked.size());
        assertEquals(Feeds.Limit.SUSPENDED, feed(running(Long.MAX_VALUE), ANY_PACE, Set.of("hooks")).limit());
        for (int offset = 0; offset < 300; offset++) {
            sent(C, offset);
        }
        assertEquals(new Feeds.Fed(0, Feeds.Limit.NOTHING_WAITS), feed(running(Long.MAX_VALUE), ANY_PACE, Set.of()));
    }
}
