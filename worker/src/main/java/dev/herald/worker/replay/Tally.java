package dev.herald.worker.replay;

import dev.herald.worker.ledger.Effect;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Reducer;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnitState;
import dev.herald.worker.provider.FailureKind;
import dev.herald.worker.replay.Standing.Trouble;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What became of a replay's wishes in one partition: facts in, counts out that always add up. It rests on the ledger alone,
 * from the place up to which was selected; so a feeder that begins anew counts the same.
 */
final class Tally {

    /** Others' units take no memory here; but when a claim is too late is counted in all that the ledger holds. */
    private static final Fact ELSEWHERE = new Fact.Progress(Reducer.UNKNOWN_TAKEOVER - 1, 0, 0, new UUID(0, 0));

    private final String job;
    private final Reducer reducer;
    private final Map<Unit, Verdict> asked = new HashMap<>();
    private final Map<Long, Recipients> released = new HashMap<>();
    private final Map<Verdict, Long> parts = new EnumMap<>(Verdict.class);
    private List<Lost> lost = new ArrayList<>();
    private Optional<Trouble> trouble = Optional.empty();

    /** What can no longer be sent. */
    record Lost(Unit wish, Verdict why) {}

    /** Of a message that was asked for as a whole. */
    private static final class Recipients {
        // 0 until a claim says how many there are.
        private int of;
        private final Map<Unit, Verdict> verdicts = new HashMap<>();
    }

    /**
     * @param selected
     *            the ledger offset up to which was selected: of the first fact that will be applied
     * @param takeover
     *            ledger offset of the takeover that is current there, or {@link Reducer#UNKNOWN_TAKEOVER}
     */
    Tally(String job, Collection<Wish> wishes, long selected, long takeover) {
        this.job = job;
        this.reducer = new Reducer(selected, takeover);
        // Late outcomes are to meet the claims they are of: only what was asked for is kept here.
        reducer.keepFactsFrom(selected);
        wishes.forEach(wish -> asked.put(wish.unit(), Verdict.REMAINING));
        if (!asked.isEmpty()) {
            parts.put(Verdict.REMAINING, (long) asked.size());
        }
    }

    void apply(long offset, Instant at, Fact fact) {
        if (fact instanceof Fact.OfUnit ofUnit && !isAsked(ofUnit.unit())) {
            reducer.apply(offset, at, ELSEWHERE);
            return;
        }
        Effect effect = reducer.apply(offset, at, fact);
        switch (fact) {
            case Fact.Claim claim when effect instanceof Effect.Claimed -> claimed(claim);
            case Fact.Skipped skipped when effect instanceof Effect.Noted && skipped.job().equals(job) ->
                skipped(skipped);
            case Fact.Accepted accepted -> accepted(accepted, effect);
            case Fact.OfUnit _ when effect instanceof Effect.Settled settled && isOurs(settled.before()) ->
                ended(settled.unit(), at, verdict(settled.now().status(), fact), fact);
            default -> {
                // Takeovers and the like, and what others do with the units.
            }
        }
    }

    /** Whether what was asked for is not yet decided. */
    boolean isOpen(Unit wish) {
        return verdict(wish).isOpen();
    }

    Standing standing() {
        return Standing.of(parts, trouble);
    }

    /** Gives, once, what has turned out since as no longer to be sent. */
    List<Lost> lost() {
        List<Lost> taken = lost;
        lost = new ArrayList<>();
        return taken;
    }

    private boolean isAsked(Unit unit) {
        return asked.containsKey(unit) || asked.containsKey(Unit.whole(unit.offset()));
    }

    private void claimed(Fact.Claim claim) {
        if (!asked.containsKey(claim.unit())) {
            change(claim.unit(), () -> recipients(claim.unit()).of = claim.of());
        }
        if (claim.job().equals(job)) {
            set(claim.unit(), Verdict.REMAINING);
        }
    }

