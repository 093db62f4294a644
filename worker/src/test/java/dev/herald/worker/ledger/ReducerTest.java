package dev.herald.worker.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.herald.worker.ledger.Effect.Void.Why;
import dev.herald.worker.ledger.Fact.CarriedForward.State;
import dev.herald.worker.ledger.UnitState.Status;
import dev.herald.worker.provider.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReducerTest {

    private static final Unit UNIT = new Unit(5, 0);
    private static final Duration WINDOW = Duration.ofMinutes(11);

    private final Labels labels = new Labels("shop", "m5", Instant.ofEpochMilli(1_000_000), Labels.Attachments.YES,
            List.of("invoice"), "json-v1");
    private Instant now = Instant.parse("2026-11-23T08:00:00Z");
    private Reducer reader = new Reducer(0, Reducer.UNKNOWN_TAKEOVER);
    private long offset;
    private long takeover;

    @Test
    void aClaimHoldsAndIsKnownByItsId() {
        takeOver();
        UnitState state = assertInstanceOf(Effect.Claimed.class, claim(1, 7)).now();
        assertEquals(Status.CLAIMED, state.status());
        assertEquals(id(7), state.claim());
        assertEquals("relay", state.origin().provider());
        assertEquals(labels.withoutIdentity(), state.labels());
        assertEquals(1, reader.claimed());
    }

    @Test
    void whatCitesAnEarlierTakeoverDoesNotCount() {
        long earlier = takeOver();
        takeOver();
        assertVoid(Why.NOT_CURRENT, apply(claimFact(earlier, 0, 1, 7, "")));
        assertVoid(Why.NOT_CURRENT, apply(new Fact.Deferred(earlier, UNIT, now, labels)));
        assertVoid(Why.NOT_CURRENT, apply(new Fact.Progress(earlier, 1, 0, new UUID(0, 0))));
    }

    @Test
    void aReaderThatBeginsInTheMiddleIsToldTheCurrentTakeover() {
        beginAt(100, 40);
        assertVoid(Why.NOT_CURRENT, apply(claimFact(41, 100, 1, 7, "")));
        assertInstanceOf(Effect.Claimed.class, apply(claimFact(40, 100, 1, 8, "")));
    }

    @Test
    void aReaderThatIsNotToldTakesTheHighestCitedTakeover() {
        beginAt(100, Reducer.UNKNOWN_TAKEOVER);
        assertInstanceOf(Effect.Claimed.class, apply(claimFact(40, 100, 1, 7, "")));
        apply(new Fact.Skipped(60, new Unit(9, 0), 1, "job", Fact.Skipped.Reason.STALE));
        assertVoid(Why.NOT_CURRENT, apply(new Fact.ResolvedUnknown(40, UNIT, 1, id(7), Optional.empty())));
    }

    @Test
    void aUnitUnderAClaimIsNotClaimedAgain() {
        takeOver();
        claim(1, 7);
        assertVoid(Why.ALREADY_CLAIMED, claim(1, 8));
        assertEquals(id(7), reader.state(UNIT).claim());
    }

    @Test
    void onlyTheNextAttemptIsClaimed() {
        takeOver();
        claim(1, 7);
        failed(7, 1, Optional.of(now));
        assertVoid(Why.OTHER_ATTEMPT, claim(1, 8));
        assertVoid(Why.OTHER_ATTEMPT, claim(3, 9));
        assertInstanceOf(Effect.Claimed.class, claim(2, 10));
    }

    @Test
    void aFailureWithADueTimeWaitsAndOneWithoutIsFinal() {
        takeOver();
        claim(1, 7);
        Instant due = now.plusSeconds(5);
        UnitState waits = assertInstanceOf(Effect.BecamePending.class, failed(7, 1, Optional.of(due))).now();
        assertEquals(2, waits.attempt());
        assertEquals(due.toEpochMilli(), waits.dueMillis());
        assertEquals(1, reader.pending());
        claim(2, 8);
        assertEquals(Status.FAILED,
                assertInstanceOf(Effect.Settled.class, failed(8, 2, Optional.empty())).now().status());
        assertEquals(0, reader.pending() + reader.claimed());
    }

    @Test
    void anOutcomeOfAClaimThatDoesNotHoldChangesNothing() {
        takeOver();
        claim(1, 7);
        apply(new Fact.ResolvedUnknown(takeover, UNIT, 1, id(7), Optional.of(now)));
        claim(2, 8);
        assertVoid(Why.NOT_THE_CLAIM_THAT_HOLDS, failed(7, 1, Optional.of(now)));
        assertVoid(Why.NOT_THE_CLAIM_THAT_HOLDS, apply(new Fact.NotSent(UNIT, 1, id(7), "late")));
        assertEquals(id(8), reader.state(UNIT).claim());
        assertEquals(Status.CLAIMED, reader.state(UNIT).status());
    }

    @Test
    void acceptedSettlesHoweverLateAndWhoeverSaysIt() {
        takeOver();
        claim(1, 7);
        apply(new Fact.ResolvedUnknown(takeover, UNIT, 1, id(7), Optional.of(now)));
        takeOver();
        assertInstanceOf(Effect.Settled.class, accepted(7));
        assertVoid(Why.ALREADY_ACCEPTED, claim(2, 8));
        assertVoid(Why.ALREADY_ACCEPTED, accepted(7));
    }

    @Test
    void notSentLeavesTheAttemptAndTheJob() {
        takeOver();
        apply(claimFact(takeover, offset, 3, 7, "shop/again/1"));
        apply(new Fact.NotSent(UNIT, 3, id(7), "suspended"));
        UnitState state = reader.state(UNIT);
        assertEquals(Status.PENDING, state.status());
        assertEquals(3, state.attempt());
        assertEquals("shop/again/1", state.origin().job());
    }

    @Test
    void aReplayClaimsTheNextAttemptOfWhatFailedForGood() {
        takeOver();
        claim(1, 7);
        failed(7, 1, Optional.empty());
        assertInstanceOf(Effect.Claimed.class, apply(claimFact(takeover, offset, 2, 8, "shop/again/1")));
    }

    @Test
    void listingSettlesAndAClaimedUnitIsNotListed() {
        takeOver();
        assertEquals(Status.LISTED, assertInstanceOf(Effect.Settled.class, listed(Unit.whole(9))).now().status());
        claim(1, 7);
        assertVoid(Why.ALREADY_CLAIMED, listed(UNIT));
    }

    @Test
    void whatIsCarriedForwardCountsOnlyForTheUnknowing() {
        takeOver();
        claim(1, 7);
        assertVoid(Why.ALREADY_KNOWN, carried(0, State.PENDING, 4));
        beginAt(offset, takeover);
        assertInstanceOf(Effect.Carried.class, carried(offset, State.PENDING, 4));
        assertEquals(4, reader.state(UNIT).attempt());
    }

    @Test
    void whatIsCarriedForwardFromBeforeTheReaderBeganDoesNotCount() {
        beginAt(100, 40);
        assertVoid(Why.VIEW_TOO_OLD, carried(99, State.PENDING, 1));
        assertInstanceOf(Effect.Carried.class, carried(100, State.PENDING, 1));
    }

    @Test
    void theEndOfAnEarlierClaimWaitsForTheClaimToBeCarriedForward() {
        beginAt(100, 40);
        assertVoid(Why.NOT_THE_CLAIM_THAT_HOLDS, failed(7, 1, Optional.empty()));
        assertEquals(Status.UNSEEN, reader.state(UNIT).status());
        carried(100, State.CLAIMED, 1);
        assertEquals(Status.FAILED, reader.state(UNIT).status());
    }

    @Test
    void whatIsSettledIsForgottenAfterTenMinutesOfTheLedger() {
        takeOver();
        claim(1, 7);
        accepted(7);
        now = now.plus(Duration.ofMinutes(9));
        tick();
        assertEquals(Status.ACCEPTED, reader.state(UNIT).status());
        now = now.plus(Duration.ofMinutes(2));
        tick();
        assertEquals(Status.UNSEEN, reader.state(UNIT).status());
    }

    @Test
    void whatIsPendingIsNeverForgotten() {
        takeOver();
        claim(1, 7);
        failed(7, 1, Optional.of(now));
        now = now.plus(Duration.ofDays(3));
        tick();
        assertEquals(Status.PENDING, reader.state(UNIT).status());
    }

    @Test
    void unitsAboveTheProgressAreKept() {
        takeOver();
        reader.keepUnitsFrom(5);
        claim(1, 7);
        accepted(7);
        for (int i = 0; i < 5; i++) {
            now = now.plus(WINDOW);
            tick();
        }
        assertEquals(Status.ACCEPTED, reader.state(UNIT).status());
        reader.keepUnitsFrom(6);
        for (int i = 0; i < 2; i++) {
            now = now.plus(WINDOW);
            tick();
        }
        assertEquals(Status.UNSEEN, reader.state(UNIT).status());
    }

    @Test
    void aClaimDecidedBeforeWhatIsForgottenDoesNotCount() {
        takeOver();
        claim(1, 7);
        apply(new Fact.ResolvedUnknown(takeover, UNIT, 1, id(7), Optional.of(now)));
        long view = offset;
        accepted(7);
        now = now.plus(WINDOW);
        assertVoid(Why.VIEW_TOO_OLD, apply(claimFact(takeover, view, 2, 8, "")));
    }

    @Test
    void aFirstClaimAfterAnHourOfSilenceCounts() {
        takeOver();
        now = now.plus(Duration.ofHours(1));
        assertInstanceOf(Effect.Claimed.class, claim(1, 7));
    }

    @Test
    void forgettingWhatAReplayMayHaveSelectedRaisesWhereKnowledgeBegins() {
        takeOver();
        claim(1, 7);
        accepted(7);
        now = now.plus(WINDOW);
        tick();
        assertEquals(0, reader.knowsSelectableFrom(), "accepted at first: no replay can have selected it");
        claim(1, 8);
        long failedAt = offset;
        failed(8, 1, Optional.empty());
        now = now.plus(WINDOW);
        tick();
        assertEquals(failedAt + 1, reader.knowsSelectableFrom());
    }

    @Test
    void aFeedUnderWayKeepsWhatItMayAskFor() {
        takeOver();
        reader.keepFactsFrom(offset);
        claim(1, 7);
        failed(7, 1, Optional.empty());
        now = now.plus(WINDOW);
        tick();
        assertEquals(Status.FAILED, reader.state(UNIT).status());
        assertEquals(0, reader.knowsSelectableFrom());
    }

    private void beginAt(long from, long current) {
        reader = new Reducer(from, current);
        offset = from;
        takeover = current;
    }

    private long takeOver() {
        takeover = offset;
        apply(new Fact.Takeover(new UUID(1, offset), "worker", "r1"));
        return takeover;
    }

    private Effect claim(int attempt, int id) {
        return apply(claimFact(takeover, offset, attempt, id, ""));
    }

    private Fact claimFact(long citing, long view, int attempt, int id, String job) {
        return new Fact.Claim(citing, view, UNIT, attempt, id(id), 1, "relay", "r1", job, now, labels);
    }

    private Effect accepted(int id) {
        return apply(new Fact.Accepted(UNIT, 1, id(id), "ok", now));
    }

    private Effect failed(int id, int attempt, Optional<Instant> due) {
        return apply(new Fact.Failed(UNIT, attempt, id(id), FailureKind.PROVIDER, due, "451", "later", now));
    }

    private Effect listed(Unit unit) {
        return apply(new Fact.Listed(takeover, unit, Fact.Listed.Reason.EXPIRED, "", "", labels));
    }

    private Effect carried(long view, State state, int attempt) {
        return apply(new Fact.CarriedForward(takeover, view, UNIT, state, attempt, now, id(7), 1, "relay", "r1", "",
                labels.withoutIdentity()));
    }

    private void tick() {
        apply(new Fact.Progress(takeover, 0, 0, new UUID(0, 0)));
    }

    private Effect apply(Fact fact) {
        return reader.apply(offset++, now, fact);
    }

    private static ClaimId id(int number) {
        return new ClaimId(1, number);
    }

    private static void assertVoid(Why why, Effect effect) {
        assertEquals(new Effect.Void(why), effect);
    }
}
