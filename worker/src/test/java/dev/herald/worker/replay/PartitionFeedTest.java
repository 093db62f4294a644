package dev.herald.worker.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.ledger.FeedRecord;
import dev.herald.worker.ledger.Unit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionFeedTest {

    private static final String JOB = "shop/again/1";
    private static final int UNITS = PartitionFeed.MOST_OUTSTANDING + 50;

    private final Facts facts = new Facts();
    private final PartitionFeed feed = feed();

    private static PartitionFeed feed() {
        List<Wish> wishes = IntStream.range(0, UNITS).mapToObj(offset -> new Wish(new Unit(offset, 0), 2)).toList();
        return new PartitionFeed(JOB, false, wishes, 1, 0);
    }

    private void sent(int offset) {
        long from = facts.end();
        facts.claim(new Unit(offset, 0), 2, JOB).accepted(new Unit(offset, 0), 2);
        facts.read(from, feed::apply);
    }

    @Test
    void asksForNoMoreThanTheBoundAndGoesOnAsOutcomesCome() {
        List<FeedRecord> first = feed.next();
        assertEquals(PartitionFeed.MOST_OUTSTANDING, first.size());
        assertEquals(new FeedRecord(JOB, new Unit(0, 0), 2, 1, false), first.getFirst());
        assertEquals(List.of(), feed.next());
        sent(3);
        sent(4);
        assertEquals(List.of(PartitionFeed.MOST_OUTSTANDING, PartitionFeed.MOST_OUTSTANDING + 1),
                feed.next().stream().map(record -> (int) record.unit().offset()).toList());
        assertEquals(PartitionFeed.MOST_OUTSTANDING, feed.outstanding());
    }

    @Test
    void doesNotAskAgainForWhatWasDecidedBeforeARestart() {
        sent(0);
        sent(2);
        List<Long> asked = feed.next().stream().map(record -> record.unit().offset()).toList();
        assertEquals(List.of(1L, 3L, 4L), asked.subList(0, 3));
        assertEquals(2, feed.counts().sent());
    }

    @Test
    void asksAgainForWhatMayNotHaveArrived() {
        FeedRecord lost = feed.next().get(7);
        feed.notFed(lost);
        assertEquals(List.of(lost), feed.next());
    }

    @Test
    void endsWhenAllIsDecided() {
        for (int offset = 0; offset < UNITS; offset++) {
            sent(offset);
        }
        assertTrue(feed.next().isEmpty());
        assertEquals(new Counts(0, 0, UNITS, 0, 0, 0, 0), feed.counts());
    }
}
