package dev.herald.worker.delivery;

import static dev.herald.worker.delivery.DrivenOwner.START;
import static dev.herald.worker.delivery.DrivenOwner.claim;
import static dev.herald.worker.delivery.DrivenOwner.message;
import static dev.herald.worker.delivery.DrivenOwner.takeover;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Fact.Listed.Reason;
import dev.herald.worker.ledger.Reducer;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.provider.FailureKind;
import dev.herald.worker.provider.SendResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How an owner takes the log in, and how far it says to be. */
class IntakeTest {

    private final DrivenOwner driven = new DrivenOwner();
    private final PartitionOwner owner = driven.owner;

    @Test
    void makesOneUnitOfEachRecipient() {
        driven.settle().log(message(0).to(3)).settle();
        assertEquals(List.of(new Unit(0, 0), new Unit(0, 1), new Unit(0, 2)),
                driven.sends().stream().map(send -> send.claim().unit()).toList());
        assertEquals(3, driven.lastSend().claim().of());
    }

    @Test
    void listsWhatIsOlderThanItsTimeToLive() {
        driven.pass(Duration.ofHours(72)).settle().log(message(0)).settle();
        assertEquals(Reason.EXPIRED, driven.last(Fact.Listed.class).reason());
        assertEquals(Unit.whole(0), driven.last(Fact.Listed.class).unit());
        assertEquals(1, owner.progress());
    }

    @Test
    void listsWhatIsPastItsExpiry() {
        driven.settle().log(message(0).notAfter(START)).settle();
        assertEquals(Reason.EXPIRED, driven.last(Fact.Listed.class).reason());
        assertEquals("expiresAt", driven.last(Fact.Listed.class).text());
    }

    @Test
    void defersUntilTheMessageIsDue() {
        driven.settle().log(message(0).notBefore(START.plusSeconds(60))).settle();
        assertEquals(START.plusSeconds(60), driven.last(Fact.Deferred.class).due());
        assertEquals(1, owner.progress());
        driven.pass(Duration.ofSeconds(59)).settle();
        assertEquals(0, driven.asked(Command.ReadLog.class).count());
        driven.pass(Duration.ofSeconds(1)).settle().body(message(0));
        assertEquals(1, driven.lastSend().claim().attempt());
    }

    @Test
    void listsARepeatedMessage() {
        driven.settle().log(message(0)).log(message(1).withId("m0")).settle();
        assertEquals(1, driven.sends().size());
        assertEquals(Reason.DUPLICATE, driven.last(Fact.Listed.class).reason());
        assertEquals(Unit.whole(1), driven.last(Fact.Listed.class).unit());
    }

    /** Another revision could read it, and its progress was not committed yet: there is nothing left to do about it. */
    @Test
    void quarantinesNothingThatAnEarlierOwnerTookIn() {
        driven.foreign(takeover(1)).foreign(claim(0, new Unit(0, 0), 1, 5, "")).settle();
        driven.log(message(0).undecodable()).settle();
        assertEquals(0, driven.asked(Command.Quarantine.class).count());
        assertEquals(1, owner.progress());
    }

    @Test
    void quarantinesAMessageOfWhichAnEarlierOwnerTookInSomeRecipients() {
        Fact.Claim first = claim(0, new Unit(0, 0), 1, 5, "");
        driven.foreign(takeover(1))
                .foreign(new Fact.Claim(first.takeover(), first.view(), first.unit(), first.attempt(), first.id(), 2,
                        first.provider(), first.revision(), first.job(), first.at(), first.labels()))
                .settle();
        driven.log(message(0).undecodable()).settle();
        assertEquals(1, driven.asked(Command.Quarantine.class).count());
    }

    @Test
    void listsARepetitionOfWhatAnEarlierOwnerClaimed() {
        driven.foreign(takeover(1)).foreign(claim(0, new Unit(0, 0), 1, 5, "")).settle();
        driven.log(message(1).withId("m0")).settle();
        assertEquals(Reason.DUPLICATE, driven.last(Fact.Listed.class).reason());
    }

