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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

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
        ReplayConfig.Selector selector, Set<String> messageIds) {

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
        return new Scope(replay.mode(), measured, from, to, of, replay.selector(),
                Set.copyOf(replay.selector().messageIds()));
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
        return isWanted(settled, by) && isWithin(settled, at) && isOfClass(settled)
                && hasAttachments(settled.origin().labels())
                && isChosen(settled, by);
    }

    /** Whether a message that nobody has attempted is one to send. */
    boolean selects(Labels labels) {
        return isWithin(labels.accepted()) && hasAttachments(labels)
                && isAny(selector.tags(), labels.tags()::contains)
                && isAny(selector.formats(), labels.format()::equals)
                && (!isByName() || names(labels));
    }

    /** Whether a message is meant by its id. */
    boolean names(Labels labels) {
        return messageIds.contains(labels.id());
    }

    /** Whether it takes more than what classifies facts and messages. */
    boolean needsDetails() {
        return isByName() || !selector.errors().isEmpty();
    }

    boolean isByName() {
        return !messageIds.isEmpty();
    }

    private boolean isWanted(UnitState settled, Fact by) {
        return switch (mode) {
            // What the ledger speaks of has been attempted, or decided otherwise.
            case Missing -> false;
            case Quarantine -> by instanceof Fact.Listed listed && listed.reason() == Fact.Listed.Reason.QUARANTINED;
            case Resend -> switch (settled.status()) {
                case FAILED -> selector.outcomes().contains(Outcome.Failed) && !isNoneOfTheIncident(by);
                case AMBIGUOUS, UNKNOWN -> selector.outcomes().contains(Outcome.Unknown);
                default -> false;
            };
            case Rehydrate -> switch (settled.status()) {
                case ACCEPTED -> selector.outcomes().contains(Outcome.Accepted);
                case FAILED -> selector.outcomes().contains(Outcome.Failed);
                case AMBIGUOUS, UNKNOWN -> selector.outcomes().contains(Outcome.Unknown);
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
        return isWithin(switch (measured) {
            case ACCEPTANCE -> Instant.ofEpochMilli(settled.acceptedMillis());
            case FAILURE -> at;
        });
    }

    private boolean isWithin(Instant time) {
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

    private boolean isChosen(UnitState settled, Fact by) {
        UnitState.Origin origin = settled.origin();
        Labels labels = origin.labels();
        return isAny(selector.providers(), origin.provider()::equals)
                && isAny(selector.tags(), labels.tags()::contains)
                && isAny(selector.revisions(), origin.revision()::equals)
                && isAny(selector.formats(), labels.format()::equals)
                && isAny(selector.errors(), error -> hasError(by, error));
    }

    private static boolean isAny(List<String> wanted, Predicate<String> holds) {
        return wanted.isEmpty() || wanted.stream().anyMatch(holds);
    }

    private static boolean hasError(Fact by, String wanted) {
        return switch (by) {
            case Fact.Failed failed -> failed.code().equals(wanted) || failed.error().contains(wanted);
            case Fact.Ambiguous ambiguous -> ambiguous.error().contains(wanted);
            case Fact.Listed listed -> listed.text().contains(wanted);
            default -> false;
        };
    }

    private boolean hasAttachments(Labels labels) {
        return switch (selector.attachments()) {
            case Any -> true;
            case With -> labels.attachments() == Labels.Attachments.YES;
            case Without -> labels.attachments() == Labels.Attachments.NO;
        };
    }
}
