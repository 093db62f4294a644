package dev.herald.worker.delivery;

import dev.herald.worker.ledger.Fact.Deferred;
import dev.herald.worker.ledger.Fact.Listed;
import dev.herald.worker.ledger.Rule;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnitState.Status;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.stream.IntStream;

/**
 * Takes the log in, in order: each unit gets a fact. Progress is the lowest offset of which one is missing.
 */
final class Intake implements Claimant {

    /** Decided, but not all read back: more than that means that the ledger lags, and new messages only add to it. */
    private static final int MOST_OPEN = 1_000;

    private final Ownership ownership;
    private final OwnClaims claims;
    private final Quarantine quarantine;
    private final Deque<Incoming> open = new ArrayDeque<>();
    private final Map<Long, Incoming> byOffset = new HashMap<>();
    private final Deque<Incoming> undecided = new ArrayDeque<>();
    private long progress;
    private boolean more;

    private static final class Incoming {
        private final LogEntry entry;
        private final BitSet missing = new BitSet();
        private boolean decoded;
        private int units;
        private int next;
        private boolean taken;

        Incoming(LogEntry entry) {
            this.entry = entry;
        }
    }

    Intake(Ownership ownership, OwnClaims claims, Quarantine quarantine, long progress) {
        this.ownership = ownership;
        this.claims = claims;
        this.quarantine = quarantine;
        this.progress = progress;
    }

    long progress() {
        return progress;
    }

    boolean isIdle() {
        return open.isEmpty();
    }

    boolean wantsMore() {
        return undecided.size() < ownership.terms.ahead() && open.size() < MOST_OPEN;
    }

    void add(LogEntry entry) {
        if (entry.offset() < progress) {
            return;
        }
        Incoming incoming = new Incoming(entry);
        open.add(incoming);
        if (entry.addressed()) {
            byOffset.put(entry.offset(), incoming);
            undecided.add(incoming);
            more = true;
        } else {
            taken(incoming);
        }
    }

    /** The log holds nothing more now. */
    void exhausted() {
        more = false;
    }

    /** A fact about the unit was read. */
    void read(Unit unit) {
        Incoming incoming = byOffset.get(unit.offset());
        if (incoming == null || ownership.state(unit).is(Status.UNSEEN)) {
            return;
        }
        if (unit.isWhole()) {
            taken(incoming);
        } else if (incoming.decoded) {
            incoming.missing.clear(unit.recipient());
            takenIfNothingIsMissing(incoming);
        }
    }

    /** A claim of the unit did not count. */
    void addAgain(Unit unit) {
        Incoming incoming = byOffset.get(unit.offset());
        if (incoming != null && incoming.decoded && isUnseen(unit)) {
            incoming.next = Math.min(incoming.next, unit.recipient());
            if (!undecided.contains(incoming)) {
                undecided.addFirst(incoming);
            }
        }
    }

    @Override
    public void readAhead() {
        // Messages come by themselves, in order.
    }

    /** Messages come in pieces: until the log has said that there are no more, there may be some. */
    @Override
    public boolean waits() {
        return more || !undecided.isEmpty();
    }

    @Override
    public boolean claimOne() {
        for (Incoming head = undecided.peek(); head != null; head = undecided.peek()) {
            if (!head.taken && (head.decoded || isToBeClaimed(head)) && claimNextUnit(head)) {
                return true;
            }
            undecided.remove();
            if (!ownership.hold(Rule.PROGRESS_WAITS_FOR_FACTS)) {
                taken(head);
            }
        }
        return false;
    }

    private boolean claimNextUnit(Incoming incoming) {
        while (incoming.next < incoming.units) {
            Unit unit = new Unit(incoming.entry.offset(), incoming.next++);
            if (isUnseen(unit)) {
                claims.claim(unit, 1, incoming.units, "", incoming.entry);
                return true;
            }
        }
        return false;
    }

    /** @return false if the message was decided as a whole */
    private boolean isToBeClaimed(Incoming incoming) {
        LogEntry entry = incoming.entry;
        Unit whole = Unit.whole(entry.offset());
        if (!ownership.state(whole).is(Status.UNSEEN) || isUnreadableHereAlone(entry)) {
            taken(incoming);
        } else if (ownership.recent.isRepetition(entry.offset(), entry.labels())
                && ownership.hold(Rule.LIST_DUPLICATES)) {
            list(entry, Listed.Reason.DUPLICATE, "");
        } else if (new Expiry(ownership).isTooOld(entry.labels().accepted().toEpochMilli())) {
            list(entry, Listed.Reason.EXPIRED, "timeToLive");
        } else {
            switch (entry.content()) {
                case LogEntry.Undecodable content -> quarantine.add(entry, whole, content.error());
                case LogEntry.Decoded content when new Expiry(ownership).isPast(content.expiresAt()) ->
                    list(entry, Listed.Reason.EXPIRED, "expiresAt");
                case LogEntry.Decoded content -> {
                    return isDueNow(incoming, content);
                }
            }
        }
        return false;
    }

    /** An owner of another revision could read the message, and has taken in all its recipients. */
    private boolean isUnreadableHereAlone(LogEntry entry) {
        if (!(entry.content() instanceof LogEntry.Undecodable)) {
            return false;
        }
        int recipients = ownership.state(new Unit(entry.offset(), 0)).of();
        return recipients > 0 && IntStream.range(0, recipients)
                .noneMatch(recipient -> ownership.state(new Unit(entry.offset(), recipient)).is(Status.UNSEEN));
    }

    private boolean isDueNow(Incoming incoming, LogEntry.Decoded content) {
        LogEntry entry = incoming.entry;
        incoming.decoded = true;
        incoming.units = content.recipients();
        for (int i = 0; i < incoming.units; i++) {
            incoming.missing.set(i, ownership.state(new Unit(entry.offset(), i)).is(Status.UNSEEN));
        }
        takenIfNothingIsMissing(incoming);
        ownership.recent.add(entry.offset(), entry.labels(), ownership.reducer.ledgerMillis());
        Instant due = content.deliverAfter().filter(time -> time.isAfter(ownership.wall())).orElse(null);
        if (due == null) {
            return true;
        }
        for (; incoming.next < incoming.units; incoming.next++) {
            Unit unit = new Unit(entry.offset(), incoming.next);
            if (isUnseen(unit)) {
                ownership.decide(new Deferred(ownership.takeover(), unit, due, entry.labels()));
            }
        }
        return false;
    }

    private boolean isUnseen(Unit unit) {
        return ownership.state(unit).is(Status.UNSEEN) && !ownership.isAwaited(unit);
    }

    private void list(LogEntry entry, Listed.Reason reason, String text) {
        ownership
                .decide(new Listed(ownership.takeover(), Unit.whole(entry.offset()), reason, "", text, entry.labels()));
    }

    private void takenIfNothingIsMissing(Incoming incoming) {
        if (incoming.missing.isEmpty()) {
            taken(incoming);
        }
    }

    private void taken(Incoming incoming) {
        incoming.taken = true;
        byOffset.remove(incoming.entry.offset());
        for (Incoming lowest = open.peek(); lowest != null && lowest.taken; lowest = open.peek()) {
            open.remove();
            progress = lowest.entry.offset() + 1;
        }
    }
}