    @Test
    void passesOverWhatAddressesOthers() {
        driven.settle().log(message(0).unaddressed()).log(message(1).unaddressed()).settle();
        assertEquals(2, owner.progress());
        assertEquals(1, driven.ledger.size(), "nothing but the takeover");
    }

    @Test
    void progressWaitsForTheLowestMessageWithoutFact() {
        driven.slots(1);
        driven.settle().log(message(0).to(2)).log(message(1).unaddressed()).settle();
        assertEquals(0, owner.progress());
        driven.answer(new SendResult.Accepted("ok"));
        assertEquals(2, owner.progress());
    }

    @Test
    void takesNoMoreThanItHasRoomFor() {
        driven.slots(0);
        driven.settle();
        for (int i = 0; i < 4; i++) {
            assertTrue(owner.wantsLog());
            driven.log(message(i));
        }
        assertFalse(owner.wantsLog());
        driven.slots(2);
        driven.settle();
        assertTrue(owner.wantsLog());
    }

    @Test
    void commitsProgressAtMostOnceASecondAndAgainEachHour() {
        driven.settle().log(message(0).unaddressed()).settle();
        assertEquals(0, driven.asked(Command.Commit.class).count());
        driven.pass(Duration.ofSeconds(1)).settle();
        assertEquals(List.of(new Command.Commit(1, Reducer.UNKNOWN_TAKEOVER, 0)),
                driven.asked(Command.Commit.class).toList());
        driven.pass(Duration.ofMinutes(59)).settle();
        long commits = driven.asked(Command.Commit.class).map(Command.Commit::progress).count();
        driven.pass(Duration.ofHours(1)).settle();
        assertEquals(commits + 1, driven.asked(Command.Commit.class).count());
    }

    @Test
    void anOwnerAtRestWritesOneFactAnHour() {
        driven.settle().log(message(0)).settle().answer(new SendResult.Accepted("ok"));
        rest(180);
        int facts = driven.ledger.size();
        rest(120);
        assertEquals(facts + 2, driven.ledger.size());
    }

    @Test
    void carriesForwardWhatIsPendingAndMovesTheSafePointTenMinutesLater() {
        driven.settle().log(message(0)).log(message(1)).settle();
        owner.sent(driven.sends().getFirst().claim().id(), new SendResult.Accepted("ok"));
        owner.sent(driven.lastSend().claim().id(), new SendResult.Failed(FailureKind.PROVIDER, false, "429", "busy",
                Optional.of(Duration.ofHours(5))));
        driven.settle();
        long view = driven.ledger.size();
        driven.pass(Duration.ofMinutes(10)).settle();
        Fact.CarriedForward carried = driven.last(Fact.CarriedForward.class);
        assertEquals(1, driven.facts(Fact.CarriedForward.class).size());
        assertEquals(new Unit(1, 0), carried.unit());
        assertEquals(2, carried.attempt());
        assertEquals(view, carried.view());
        assertTrue(driven.asked(Command.Commit.class).allMatch(commit -> commit.safePoint() == 0));
        rest(12);
        assertEquals(new Command.Commit(2, 0, view), driven.asked(Command.Commit.class).toList().getLast());
        assertEquals(view, driven.last(Fact.Progress.class).safePoint());
    }

    @Test
    void theSafePointWaitsForTheWindowOfDuplicatesInTheLog() {
        driven.settle().log(message(0)).settle().answer(new SendResult.Accepted("ok"));
        for (int minute = 0; minute < 40; minute++) {
            driven.pass(Duration.ofMinutes(1)).settle();
        }
        assertTrue(driven.asked(Command.Commit.class).allMatch(commit -> commit.safePoint() == 0),
                "nobody has said that the log holds nothing more");
    }

    /** The log has nothing new, and says so. */
    private void rest(int minutes) {
        for (int minute = 0; minute < minutes; minute++) {
            owner.logExhausted();
            driven.pass(Duration.ofMinutes(1)).settle();
        }
    }
}
