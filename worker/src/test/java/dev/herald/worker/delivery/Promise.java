package dev.herald.worker.delivery;

import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.FeedRecord;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnitState;
import dev.herald.worker.ledger.UnitState.Status;
import java.util.List;
import java.util.Set;

/**
 * What must be true of a simulated world once all in it is settled: nothing is lost, no message goes out twice, every replay is
 * answered, and any place that was committed is good to begin at.
 *
 * @param quarantine
 *            log offsets of the messages that are there
 * @param places
 *            all that ever were to be committed
 */
record Promise(SimulatedLog log, SimulatedLedger ledger, SimulatedProvider provider, List<FeedRecord> feed,
        Set<Long> quarantine, Set<Command.Commit> places) {

    void check() {
        for (SimulatedLog.Message message : log.all()) {
            if (message.addressed()) {
                checkSettled(message);
                checkRepetitions(message);
            }
        }
        for (FeedRecord record : feed) {
            checkAnswered(record);
        }
        ledger.claims.values().forEach(this::checkWasAskedFor);
        Violation.unless(quarantine.containsAll(ledger.quarantined), "%s are listed as quarantined, %s are there",
                ledger.quarantined, quarantine);
        for (Command.Commit place : places) {
            ledger.agreesWithReaderFrom(place.progress(), place.takeover(), place.safePoint());
        }
        ledger.unknownIsAtMost(SimulatedWorker.CONCURRENCY);
    }

    private void checkSettled(SimulatedLog.Message message) {
        boolean whole = ledger.state(Unit.whole(message.offset())).is(Status.LISTED);
        for (int i = 0; i < message.recipients(); i++) {
            Unit unit = new Unit(message.offset(), i);
            UnitState state = ledger.state(unit);
            Violation.unless(state.isSettled() || state.is(Status.UNSEEN) && (whole || ledger.isGivenUp(unit)),
                    "unit %s is lost: %s", unit, state);
            Violation.unless(!state.is(Status.ACCEPTED) || provider.hasTaken(unit), "unit %s is accepted by nobody",
                    unit);
        }
    }

    private void checkRepetitions(SimulatedLog.Message message) {
        for (SimulatedLog.Message other : log.all()) {
            Violation.unless(
                    !other.addressed() || !message.isRepetitionOf(other) || !isSent(message) || !isSent(other),
                    "messages %d and %d are one, and both are sent", other.offset(), message.offset());
        }
    }

    private boolean isSent(SimulatedLog.Message message) {
        for (int i = 0; i < message.recipients(); i++) {
            if (provider.hasTaken(new Unit(message.offset(), i))) {
                return true;
            }
        }
        return false;
    }

    /** What a replay sends is the very attempt it asked for. */
    private void checkWasAskedFor(SimulatedLedger.Held held) {
        Fact.Claim claim = held.claim;
        Violation.unless(claim.job().isEmpty() || feed.stream()
                .anyMatch(record -> record.job().equals(claim.job()) && record.attempt() == claim.attempt()
                        && (record.unit().equals(claim.unit())
                                || record.unit().equals(Unit.whole(claim.unit().offset())))),
                "nobody asked for %s", claim);
    }

    private void checkAnswered(FeedRecord record) {
        Unit unit = record.unit();
        boolean answered = ledger.answers.contains(new SimulatedLedger.Answer(record.job(), unit));
        for (int i = 0; unit.isWhole() && i < log.at(unit.offset()).recipients(); i++) {
            answered |= ledger.answers
                    .contains(new SimulatedLedger.Answer(record.job(), new Unit(unit.offset(), i)));
        }
        Violation.unless(answered, "nobody answers the feed record %s", record);
    }
}
