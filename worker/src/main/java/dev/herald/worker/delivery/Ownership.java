package dev.herald.worker.delivery;

import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.RecentMessages;
import dev.herald.worker.ledger.Reducer;
import dev.herald.worker.ledger.Rule;
import dev.herald.worker.ledger.Rules;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnitState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the parts of an owner share: who it is, what it knows, what it has decided and not yet read back, what it asks for. */
final class Ownership {

    private static final long NOT_YET = -1;

    final OwnerTerms terms;
    final Rules rules;
    final Reducer reducer;
    final RecentMessages recent = new RecentMessages();
    private final Set<Unit> awaited = new HashSet<>();
    private List<Command> commands = new ArrayList<>();
    private DeliverySettings settings;
    private Moment now;
    private Moment since;
    private long takeover = NOT_YET;
    private boolean lost;
    private long position;
    private long appends;
    private long said;
    private long heard;

    Ownership(OwnerTerms terms, Rules rules, StartingPoint start, DeliverySettings settings) {
        this.terms = terms;
        this.rules = rules;
        this.reducer = new Reducer(start.safePoint(), start.takeover(), rules);
        this.settings = settings;
        this.position = start.safePoint();
    }

    boolean hold(Rule rule) {
        return rules.hold(rule);
    }

    DeliverySettings settings() {
        return settings;
    }

    void settings(DeliverySettings settings) {
        this.settings = settings;
    }

    Moment now() {
        return now;
    }

    Instant wall() {
        return now.wall();
    }

    void now(Moment now) {
        this.now = now;
        if (isTaken() && since == null) {
            since = now;
        }
    }

    /** The first moment after the own takeover was read. */
    Moment since() {
        return since;
    }

    void taken(long offset) {
        takeover = offset;
    }

    boolean isTaken() {
        return takeover != NOT_YET;
    }

    long takeover() {
        return takeover;
    }

    /** All of the ledger below this offset was read. */
    long position() {
        return position;
    }

    void position(long position) {
        this.position = position;
    }

    /** From here on only what becomes of own claims is said; what was not yet carried out is dropped. */
    void lose() {
        lost = true;
        commands.removeIf(command -> !isStillOfUse(command));
    }

    UnitState state(Unit unit) {
        return reducer.state(unit);
    }

    long append(Fact fact) {
        if (fact instanceof Fact.OfOwner) {
            said++;
        }
        ask(new Command.Append(++appends, fact));
        return appends;
    }

    /** Appends what changes its unit; until it is read back, nobody decides anything else about the unit. */
    void decide(Fact.OfUnit fact) {
        awaited.add(fact.unit());
        append(fact);
    }

    /** Keeps others from deciding about the unit until {@link #decide} and its reading back. */
    void reserve(Unit unit) {
        awaited.add(unit);
    }

    boolean isAwaited(Unit unit) {
        return awaited.contains(unit) && rules.hold(Rule.CLAIM_ONCE);
    }

    /** An own fact that cites the own takeover was read. Appends keep their order, or the ownership ends. */
    void readBack(Fact fact) {
        heard++;
        if (fact instanceof Fact.OfUnit of) {
            awaited.remove(of.unit());
        }
    }

    /** How many facts that cite the own takeover were appended. */
    long said() {
        return said;
    }

    /** How many of them were read back. */
    long heard() {
        return heard;
    }

    void ask(Command command) {
        if (!lost || isStillOfUse(command)) {
            commands.add(command);
        }
    }

    private static boolean isStillOfUse(Command command) {
        return switch (command) {
            case Command.Append append -> !(append.fact() instanceof Fact.OfOwner);
            case Command.Resign resign -> true;
            default -> false;
        };
    }

    List<Command> drain() {
        List<Command> drained = commands;
        commands = new ArrayList<>();
        return drained;
    }
}
