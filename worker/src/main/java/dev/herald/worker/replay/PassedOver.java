package dev.herald.worker.replay;

import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.RecentMessages;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnitNumbers;
import dev.herald.worker.ledger.UnitSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a partition of the log holds for a channel, and no fact of its ledger speaks of: first all facts, then the messages.
 * Of a message some of whose recipients were attempted, only the others. Takes a bit or a few for each message that was.
 */
final class PassedOver {

    private static final int FIRST = 1;

    private final Scope scope;
    private final UnitSet messages = new UnitSet();
    private final UnitSet units = new UnitSet();
    /** By message: how many recipients it has, and how many of them were spoken of. */
    private final UnitNumbers partly = new UnitNumbers();
    private final RecentMessages recent = new RecentMessages();
    private final List<Wish> wishes = new ArrayList<>();
    /** The first of its identity, until another of the same is found to have been attempted. */
    private final Map<Identity, Long> firsts = new HashMap<>();

    private record Identity(String source, String id) {}

    PassedOver(Scope scope) {
        this.scope = scope;
    }

    void apply(Fact fact) {
        // That a replay passed something over says nothing of it.
        if (!(fact instanceof Fact.OfUnit of) || fact instanceof Fact.Skipped) {
            return;
        }
        Unit whole = Unit.whole(of.unit().offset());
        messages.add(whole);
        if (units.contains(of.unit())) {
            return;
        }
        units.add(of.unit());
        if (of.unit().isWhole()) {
            partly.remove(whole);
        } else if (recipients(fact) > 1 && !units.contains(whole)) {
            spokenOf(whole, recipients(fact));
        }
    }

    private static int recipients(Fact fact) {
        return switch (fact) {
            case Fact.Claim claim -> claim.of();
            case Fact.CarriedForward carried -> carried.of();
            default -> 0;
        };
    }

    private void spokenOf(Unit whole, int recipients) {
        long before = partly.get(whole);
        long known = (before == UnitNumbers.NONE ? 0 : before & 0xFFFF_FFFFL) + 1;
        if (known < recipients) {
            partly.put(whole, (long) recipients << 32 | known);
        } else {
            partly.remove(whole);
        }
    }

    /** The next message of the log that was addressed to the channel; a repetition of another is no message of its own. */
    void message(long offset, Labels labels) {
        boolean isRepetition = recent.isRepetition(offset, labels);
        recent.add(offset, labels, labels.accepted().toEpochMilli());
        Unit whole = Unit.whole(offset);
        var identity = new Identity(labels.source(), labels.id());
        if (isRepetition) {
            Long first = messages.contains(whole) ? firsts.remove(identity) : null;
            if (first != null) {
                wishes.removeIf(wish -> wish.unit().offset() == first);
            }
            return;
        }
        if (!scope.selects(labels)) {
            return;
        }
        if (!messages.contains(whole)) {
            wishes.add(new Wish(whole, FIRST));
            firsts.put(identity, offset);
            return;
        }
        long counts = partly.get(whole);
        for (int recipient = 0; counts != UnitNumbers.NONE && recipient < counts >>> 32; recipient++) {
            Unit unit = new Unit(offset, recipient);
            if (!units.contains(unit)) {
                wishes.add(new Wish(unit, FIRST));
            }
        }
    }

    /** In the order of the log. */
    List<Wish> wishes() {
        return List.copyOf(wishes);
    }
}
