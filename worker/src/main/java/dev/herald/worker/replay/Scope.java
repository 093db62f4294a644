package dev.herald.worker.replay;

import dev.herald.worker.config.ReplayConfig;
import dev.herald.worker.config.ReplayConfig.Outcome;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.UnitState;
import dev.herald.worker.provider.FailureKind;
import dev.herald.worker.status.rules.Incident;
import dev.herald.worker.status.rules.MessageClass;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a replay selects, once its incident is known (docs/formats.md, "The report", last paragraph).
 *
 * @param measured
 *            which time of a unit must lie within
 * @param from
 *            inclusive
 * @param to
 *            exclusive; empty: what the ledger held when the replay began
 * @param messageIds
 *            empty: all
 */
record Scope(ReplayConfig.Mode mode, TimeOf measured, Instant from, Optional<Instant> to, MessageClass of,
        Set<Outcome> outcomes, ReplayConfig.Attachments attachments, Set<String> messageIds) {

    /** Times of a unit. */
    enum TimeOf {
        /** When the log took its message. */
        ACCEPTANCE,
        /** When the ledger took the failure, or the word that it could not be decoded. */
        FAILURE
    }

    static Scope ofWindow(ReplayConfig replay, ReplayConfig.Window window) {
        return of(replay, TimeOf.ACCEPTANCE, window.from(), window.to(), MessageClass.WHOLE);
    }

    static Scope ofIncident(ReplayConfig replay, Incident incident) {
        return of(replay, TimeOf.FAILURE, incident.onset(), incident.closed(), incident.of());
    }

    /** As it was when the replay began: incidents close and widen. */
    static Scope ofRecord(ReplayConfig replay, ReplayRecord record) {
        return of(replay, replay.incidentId().isPresent() ? TimeOf.FAILURE : TimeOf.ACCEPTANCE, record.from(),
                record.to(), record.of());
    }

    private static Scope of(ReplayConfig replay, TimeOf measured, Instant from, Optional<Instant> to, MessageClass of) {
        ReplayConfig.Selector selector = replay.selector();
        return new Scope(replay.mode(), measured, from, to, of, Set.copyOf(selector.outcomes()), selector.attachments(),
                Set.copyOf(selector.messageIds()));
    }

    /**
     * Whether a unit is one to replay, but for the id of its message.
     *
     * @param settled
     *            how it stands now
     * @param by
     *            the fact that settled it
     * @param at
     *            when the ledger took that fact
     */
    boolean selects(UnitState settled, Fact by, Instant at) {
        return isWanted(settled, by) && isWithin(settled, at) && isOfClass(settled) && hasAttachments(settled);
    }

    /** Whether a message is meant by its id. */
    boolean names(Labels labels) {
        return messageIds.contains(labels.id());
    }

    boolean isByName() {
        return !messageIds.isEmpty();
    }

    private boolean isWanted(UnitState settled, Fact by) {
        return switch (mode) {
            case Quarantine -> by instanceof Fact.Listed listed && listed.reason() == Fact.Listed.Reason.QUARANTINED;
            case Resend -> switch (settled.status()) {
                case FAILED -> outcomes.contains(Outcome.Failed) && !isNoneOfTheIncident(by);
                case AMBIGUOUS, UNKNOWN -> outcomes.contains(Outcome.Unknown);
                default -> false;
            };
        };
    }

    // That there is no such mailbox is no fault of the channel, and no repair of the channel helps.
    private boolean isNoneOfTheIncident(Fact by) {
        return measured == TimeOf.FAILURE && by instanceof Fact.Failed failed
                && failed.kind() == FailureKind.RECIPIENT;
    }

    private boolean isWithin(UnitState settled, Instant at) {
        Instant time = switch (measured) {
            case ACCEPTANCE -> Instant.ofEpochMilli(settled.acceptedMillis());
            case FAILURE -> at;
        };
        return !time.isBefore(from) && to.map(time::isBefore).orElse(true);
    }

    private boolean isOfClass(UnitState settled) {
        UnitState.Origin origin = settled.origin();
        Labels labels = origin.labels();
        return switch (of.label()) {
            case whole, other -> true;
            case attachments -> of.value().equals(switch (labels.attachments()) {
                case YES -> "true";
                case NO -> "false";
                case UNKNOWN -> "unknown";
            });
            case tag -> labels.tags().contains(of.value());
            case provider -> origin.provider().equals(of.value());
            case format -> labels.format().equals(of.value());
            case revision -> origin.revision().equals(of.value());
        };
    }

    private boolean hasAttachments(UnitState settled) {
        return switch (attachments) {
            case Any -> true;
            case With -> settled.origin().labels().attachments() == Labels.Attachments.YES;
            case Without -> settled.origin().labels().attachments() == Labels.Attachments.NO;
        };
    }
}
