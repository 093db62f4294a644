package dev.herald.worker.delivery;

import static dev.herald.worker.delivery.DrivenOwner.START;
import static dev.herald.worker.delivery.DrivenOwner.claim;
import static dev.herald.worker.delivery.DrivenOwner.message;
import static dev.herald.worker.delivery.DrivenOwner.settings;
import static dev.herald.worker.delivery.DrivenOwner.takeover;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.config.LiveSettings.OnUnknown;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Fact.Listed.Reason;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.provider.SendResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose a partition is, and what its owner may send. */
class PartitionOwnerTest {

    private static final SendResult ACCEPTED = new SendResult.Accepted("ok");
    private static final Unit UNIT = new Unit(0, 0);

    private final DrivenOwner driven = new DrivenOwner();
    private final PartitionOwner owner = driven.owner;

    @Test
    void takesThePartitionFirst() {
        driven.advance();
        Command.Append first = assertInstanceOf(Command.Append.class, driven.commands.getFirst());
        assertEquals(new Fact.Takeover(DrivenOwner.ID, "worker-1", "r1"), first.fact());
        assertFalse(owner.isOwner());
        driven.settle();
        assertTrue(owner.isOwner());
    }

    @Test
    void sendsOnlyWhenItsClaimIsReadBack() {
        driven.settle().log(message(0));
        driven.advance();
        driven.appendAll();
        driven.advance();
        assertEquals(0, driven.sends().size());
        driven.readAll();
        driven.advance();
        assertEquals(driven.last(Fact.Claim.class), driven.lastSend().claim());
    }

    @Test
    void claimsAreNamedApartAndCiteTheTakeoverAndWhatWasRead() {
        driven.foreign(takeover(1)).settle().log(message(0)).log(message(1)).settle();
        List<Fact.Claim> claims = driven.facts(Fact.Claim.class);
        assertEquals(2, claims.stream().map(Fact.Claim::id).distinct().count());
        assertEquals(1, claims.getFirst().takeover());
        assertEquals(2, claims.getFirst().view());
    }

    @Test
    void claimsNoMoreThanThereAreFreeSlots() {
        driven.slots(2);
        driven.settle().log(message(0)).log(message(1)).log(message(2)).settle();
        assertEquals(2, driven.sends().size());
        assertEquals(2, owner.demand().slots());
        driven.answer(ACCEPTED);
        assertEquals(3, driven.sends().size());
    }

    @Test
    void aSlotIsFreeWhenTheOutcomeIsAcknowledged() {
        driven.settle().log(message(0)).settle();
        owner.sent(driven.lastSend().claim().id(), ACCEPTED);
        driven.advance();
        assertEquals(1, owner.demand().slots());
        driven.appendAll();
        assertEquals(0, owner.demand().slots());
    }

    @Test
    void givesUpAClaimThatIsReadBackTooLate() {
        driven.settle().log(message(0));
        driven.advance();
        driven.pass(Duration.ofSeconds(30));
        driven.appendAll();
        driven.readAll();
        driven.advance();
        assertEquals(0, driven.sends().size());
        assertEquals(1, owner.claimsGivenUp());
        driven.appendAll();
        assertEquals(driven.last(Fact.Claim.class).id(), driven.last(Fact.NotSent.class).claim());
    }

    @Test
    void whatWasGivenUpIsTriedAgainAsTheSameAttempt() {
        driven.settle().log(message(0)).settle();
        owner.notSent(driven.lastSend().claim().id(), "the lease ended");
        driven.settle().body(message(0));
        assertEquals(2, driven.sends().size());
        assertEquals(1, driven.lastSend().claim().attempt());
    }

    @Test
    void claimsNothingWhileSuspended() {
        driven.settle();
        owner.settings(settings(true, OnUnknown.Resend));
        driven.log(message(0)).settle();
        assertEquals(0, driven.facts(Fact.Claim.class).size());
        owner.settings(settings(false, OnUnknown.Resend));
        driven.settle();
        assertEquals(1, driven.sends().size());
    }

    @Test
    void givesUpWhatIsReadBackWhileSuspended() {
        driven.settle().log(message(0));
        driven.advance();
        owner.settings(settings(true, OnUnknown.Resend));
        driven.settle();
        assertEquals("suspended", driven.last(Fact.NotSent.class).reason());
        assertEquals(0, driven.sends().size());
    }

    @Test
    void givesUpTheClaimOfAnotherOnlyAfterTheWaitingPeriod() {
        driven.foreign(takeover(1)).foreign(claim(0, UNIT, 1, 5, "")).settle();
        driven.pass(Duration.ofSeconds(45)).settle();
        assertEquals(0, driven.facts(Fact.ResolvedUnknown.class).size());
        driven.pass(Duration.ofMillis(1)).settle();
        assertEquals(UNIT, driven.last(Fact.ResolvedUnknown.class).unit());
        assertEquals(driven.now().plusSeconds(5), driven.last(Fact.ResolvedUnknown.class).nextDue().orElseThrow());
    }

