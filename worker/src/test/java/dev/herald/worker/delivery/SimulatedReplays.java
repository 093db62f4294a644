package dev.herald.worker.delivery;

import dev.herald.worker.ledger.FeedRecord;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnitState;
import dev.herald.worker.ledger.UnitState.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Replays, and the feed they ask in: what they have selected they ask for later, one by one. */
final class SimulatedReplays {

    final List<FeedRecord> feed = new ArrayList<>();
    private final SimulatedLog log;
    private final SimulatedLedger ledger;
    private final SplittableRandom random;
    private final Deque<FeedRecord> selected = new ArrayDeque<>();
    private int jobs;

    SimulatedReplays(SimulatedLog log, SimulatedLedger ledger, SplittableRandom random) {
        this.log = log;
        this.ledger = ledger;
        this.random = random;
    }

    /**
     * One or two replays select what has failed for good, and what is in quarantine; the second may see the same.
     *
     * @param progress
     *            what lies below may have been passed over
     */
    void select(long progress) {
        Map<Unit, UnitState> failed = new HashMap<>();
        ledger.reader.forEach((unit, state) -> {
            if (state.is(Status.FAILED)) {
                failed.put(unit, state);
            }
        });
        for (int replays = 1 + random.nextInt(2); replays > 0; replays--) {
            String job = "shop/again-" + jobs++ + "/1";
            failed.forEach((unit, state) -> {
                if (random.nextInt(3) > 0) {
                    selected.add(new FeedRecord(job, unit, state.attempt(), ledger.end(), false));
                }
            });
            selectPassedOver(job, progress);
            ledger.quarantined.stream()
                    .filter(offset -> random.nextBoolean() && !isReleased(offset))
                    .forEach(offset -> selected.add(new FeedRecord(job, Unit.whole(offset), 1, ledger.end(), true)));
        }
    }

    /** What lies below the progress and no fact speaks of. */
    void selectPassedOver(String job, long progress) {
        for (SimulatedLog.Message message : log.all().subList(0, (int) progress)) {
            List<Unit> untouched = IntStream.range(0, message.recipients())
                    .mapToObj(recipient -> new Unit(message.offset(), recipient))
                    .filter(unit -> ledger.state(unit).is(Status.UNSEEN))
                    .toList();
            if (message.addressed() && ledger.state(Unit.whole(message.offset())).is(Status.UNSEEN)) {
                List<Unit> wishes = untouched.size() == message.recipients()
                        ? List.of(Unit.whole(message.offset()))
                        : untouched;
                wishes.forEach(unit -> selected.add(new FeedRecord(job, unit, 1, ledger.end(), false)));
            }
        }
    }

    private boolean isReleased(long offset) {
        for (int i = 0; i < log.at(offset).recipients(); i++) {
            if (!ledger.state(new Unit(offset, i)).is(Status.UNSEEN)) {
                return true;
            }
        }
        return false;
    }

    void feedOne() {
        FeedRecord record = selected.poll();
        if (record != null) {
            feed.add(record);
        }
    }

    void feedAll() {
        feed.addAll(selected);
        selected.clear();
    }
}
