package dev.herald.worker.status.stream;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

import dev.herald.worker.ledger.Effect;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.Reducer;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnitState;
import dev.herald.worker.ledger.UnitState.Status;
import dev.herald.worker.status.stream.DeliveryStatus.Error;
import dev.herald.worker.status.stream.DeliveryStatus.Identity;
import dev.herald.worker.status.stream.DeliveryStatus.Outcome;

/**
 * Derives status events from one partition of a ledger, fact by fact. What does not count for senders is no event either. The
 * reducer forgets which message a unit is of, so this keeps it while a claim is open.
 */
public final class PartitionEvents {

    // As many are under claims at once only when senders were killed again and again; the log knows the others.
    private static final int MOST_IDENTITIES = 10_000;

    /**
     * Where reading has to begin to find something again.
     *
     * @param offset
     *            in the ledger
     * @param takeover
     *            current there
     */
    public record Start(long offset, long takeover) {
        Start earlier(Start other) {
            return other.offset < offset ? other : this;
        }
    }

    /**
     * @param since
     *            who begins there finds this again
     */
    public record Event(DeliveryStatus status, Start since) {}

    private record Claimed(Start since, Optional<Identity> message) {}

    private final String channel;
    private final int partition;
    private final Reducer reducer;
    private final SequencedMap<Unit, Claimed> open = new LinkedHashMap<>();
    private long next;

    /** @param from where reading begins */
    public PartitionEvents(String channel, int partition, Start from) {
        this.channel = channel;
        this.partition = partition;
        this.reducer = Reducer.ofEffects(from.offset(), from.takeover());
        this.next = from.offset();
    }

    /**
     * @param offset
     *            of the fact in the ledger; must rise
     * @param time
     *            when the ledger took it
     * @return what those who sent the message are to know of it
     */
    public Optional<Event> apply(long offset, Instant time, Fact fact) {
        Start here = new Start(offset, reducer.takeover());
        Effect effect = reducer.apply(offset, time, fact);
        next = offset + 1;
        if (!(effect instanceof Effect.Change change)) {
            return Optional.empty();
        }
        Optional<Claimed> ended = Optional.ofNullable(open.remove(change.unit()));
        if (change.now().is(Status.CLAIMED)) {
            open.put(change.unit(), claimed(offset, fact));
        }
        return effect instanceof Effect.Carried
                ? Optional.empty()
                : status(offset, time, fact, change, ended.flatMap(Claimed::message))
                        .map(status -> new Event(status, ended.map(Claimed::since).orElse(here)));
    }

    private Claimed claimed(long offset, Fact fact) {
        return switch (fact) {
            case Fact.Claim claim -> new Claimed(new Start(offset, claim.takeover()),
                    open.size() < MOST_IDENTITIES ? identity(claim.labels()) : Optional.empty());
            // It counts only for those who began at or before its view.
            case Fact.CarriedForward carried -> new Claimed(new Start(carried.view(), carried.takeover()),
                    Optional.empty());
            default -> throw new IllegalStateException("no fact but a claim makes a claim: " + fact);
        };
    }

    private static Optional<Identity> identity(Labels labels) {
        return labels.source().isEmpty() && labels.id().isEmpty()
                ? Optional.empty()
                : Optional.of(new Identity(labels.source(), labels.id()));
    }

    private Optional<DeliveryStatus> status(long offset, Instant time, Fact fact, Effect.Change change,
            Optional<Identity> message) {
        UnitState.Origin origin = origin(fact, change);
        return switch (fact) {
            case Fact.Accepted f -> Optional.of(new DeliveryStatus(Outcome.Accepted, channel, partition, offset, time,
                    f.unit(), message, f.attempt(), origin.provider(), origin.revision(), origin.job(),
                    Optional.empty(), Optional.empty(), f.reference(), f.at()));
            case Fact.Failed f -> Optional.of(failed(offset, time, f, origin, message, Outcome.Failed, f.nextDue(),
                    new Error(name(f.kind()), f.code(), f.error()), f.at()));
            case Fact.Ambiguous f -> Optional.of(failed(offset, time, f, origin, message, Outcome.Unknown, f.nextDue(),
                    new Error("Unknown", "", f.error()), f.at()));
            case Fact.ResolvedUnknown f -> Optional.of(failed(offset, time, f, origin, message, Outcome.Unknown,
                    f.nextDue(), new Error("Unknown", "", "the sender went before it could say what became of it"),
                    time));
            case Fact.Listed f -> Optional.of(new DeliveryStatus(outcome(f.reason()), channel, partition, offset, time,
                    f.unit(), identity(f.labels()), 0, "", "", f.job(),
                    f.text().isEmpty() ? Optional.empty() : Optional.of(new Error("Message", "", f.text())),
                    Optional.empty(), "", time));
            default -> Optional.empty();
        };
    }

    // Of a claim that no longer holds nobody remembers who made it.
    private static UnitState.Origin origin(Fact fact, Effect.Change change) {
        return fact instanceof Fact.EndOfClaim end && end.claim().equals(change.before().claim())
                ? change.before().origin()
                : UnitState.Origin.NONE;
    }

    private DeliveryStatus failed(long offset, Instant time, Fact.EndOfClaim end, UnitState.Origin origin,
            Optional<Identity> message, Outcome last, Optional<Instant> nextAttempt, Error error, Instant at) {
        return new DeliveryStatus(nextAttempt.isPresent() ? Outcome.Retrying : last, channel, partition, offset, time,
                end.unit(), message, end.attempt(), origin.provider(), origin.revision(), origin.job(),
                Optional.of(error), nextAttempt, "", at);
    }

    private static Outcome outcome(Fact.Listed.Reason reason) {
        return switch (reason) {
            case QUARANTINED -> Outcome.Quarantined;
            case STALE -> Outcome.Stale;
            case EXPIRED -> Outcome.Expired;
            case DUPLICATE -> Outcome.Duplicate;
            case PARKED -> Outcome.Parked;
        };
    }

    private static String name(Enum<?> constant) {
        return constant.name().charAt(0) + constant.name().substring(1).toLowerCase(Locale.ROOT);
    }

    /** The offset after the last fact applied. */
    public long next() {
        return next;
    }

    /** Who begins there finds all the events that follow. */
    public Start start() {
        Start start = new Start(next, reducer.takeover());
        for (Map.Entry<Unit, Claimed> claimed : open.entrySet()) {
            start = start.earlier(claimed.getValue().since());
        }
        return start;
    }
}
