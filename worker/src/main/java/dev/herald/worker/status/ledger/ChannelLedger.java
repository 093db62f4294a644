package dev.herald.worker.status.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.herald.worker.ledger.Effect;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Fact.Listed;
import dev.herald.worker.ledger.FactFormat;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.Reducer;
import dev.herald.worker.ledger.UnitState;
import dev.herald.worker.ledger.UnitState.Status;
import dev.herald.worker.ledger.UnreadableRecordException;
import dev.herald.worker.provider.FailureKind;
import dev.herald.worker.status.report.Channel.Totals;
import dev.herald.worker.status.rules.Decision;
import dev.herald.worker.status.rules.Decision.Unit;
import dev.herald.worker.status.rules.Decision.Verdict;
import dev.herald.worker.status.rules.MessageClass;
import dev.herald.worker.status.rules.MessageClass.Label;
import dev.herald.worker.status.rules.Waiting;
import dev.herald.worker.status.scaling.LedgerFigures;
import dev.herald.worker.status.scaling.LedgerFlow;
import dev.herald.worker.status.scaling.LogFigures;
import dev.herald.worker.status.scaling.ScalingFigures;
import dev.herald.worker.status.scaling.UnitsPerMessage;

/** What the ledger of one channel says: decisions for the rules, and counts. What does not count for senders does not here. */
public final class ChannelLedger {

    /**
     * Of one partition.
     *
     * @param next
     *            the lowest log offset not taken in, by the ledger's own record of it
     */
    private static final class Part {
        private final Reducer reducer;
        private final Unattempted unattempted = new Unattempted();
        private final LedgerFlow flow = new LedgerFlow();
        private long next;
        // Of the sender that made the takeover at this offset of the ledger.
        private long takeover = Reducer.UNKNOWN_TAKEOVER;
        private String revision = "";

        Part(long from) {
            reducer = Reducer.ofEffects(from, Reducer.UNKNOWN_TAKEOVER);
        }

        LedgerFigures scaling(Instant at) {
            return flow.figures(at, unattempted.oldest(at));
        }

        void takenOver(long offset, String by) {
            takeover = offset;
            revision = by;
        }
    }

    private final Takeovers earlier;
    private final Map<Integer, Part> parts = new HashMap<>();
    private long accepted;
    private long failed;
    private long unknown;
    private long undecodable;
    private long malformed;
    private final UnitsPerMessage unitsPerMessage = new UnitsPerMessage();
    private Optional<Instant> lastDecision = Optional.empty();
    private Optional<Instant> rebalanced = Optional.empty();
    private boolean isComplete;

    /**
     * @param earlier
     *            asked when what counts rests on a takeover that was made before reading began; it may throw, and then so
     *            does {@link #apply}, after which the partition has to be read anew
     */
    ChannelLedger(Takeovers earlier) {
        this.earlier = earlier;
    }

    /** Begins to read a partition, or begins anew. */
    public void begin(int partition, long offset) {
        parts.put(partition, new Part(offset));
        isComplete = false;
    }

    /** All that there is has been applied. */
    void complete() {
        isComplete = true;
    }

    /**
     * Applies a record.
     *
     * @param time
     *            when it counts; the broker's time of it unless that goes back
     * @return what the rules are to know of it
     * @throws UnreadableRecordException
     *             if it is no fact; it is counted and changes nothing
     */
    public Optional<Decision> apply(int partition, long offset, long time, byte[] record) {
        Fact fact;
        try {
            fact = FactFormat.decode(record);
        } catch (UnreadableRecordException e) {
            malformed++;
            throw e;
        }
        Part part = parts.get(partition);
        Effect effect = part.reducer.apply(offset, Instant.ofEpochMilli(time), fact);
        if (fact instanceof Fact.Progress progress && effect instanceof Effect.Noted) {
            part.next = Math.max(part.next, progress.next());
        }
        if (fact instanceof Fact.Takeover taken) {
            part.takenOver(offset, taken.revision());
            rebalanced = Optional.of(Instant.ofEpochMilli(time));
        } else if (fact instanceof Fact.Claim claim && effect instanceof Effect.Claimed
                && part.takeover != claim.takeover()) {
            part.takenOver(claim.takeover(), claim.revision());
        }
        if (!(effect instanceof Effect.Change change)) {
            return Optional.empty();
        }
        part.unattempted.changed(change, time);
        part.flow.changed(fact, change, time);
        if (fact instanceof Fact.Claim claim && claim.attempt() == 1 && claim.unit().recipient() == 0
                && claim.job().isEmpty()) {
            unitsPerMessage.claimed(claim.of());
        }
        return decision(partition, time, fact, change);
    }

    // Most providers' texts begin with their code.
    private static String error(Fact.Failed failed) {
        return failed.error().contains(failed.code()) ? failed.error() : failed.code() + " " + failed.error();
    }

