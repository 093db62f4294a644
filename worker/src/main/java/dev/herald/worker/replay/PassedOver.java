package dev.herald.worker.replay;

import dev.herald.worker.ledger.Effect;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.RecentMessages;
import dev.herald.worker.ledger.Reducer;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnitNumbers;
import dev.herald.worker.ledger.UnitSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a partition of the log holds for a channel, and no fact that counts speaks of: first all facts, then the messages. Of a
 * message some of whose recipients were attempted, only the others. Takes a bit or a few for each message that was.
 */
final class PassedOver {

    private static final int FIRST = 1;

    private final Scope scope;
    private final Reducer reducer;
    /** Spoken of: each unit, and each message of which a recipient was. */
    private final UnitSet units = new UnitSet();
    private final UnitSet attempted = new UnitSet();
    /** How many recipients a message has, of which some were not spoken of. */
    private final UnitNumbers partly = new UnitNumbers();
    private final RecentMessages recent = new RecentMessages();
    private final List<Wish> wishes = new ArrayList<>();
    /** The first of its identity, until another of the same is found to have been attempted. */
    private final Map<Identity, Long> firsts = new HashMap<>();
    private final Set<Long> repeated = new HashSet<>();

    private record Identity(String source, String id) {}

    /** @param from the ledger offset of the first fact that will be applied */
    PassedOver(Scope scope, long from) {
        this.scope = scope;
        this.reducer = Reducer.lean(from);
    }

    void apply(long offset, Instant at, Fact fact) {
        if (!(reducer.apply(offset, at, fact) instanceof Effect.Change change)) {
            return;
        }
        Unit unit = change.unit();
        Unit whole = Unit.whole(unit.offset());
        units.add(unit);
        if (!unit.isWhole()) {
            attempted.add(whole);
            count(whole, change.now().of());
        }
    }

    // How many recipients there are is known as soon as one of them is claimed.
    private void count(Unit whole, int recipients) {
        for (int recipient = 0; recipient < recipients; recipient++) {
            if (!units.contains(new Unit(whole.offset(), recipient))) {
                partly.put(whole, recipients);
                return;
            }
        }
        partly.remove(whole);
    }

    /** The next message of the log that was addressed to the channel; a repetition of another is no message of its own. */
    void message(long offset, Labels labels) {
        Unit whole = Unit.whole(offset);
        boolean isAttempted = attempted.contains(whole);
        if (units.contains(whole) && !isAttempted) {
            // What was listed before a first attempt is no first, as for the sender.
            return;
        }
        var identity = new Identity(labels.source(), labels.id());
        boolean isRepetition = recent.isRepetition(offset, labels);
        recent.add(offset, labels, labels.accepted().toEpochMilli());
        if (isRepetition && isAttempted && firsts.containsKey(identity)) {
            repeated.add(firsts.remove(identity));
        }
        if (isRepetition || !scope.selects(labels)) {
            return;
        }
        if (isAttempted) {
            wishForTheRest(offset);
        } else {
            wishes.add(new Wish(whole, FIRST));
            firsts.put(identity, offset);
        }
    }

    private void wishForTheRest(long offset) {
        long recipients = partly.get(Unit.whole(offset));
        for (int recipient = 0; recipient < recipients; recipient++) {
            Unit unit = new Unit(offset, recipient);
            if (!units.contains(unit)) {
                wishes.add(new Wish(unit, FIRST));
            }
        }
    }

    /** In the order of the log. */
    List<Wish> wishes() {
        return wishes.stream().filter(wish -> !repeated.contains(wish.unit().offset())).toList();
    }

    /** Ledger offset of the current takeover, or {@link Reducer#UNKNOWN_TAKEOVER}. */
    long takeover() {
        return reducer.takeover();
    }
}
