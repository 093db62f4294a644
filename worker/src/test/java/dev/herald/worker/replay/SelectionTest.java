package dev.herald.worker.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.worker.config.ReplayConfig;
import dev.herald.worker.config.ReplayConfig.Attachments;
import dev.herald.worker.config.ReplayConfig.Mode;
import dev.herald.worker.config.ReplayConfig.Outcome;
import dev.herald.worker.config.ReplayGuards;
import dev.herald.worker.config.ReplayConfig.Selector;
import dev.herald.worker.config.ReplayConfig.Window;
import dev.herald.worker.ledger.Fact.CarriedForward.State;
import dev.herald.worker.ledger.Fact.Listed.Reason;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.provider.FailureKind;
import dev.herald.worker.status.rules.Incident;
import dev.herald.worker.status.rules.MessageClass;
import dev.herald.worker.config.LiveSettings.Measure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {

    private static final Instant NOON = Facts.NOON;
    private static final Unit A = new Unit(0, 0);
    private static final Unit B = new Unit(1, 0);
    private static final Unit C = new Unit(2, 0);
    private static final Selector EVERY_FAILED = selector(List.of(Outcome.Failed), Attachments.Any);

    private static Selector selector(List<Outcome> outcomes, Attachments attachments, String... ids) {
        return new Selector(List.of(), outcomes, attachments, List.of(ids), List.of(), List.of(), List.of(), List.of(),
                List.of());
    }

    /** What failed for good, narrowed by the member of that name. */
    private static Selector narrowed(String member, String... values) {
        return new Selector(List.of(), List.of(Outcome.Failed, Outcome.Unknown), Attachments.Any, List.of(),
                "providers".equals(member) ? List.of(values) : List.of(),
                "tags".equals(member) ? List.of(values) : List.of(),
                "errors".equals(member) ? List.of(values) : List.of(),
                "revisions".equals(member) ? List.of(values) : List.of(),
                "formats".equals(member) ? List.of(values) : List.of());
    }

    private static ReplayConfig config(Mode mode, Selector selector) {
        return new ReplayConfig("shop/again/1", mode, Optional.empty(), Optional.empty(), selector,
                ReplayGuards.DEFAULT);
    }

    private static Scope everything(Selector selector) {
        return window(selector, NOON, Optional.empty());
    }

    private static Scope window(Selector selector, Instant from, Optional<Instant> to) {
        return Scope.ofWindow(config(Mode.Resend, selector), new Window(from, to));
    }

    private static Scope incident(Mode mode, Map<String, String> of, Instant onset, Optional<Instant> closed) {
        return Scope.ofIncident(config(mode, EVERY_FAILED),
                new Incident("i-1", "failed", Measure.FailedPercent, "email", MessageClass.of(of), onset, onset, closed,
                        1, List.of(), ""));
    }

    private static List<Wish> select(Facts facts, Scope scope) {
        var selection = new Selection(scope, 0);
        facts.read(0, selection::apply);
        return selection.wishes();
    }

    private static List<Unit> units(Facts facts, Scope scope) {
        return select(facts, scope).stream().map(Wish::unit).toList();
    }

    @Test
    void asksForTheNextAttemptOfWhatFailedForGood() {
        var facts = new Facts().claim(A, 1, "").failedForNow(A, 1).claim(A, 2, "").failed(A, 2).refused(B);
        assertEquals(List.of(new Wish(A, 3), new Wish(B, 2)), select(facts, everything(EVERY_FAILED)));
    }

    @Test
    void leavesOutWhatIsAcceptedPendingUnderAClaimOrListed() {
        var facts = new Facts().claim(A, 1, "").accepted(A, 1).claim(B, 1, "").failedForNow(B, 1).claim(C, 1, "");
        facts.listed(Unit.whole(3), Reason.EXPIRED).listed(Unit.whole(4), Reason.QUARANTINED);
        assertEquals(List.of(), select(facts, everything(EVERY_FAILED)));
    }

    /** To publish its status once more it must be known what kind of message it was. */
    @Test
    void knowsTheKindOfWhatWasAcceptedLate() {
        var facts = new Facts().refused(A).accepted(A, 1).refused(B).accepted(B, 1);
        Selector accepted = selector(List.of(Outcome.Accepted), Attachments.With);

        assertEquals(List.of(A), units(facts, Scope.ofWindow(config(Mode.Rehydrate, accepted),
                new Window(NOON, Optional.empty()))));
    }

    @Test
    void leavesOutWhatWasAcceptedLate() {
        var facts = new Facts().refused(A).accepted(A, 1);
        assertEquals(List.of(), select(facts, everything(EVERY_FAILED)));
    }

    @Test
    void leavesOutWhatAnotherReplayHasTakenAndTakesWhatItFailedToSend() {
        var facts = new Facts().refused(A).refused(B).refused(C).claim(A, 2, "x").claim(B, 2, "x").accepted(B, 2);
        facts.claim(C, 2, "x").failed(C, 2);
        assertEquals(List.of(new Wish(C, 3)), select(facts, everything(EVERY_FAILED)));
    }

    @Test
    void leavesOutClaimsOfAnEarlierOwner() {
        var facts = new Facts();
        facts.takeover().claim(A, 1, "", 1, 0).failed(A, 1);
        assertEquals(List.of(), select(facts, everything(EVERY_FAILED)));
    }

    @Test
    void selectsWhatIsUnknownWhenThatIsAskedFor() {
        var facts = new Facts().claim(A, 1, "").ambiguous(A, 1).claim(B, 1, "").resolvedUnknown(B, 1).refused(C);
        assertEquals(List.of(A, B), units(facts, everything(selector(List.of(Outcome.Unknown), Attachments.Any))));
        assertEquals(List.of(A, B, C),
                units(facts, everything(selector(List.of(Outcome.Unknown, Outcome.Failed), Attachments.Any))));
        assertEquals(List.of(C), units(facts, everything(EVERY_FAILED)));
    }

    @ParameterizedTest
    @CsvSource({"providers, backup, 1", "providers, relay, 0 2", "tags, invoice, 0 1 2", "tags, vip, ''",
            "errors, 552, 0 1", "errors, no attachments, 0 1", "errors, 551, ''", "errors, timeout, 2",
            "revisions, r2, 1",
            "formats, json-v1, 0 1 2", "formats, cbor-v1, ''"})
    void everyMemberOfTheSelectorNarrows(String member, String value, String expected) {
        var facts = new Facts().refused(A).by("backup", "r2").refused(B).by("relay", "r1");
        facts.claim(C, 1, "").ambiguous(C, 1);

        assertEquals(expected, units(facts, everything(narrowed(member, value))).stream()
                .map(unit -> Long.toString(unit.offset()))
                .collect(Collectors.joining(" ")));
    }

    @Test
    void oneOfTheValuesOfAMemberWillDo() {
        var facts = new Facts().refused(A).by("backup", "r2").refused(B);

        assertEquals(List.of(A, B), units(facts, everything(narrowed("providers", "backup", "relay"))));
    }

    @Test
    void theErrorIsThatOfTheLastAttempt() {
        var facts = new Facts().refused(A);
        facts.claim(A, 2, "x").ambiguous(A, 2);

        assertEquals(List.of(), units(facts, everything(narrowed("errors", "552"))));
    }

    @Test
    void goesByTheTimeOfAcceptanceInAWindow() {
        var facts = new Facts().later(Duration.ofHours(3)).refused(A).refused(B).refused(C);
        assertEquals(List.of(B), units(facts,
                window(EVERY_FAILED, NOON.plusSeconds(1), Optional.of(NOON.plusSeconds(2)))));
        assertEquals(List.of(B, C), units(facts, window(EVERY_FAILED, NOON.plusSeconds(1), Optional.empty())));
    }

    @Test
    void goesByTheTimeOfTheFailureInAnIncident() {
        var facts = new Facts().refused(A).later(Duration.ofMinutes(1));
        Instant onset = facts.now();
        facts.refused(B);
        Instant closed = facts.now();
        facts.claim(C, 1, "").failed(C, 1);
        assertEquals(List.of(B), units(facts, incident(Mode.Resend, Map.of(), onset, Optional.of(closed))));
        assertEquals(List.of(B, C), units(facts, incident(Mode.Resend, Map.of(), onset, Optional.empty())));
    }

    @Test
    void leavesInAnIncidentWhatAReplayCouldNotPutRightLater() {
        var facts = new Facts().refused(A);
        Instant closed = facts.now();
        facts.later(Duration.ofHours(1)).claim(A, 2, "x").failed(A, 2).claim(B, 1, "x").failed(B, 1);
        assertEquals(List.of(new Wish(A, 3)),
                select(facts, incident(Mode.Resend, Map.of(), NOON, Optional.of(closed))));
    }

    @Test
    void leavesOutOfAnIncidentWhatIsTheRecipientsFault() {
        var facts = new Facts().claim(A, 1, "").failed(A, 1, FailureKind.RECIPIENT).refused(B);
        assertEquals(List.of(B), units(facts, incident(Mode.Resend, Map.of(), NOON, Optional.empty())));
        assertEquals(List.of(A, B), units(facts, everything(EVERY_FAILED)));
    }

    @Test
    void takesOfAnIncidentItsClassAlone() {
        var facts = new Facts().refused(A).by("other", "r2").refused(B);
        var expected = Map.of(Map.of("attachments", "true"), List.of(A), Map.of("attachments", "false"), List.of(B),
                Map.of("attachments", "unknown"), List.of(), Map.of("tag", "invoice"), List.of(A, B),
                Map.of("tag", "welcome"), List.of(), Map.of("provider", "other"), List.of(B),
                Map.of("revision", "r1"), List.of(A), Map.of("format", "json-v1"), List.of(A, B),
                Map.of("format", "cbor-v1"), List.of());
        expected.forEach((of, units) -> assertEquals(units,
                units(facts, incident(Mode.Resend, of, NOON, Optional.empty())), of.toString()));
    }

    @Test
    void narrowsByAttachmentsAndByIds() {
        var facts = new Facts().refused(A).refused(B).refused(C);
        List<Outcome> failed = List.of(Outcome.Failed);
        assertEquals(List.of(A, C), units(facts, everything(selector(failed, Attachments.With))));
        assertEquals(List.of(B), units(facts, everything(selector(failed, Attachments.Without))));
        assertEquals(List.of(B, C), units(facts, everything(selector(failed, Attachments.Any, "m-1", "m-2", "m-9"))));
    }

    @Test
    void keepsWhatFailedLongBeforeTheEnd() {
        var facts = new Facts().refused(A).later(Duration.ofHours(2)).claim(B, 1, "").accepted(B, 1);
        facts.carried(A, State.SETTLED, 2);
        assertEquals(List.of(new Wish(A, 2)), select(facts, everything(EVERY_FAILED)));
        facts.later(Duration.ofHours(1)).claim(A, 2, "x");
        assertEquals(List.of(), select(facts, everything(EVERY_FAILED)));
    }

    @Test
    void selectsWhatIsInQuarantineUntilItIsReleased() {
        var facts = new Facts().listed(Unit.whole(0), Reason.QUARANTINED).listed(Unit.whole(2), Reason.QUARANTINED);
        facts.listed(Unit.whole(4), Reason.DUPLICATE).refused(new Unit(6, 0)).claim(new Unit(2, 1), 1, "x");
        Scope scope = incident(Mode.Quarantine, Map.of("attachments", "true"), NOON, Optional.empty());
        assertEquals(List.of(new Wish(Unit.whole(0), 1)), select(facts, scope));
    }
}
