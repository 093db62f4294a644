package dev.herald.worker.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.ledger.FeedRecord;
import dev.herald.worker.ledger.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionFeedTest {

    private static final String JOB = "shop/again/1";
    private static final int UNITS = PartitionFeed.MOST_OUTSTANDING + 50;

    private final Facts facts = new Facts();
    private final PartitionFeed feed = feed(Set.of());

    private static PartitionFeed feed(Set<Unit> asked) {
        List<Wish> wishes = IntStream.range(0, UNITS).mapToObj(offset -> new Wish(new Unit(offset, 0), 2)).toList();
        return new PartitionFeed(JOB, false, new Selected(wishes, 1, 0), asked);
    }

    private static List<FeedRecord> next(PartitionFeed feed) {
        feed.settle();
        var records = new ArrayList<FeedRecord>();
        while (feed.hasNext() && !feed.isFull()) {
            records.add(feed.next());
        }
        return records;
    }

    private void sent(int offset) {
        long from = facts.end();
        facts.claim(new Unit(offset, 0), 2, JOB).accepted(new Unit(offset, 0), 2);
        facts.read(from, feed::apply);
    }

    @Test
    void asksForNoMoreThanTheBoundAndGoesOnAsOutcomesCome() {
        List<FeedRecord> first = next(feed);
        assertEquals(PartitionFeed.MOST_OUTSTANDING, first.size());
        assertEquals(new FeedRecord(JOB, new Unit(0, 0), 2, 1, false), first.getFirst());
        assertEquals(List.of(), next(feed));
        sent(3);
        sent(4);
        assertEquals(List.of(PartitionFeed.MOST_OUTSTANDING, PartitionFeed.MOST_OUTSTANDING + 1),
                next(feed).stream().map(record -> (int) record.unit().offset()).toList());
        assertEquals(PartitionFeed.MOST_OUTSTANDING, feed.outstanding());
    }

    @Test
    void doesNotAskAgainForWhatWasDecidedBeforeARestart() {
        sent(0);
        sent(2);
        List<Long> asked = next(feed).stream().map(record -> record.unit().offset()).toList();
        assertEquals(List.of(1L, 3L, 4L), asked.subList(0, 3));
        assertEquals(2, feed.standing().counts().sent());
    }

    @Test
    void asksAgainForWhatMayNotHaveArrived() {
        FeedRecord lost = next(feed).get(7);
        feed.notFed(lost);
        assertEquals(List.of(lost), next(feed));
    }

    @Test
    void asksForTheFirstAgainBeforeOthers() {
        FeedRecord lost = next(feed).get(7);
        feed.notFed(lost);
        assertEquals(7, feed.rank());
        sent(7);
        feed.settle();
        assertEquals(PartitionFeed.MOST_OUTSTANDING, feed.rank(), "it had arrived after all");
    }

    @Test
    void waitsForWhatAnotherFeederHasAskedFor() {
        PartitionFeed again = feed(Set.of(new Unit(0, 0), new Unit(2, 0), new Unit(UNITS + 7, 0)));
        assertEquals(2, again.outstanding());
        List<Long> asked = next(again).stream().map(record -> record.unit().offset()).toList();
        assertEquals(List.of(1L, 3L, 4L), asked.subList(0, 3));
        assertEquals(PartitionFeed.MOST_OUTSTANDING, again.outstanding());
    }

    @Test
    void endsWhenAllIsDecided() {
        for (int offset = 0; offset < UNITS; offset++) {
            sent(offset);
        }
        assertTrue(next(feed).isEmpty());
        assertEquals(new Counts(0, 0, UNITS, 0, 0, 0, 0), feed.standing().counts());
    }
}