    // A wish that was fed twice may be passed over the second time; what our own claim does says more.
    private void skipped(Fact.Skipped skipped) {
        if (!isOurs(reducer.state(skipped.unit())) && current(skipped.unit()).isOpen()) {
            set(skipped.unit(), switch (skipped.reason()) {
                case ALREADY_ACCEPTED -> Verdict.ALREADY_ACCEPTED;
                case STALE -> Verdict.STALE;
                case EXPIRED -> Verdict.EXPIRED;
                case UNDECODABLE -> Verdict.UNDECODABLE;
                case ATTEMPT_TAKEN -> Verdict.SKIPPED;
            });
        }
    }

    private void accepted(Fact.Accepted accepted, Effect effect) {
        UnitState state = effect instanceof Effect.Settled settled
                ? settled.before()
                : reducer.state(accepted.unit());
        if (isOurs(state) && state.claim().equals(accepted.claim())) {
            set(accepted.unit(), Verdict.SENT);
        } else if (current(accepted.unit()) != Verdict.SENT) {
            set(accepted.unit(), Verdict.ALREADY_ACCEPTED);
        }
    }

    private void ended(Unit unit, Instant at, Verdict verdict, Fact by) {
        set(unit, verdict);
        if (verdict.isTrouble()) {
            trouble = Optional.of(new Trouble(at, text(by)));
        }
    }

    private static Verdict verdict(UnitState.Status status, Fact by) {
        return switch (status) {
            case FAILED -> by instanceof Fact.Failed failed && failed.kind() == FailureKind.RECIPIENT
                    ? Verdict.REFUSED
                    : Verdict.FAILED;
            case AMBIGUOUS, UNKNOWN -> Verdict.UNKNOWN;
            default -> by instanceof Fact.Listed listed ? listed(listed.reason()) : Verdict.SKIPPED;
        };
    }

    private static Verdict listed(Fact.Listed.Reason reason) {
        return switch (reason) {
            case STALE -> Verdict.STALE;
            case EXPIRED -> Verdict.EXPIRED;
            case QUARANTINED -> Verdict.UNDECODABLE;
            case DUPLICATE, PARKED -> Verdict.SKIPPED;
        };
    }

    private static String text(Fact by) {
        return switch (by) {
            case Fact.Failed failed when failed.error().contains(failed.code()) -> failed.error();
            case Fact.Failed failed -> (failed.code() + " " + failed.error()).strip();
            case Fact.Ambiguous ambiguous -> ambiguous.error();
            default -> "nobody knows whether it arrived: its sender ended while it was sending";
        };
    }

    private boolean isOurs(UnitState state) {
        return state.origin().job().equals(job);
    }

    private void set(Unit unit, Verdict verdict) {
        change(unit, () -> {
            if (asked.containsKey(unit)) {
                asked.put(unit, verdict);
            } else {
                recipients(unit).verdicts.put(unit, verdict);
            }
        });
    }

    private void change(Unit unit, Runnable change) {
        Unit wish = asked.containsKey(unit) ? unit : Unit.whole(unit.offset());
        Verdict before = verdict(wish);
        change.run();
        Verdict now = verdict(wish);
        if (now != before) {
            parts.merge(before, -1L, Long::sum);
            parts.merge(now, 1L, Long::sum);
            if (now.isUnrecoverable()) {
                lost.add(new Lost(wish, now));
            }
        }
    }

    private Verdict current(Unit unit) {
        return asked.containsKey(unit)
                ? asked.get(unit)
                : recipients(unit).verdicts.getOrDefault(unit, Verdict.REMAINING);
    }

    private Recipients recipients(Unit unit) {
        return released.computeIfAbsent(unit.offset(), _ -> new Recipients());
    }

    /** What became of one that was asked for. */
    Verdict verdict(Unit wish) {
        Recipients recipients = wish.isWhole() ? released.get(wish.offset()) : null;
        if (recipients == null || recipients.verdicts.isEmpty()) {
            return asked.get(wish);
        }
        Verdict decided = recipients.verdicts.values().stream().reduce(Verdict::and).orElseThrow();
        // Without any claim all recipients are passed over for the same reason, and nobody says how many they are. What was
        // passed over as a whole is decided, whatever others do with its recipients.
        return recipients.verdicts.size() < recipients.of ? asked.get(wish) : decided;
    }
}
