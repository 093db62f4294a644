package dev.herald.worker.delivery;

import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Fact.CarriedForward;
import dev.herald.worker.ledger.Fact.CarriedForward.State;
import dev.herald.worker.ledger.RecentMessages;
import dev.herald.worker.ledger.Rule;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnitState;
import dev.herald.worker.ledger.UnitState.Origin;
import dev.herald.worker.ledger.UnitState.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.Queue;

/**
 * Moves the safe point: carries forward what was open at a view, so that the next owner may begin to read there. One at a
 * time, so that a takeover reads what is open and the facts of some 20 minutes.
 */
final class Checkpoints {

    private static final Duration AGE = Duration.ofMinutes(10);
    /** Half of what a reader remembers of settled units: what it saw since the view is still there when it is carried. */
    private static final Duration SWIFT = Duration.ofMinutes(5);
    /** So that sends do not wait behind a million records. */
    private static final int AT_ONCE = 1_000;

    private final Ownership ownership;
    private final Intake intake;
    private final int factsBetween;
    private long safePoint;
    private long takeover;
    private long facts;
    private Moment last;
    private long exhaustedMillis = Long.MIN_VALUE;
    private long askedMillis = Long.MIN_VALUE;
    private Checkpoint open;

    private static final class Checkpoint {
        private final long view;
        private final Moment begun;
        private final long latestMillis;
        private final Queue<Carried> toCarry = new ArrayDeque<>();
        private OptionalLong firstReadMillis = OptionalLong.empty();
        private OptionalLong said = OptionalLong.empty();
        private boolean complete;

        Checkpoint(long view, Moment begun, long latestMillis) {
            this.view = view;
            this.begun = begun;
            this.latestMillis = latestMillis;
        }
    }

    private record Carried(Unit unit, UnitState state) {}

    /**
     * @param factsBetween
     *            at least this many facts lie between two checkpoints, or 10 minutes
     */
    Checkpoints(Ownership ownership, Intake intake, StartingPoint start, int factsBetween) {
        this.ownership = ownership;
        this.intake = intake;
        this.factsBetween = factsBetween;
        this.safePoint = start.safePoint();
        this.takeover = start.takeover();
    }

    long safePoint() {
        return safePoint;
    }

    /** The takeover that was current at the safe point. */
    long takeover() {
        return takeover;
    }

    /** A fact was read; {@code counts} if it adds to what the next owner reads. */
    void read(boolean counts) {
        if (open != null && open.firstReadMillis.isEmpty()) {
            open.firstReadMillis = OptionalLong.of(ownership.reducer.ledgerMillis());
        }
        if (counts) {
            facts++;
        }
    }

    /** An own claim did not hold: it may rest on a fact before the view that a reader from there does not know. */
    void claimWasVoid() {
        if (ownership.hold(Rule.CHECKPOINT_HAS_NO_VOID_CLAIM)) {
            open = null;
        }
    }

    /** The log had nothing more when it was asked; that was surely after the moment before the last such answer. */
    void logExhausted() {
        exhaustedMillis = askedMillis;
        askedMillis = ownership.now() == null ? Long.MIN_VALUE : ownership.wall().toEpochMilli();
    }

    void advance() {
        if (last == null) {
            last = ownership.now();
        }
        if (open == null && isDue()) {
            begin();
        }
        if (open == null) {
            return;
        }
        carry();
        completeIfReadBack();
        if (open != null && open.complete && isOldEnough()) {
            safePoint = open.view;
            takeover = ownership.takeover();
            open = null;
        }
    }

    private boolean isDue() {
        boolean isLongAgo = ownership.now().monotonicSince(last).compareTo(AGE) >= 0;
        return facts >= Math.max(factsBetween, 2 * ownership.reducer.pending()) || facts > 0 && isLongAgo;
    }

    private void begin() {
        open = new Checkpoint(ownership.position(), ownership.now(), ownership.recent.latestMillis());
        long progress = intake.progress();
        ownership.reducer.forEach((unit, state) -> {
            boolean carried = state.isOpen()
                    ? ownership.hold(Rule.CARRY_WHAT_IS_OPEN)
                    : unit.offset() >= progress && ownership.hold(Rule.CARRY_WHAT_IS_ABOVE_THE_PROGRESS);
            if (carried) {
                open.toCarry.add(new Carried(unit, state));
            }
        });
        facts = 0;
        last = ownership.now();
    }

    private void carry() {
        for (int i = 0; i < AT_ONCE && !open.toCarry.isEmpty(); i++) {
            Carried next = open.toCarry.remove();
            ownership.append(fact(next.unit(), next.state()));
        }
        if (open.toCarry.isEmpty() && open.said.isEmpty()) {
            open.said = OptionalLong.of(ownership.said());
        }
    }

    /** Reading back what was said last is reading back all: claims that were under way at the view, too. */
    private void completeIfReadBack() {
        boolean isReadBack = open.said.isPresent() && ownership.heard() >= open.said.getAsLong();
        if (open.complete || !isReadBack && ownership.hold(Rule.CHECKPOINT_WAITS_FOR_READ_BACK)) {
            return;
        }
        long now = ownership.reducer.ledgerMillis();
        long took = now - open.firstReadMillis.orElse(now);
        if (took >= SWIFT.toMillis() && ownership.hold(Rule.CHECKPOINT_IS_SWIFT)) {
            open = null;
            facts++;
        } else {
            open.complete = true;
        }
    }

    private boolean isOldEnough() {
        if (!ownership.hold(Rule.SAFE_POINT_KEEPS_THE_WINDOW)) {
            return true;
        }
        long latest = intake.isIdle()
                ? Math.max(ownership.recent.latestMillis(), exhaustedMillis)
                : ownership.recent.latestMillis();
        boolean windowIsPast = open.latestMillis == Long.MIN_VALUE
                || latest - open.latestMillis >= RecentMessages.WINDOW.toMillis();
        return windowIsPast && ownership.now().monotonicSince(open.begun).compareTo(AGE) >= 0;
    }

    private CarriedForward fact(Unit unit, UnitState state) {
        Origin origin = state.origin();
        return new CarriedForward(ownership.takeover(), open.view, unit, carried(state), state.attempt(),
                Instant.ofEpochMilli(state.dueMillis()), state.is(Status.CLAIMED) ? state.claim() : ClaimId.NONE,
                state.of(), origin.provider(), origin.revision(), origin.job(), state.labels());
    }

    private static State carried(UnitState state) {
        return switch (state.status()) {
            case PENDING -> State.PENDING;
            case CLAIMED -> State.CLAIMED;
            case ACCEPTED -> State.ACCEPTED;
            default -> State.SETTLED;
        };
    }
}