    private Optional<Decision> decision(int partition, long time, Fact fact, Effect.Change change) {
        UnitState before = change.before();
        Optional<Decision> decision = switch (fact) {
            case Fact.Accepted _ when !before.is(Status.ACCEPTED) -> {
                accepted++;
                yield Optional.of(of(partition, time, change, Verdict.Accepted, false, ""));
            }
            case Fact.Failed f -> {
                failed += f.nextDue().isEmpty() ? 1 : 0;
                Verdict verdict = f.kind() == FailureKind.RECIPIENT ? Verdict.RecipientFailed : Verdict.Failed;
                yield Optional.of(of(partition, time, change, verdict, f.nextDue().isPresent(), error(f)));
            }
            case Fact.Ambiguous f -> {
                unknown++;
                yield Optional.of(of(partition, time, change, Verdict.Unknown, f.nextDue().isPresent(), f.error()));
            }
            case Fact.ResolvedUnknown f -> {
                unknown++;
                yield Optional.of(of(partition, time, change, Verdict.Unknown, f.nextDue().isPresent(), ""));
            }
            case Listed f when f.reason() == Listed.Reason.QUARANTINED -> {
                undecodable++;
                yield Optional.of(new Decision(unit(partition, f), time, Verdict.Undecodable, false,
                        classes(f.labels(), "", ""), owner(partition, f.takeover()), f.text()))
                        .filter(_ -> f.job().isEmpty());
            }
            default -> Optional.empty();
        };
        if (decision.isPresent()) {
            lastDecision = Optional.of(Instant.ofEpochMilli(time));
        }
        // What a replay sent says how the repair goes, not how the channel does.
        return decision.filter(_ -> before.origin().job().isEmpty());
    }

    /** The revision that holds the partition by the takeover cited. */
    private String owner(int partition, long takeover) {
        Part part = parts.get(partition);
        if (part.takeover != takeover) {
            part.takenOver(takeover, earlier.revision(partition, takeover));
        }
        return part.revision;
    }

    private static Decision of(int partition, long time, Effect.Change change, Verdict verdict, boolean again,
            String error) {
        UnitState.Origin origin = change.before().origin();
        return new Decision(new Unit(partition, change.unit().offset(), change.unit().recipient()), time, verdict,
                again,
                classes(origin.labels(), origin.provider(), origin.revision()), origin.revision(), error);
    }

    private static Unit unit(int partition, Listed listed) {
        return new Unit(partition, listed.unit().offset(), listed.unit().recipient());
    }

    private static List<MessageClass> classes(Labels labels, String provider, String revision) {
        var classes = new ArrayList<MessageClass>();
        classes.add(new MessageClass(Label.attachments, switch (labels.attachments()) {
            case YES -> "true";
            case NO -> "false";
            case UNKNOWN -> "unknown";
        }));
        labels.tags().stream().distinct().forEach(tag -> classes.add(new MessageClass(Label.tag, tag)));
        classes.add(new MessageClass(Label.format, labels.format()));
        if (!provider.isEmpty()) {
            classes.add(new MessageClass(Label.provider, provider));
            classes.add(new MessageClass(Label.revision, revision));
        }
        return classes;
    }

    /** Units since reading began; what arrived is not the ledger's to know. */
    public Totals totals(long arrived) {
        return new Totals(arrived, accepted, failed, unknown, undecodable);
    }

    /** The lowest log offset of a partition not taken in, as the ledger records it; 0 when it does not. */
    public long progress(int partition) {
        Part part = parts.get(partition);
        return part == null ? 0 : part.next;
    }

    /** Units that wait for a retry or a due time. */
    public long pending() {
        return parts.values().stream().mapToLong(part -> part.reducer.pending()).sum();
    }

    /** Units taken in and never attempted that are due at a time, without what replays asked for. */
    public Waiting unattempted(Instant at) {
        return new Waiting(parts.values().stream().mapToLong(part -> part.unattempted.dueAt(at)).sum(),
                parts.values()
                        .stream()
                        .flatMap(part -> part.unattempted.oldest(at).stream())
                        .min(Instant::compareTo));
    }

    /**
     * What senders are scaled by; empty until the ledger was read to its end.
     *
     * @param logs
     *            what the log says, by partition, as of the same time
     * @param at
     *            not earlier than the time before
     */
    public Optional<ScalingFigures> scaling(Map<Integer, LogFigures> logs, Instant at) {
        if (!isComplete) {
            return Optional.empty();
        }
        Map<Integer, LedgerFigures> ledgers = parts.entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().scaling(at)));
        return Optional.of(ScalingFigures.of(logs, ledgers, unitsPerMessage.mean(), rebalanced));
    }

    /** One above the highest log offset of a partition of which the ledger has anything; 0 when it has nothing. */
    public long takenIn(int partition) {
        Part part = parts.get(partition);
        return part == null ? 0 : part.flow.takenIn();
    }

    /** When the last outcome was appended. */
    public Optional<Instant> lastDecision() {
        return lastDecision;
    }

    /** Records that are no facts. */
    public long malformed() {
        return malformed;
    }
}