    @Test
    void theWaitingPeriodIsNotShortenedByAWallClock() {
        driven.foreign(takeover(1)).foreign(claim(0, UNIT, 1, 5, "")).settle();
        driven.pass(Duration.ofHours(1), Duration.ofSeconds(1)).settle();
        assertEquals(0, driven.facts(Fact.ResolvedUnknown.class).size());
    }

    @Test
    void anOutcomeThatComesInTimeIsNotUnknown() {
        Fact.Claim claim = claim(0, UNIT, 1, 5, "");
        driven.foreign(takeover(1)).foreign(claim).settle();
        driven.foreign(new Fact.Accepted(UNIT, 1, claim.id(), "ok", START)).settle();
        driven.pass(Duration.ofMinutes(1)).settle();
        assertEquals(0, driven.facts(Fact.ResolvedUnknown.class).size());
    }

    @Test
    void doesNotSendWhatAnEarlierOwnerHasTakenIn() {
        Fact.Claim claim = claim(0, UNIT, 1, 5, "");
        driven.foreign(takeover(1)).foreign(claim).foreign(new Fact.Accepted(UNIT, 1, claim.id(), "ok", START));
        driven.settle().log(message(0)).settle();
        assertEquals(0, driven.sends().size());
        assertEquals(1, owner.progress());
    }

    @Test
    void anAcceptedThatComesWhileTheRetryIsClaimedMakesTheClaimVoid() {
        driven.settle().log(message(0)).settle().answer(new SendResult.Ambiguous("no answer"));
        driven.pass(Duration.ofSeconds(5)).settle();
        owner.body(message(0));
        driven.advance();
        driven.foreign(new Fact.Accepted(UNIT, 1, driven.lastSend().claim().id(), "ok", START)).settle();
        assertEquals(2, driven.facts(Fact.Claim.class).size());
        assertEquals(1, driven.sends().size());
        assertEquals(0, owner.demand().slots());
        assertEquals(1, owner.claimsGivenUp());
    }

    @Test
    void stopsOnAForeignTakeoverAndSaysOnlyWhatBecameOfItsClaims() {
        driven.settle().log(message(0)).log(message(1)).settle();
        driven.foreign(takeover(2)).settle();
        assertEquals("taken over by other-2, revision r1", resignation());
        assertFalse(owner.isOwner());
        assertFalse(owner.isDone());
        int before = driven.ledger.size();
        driven.sends().forEach(send -> owner.sent(send.claim().id(), ACCEPTED));
        driven.pass(Duration.ofHours(1)).settle();
        assertEquals(before + 2, driven.ledger.size());
        assertEquals(2, driven.facts(Fact.Accepted.class).size());
        assertTrue(owner.isDone());
    }

    @Test
    void anEarlierTakeoverOfAnotherIsNoReasonToStop() {
        driven.foreign(takeover(1)).foreign(takeover(2)).settle();
        assertTrue(owner.isOwner());
    }

    @Test
    void aFailedAppendEndsTheOwnership() {
        driven.settle().log(message(0));
        driven.advance();
        driven.failAppend();
        driven.settle();
        assertEquals("the ledger did not take a fact: timeout", resignation());
        assertEquals(0, driven.sends().size());
        assertTrue(owner.isDone());
    }

    @Test
    void leavesWhenAllIsWrittenSoThatNothingIsUnknown() {
        driven.settle().log(message(0)).settle().log(message(1));
        driven.advance();
        owner.leave();
        driven.settle();
        assertEquals(new Unit(1, 0), driven.last(Fact.NotSent.class).unit());
        assertEquals(0, driven.asked(Command.Resign.class).count());
        driven.answer(ACCEPTED);
        assertEquals("left", resignation());
        assertEquals(2, driven.asked(Command.Commit.class).toList().getLast().progress());
        assertTrue(owner.isDone());
    }

    @Test
    void anUndecodableMessageIsInQuarantineBeforeItIsListed() {
        driven.settle().log(message(0).undecodable()).log(message(1)).settle();
        assertEquals("subject: not a string",
                driven.asked(Command.Quarantine.class).findFirst().orElseThrow().error());
        assertEquals(0, driven.facts(Fact.Listed.class).size());
        assertEquals(1, driven.sends().size(), "the partition goes on");
        assertEquals(0, owner.progress());
        owner.quarantined(0);
        driven.settle();
        assertEquals(Reason.QUARANTINED, driven.last(Fact.Listed.class).reason());
        assertEquals(2, owner.progress());
    }

    private String resignation() {
        return driven.asked(Command.Resign.class).findFirst().orElseThrow().reason();
    }
}
