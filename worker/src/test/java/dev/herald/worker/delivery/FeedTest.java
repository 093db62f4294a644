package dev.herald.worker.delivery;

import static dev.herald.worker.delivery.DrivenOwner.START;
import static dev.herald.worker.delivery.DrivenOwner.claim;
import static dev.herald.worker.delivery.DrivenOwner.labels;
import static dev.herald.worker.delivery.DrivenOwner.message;
import static dev.herald.worker.delivery.DrivenOwner.takeover;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Fact.Skipped.Reason;
import dev.herald.worker.ledger.FeedRecord;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.provider.FailureKind;
import dev.herald.worker.provider.SendResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeedTest {

    private static final Unit UNIT = new Unit(0, 0);
    private static final String JOB = "shop/again/1";
    private static final String OTHER = "shop/other/1";

    private DrivenOwner driven = new DrivenOwner();

    @Test
    void sendsTheAttemptThatIsAskedForInTheNameOfTheReplay() {
        failOnce();
        driven.feed(0, wish(JOB, 2)).settle().body(message(0));
        assertEquals(2, driven.lastSend().claim().attempt());
        assertEquals(JOB, driven.lastSend().claim().job());
        assertEquals(List.of(1L), positions());
    }

    @Test
    void whatFailsInAReplayIsFinal() {
        failOnce();
        driven.feed(0, wish(JOB, 2)).settle().body(message(0));
        driven.answer(SendResult.temporary(FailureKind.PROVIDER, "busy"));
        assertEquals(Optional.empty(), driven.last(Fact.Failed.class).nextDue());
    }

    @Test
    void doesNotSendWhatIsAccepted() {
        failOnce();
        driven.feed(0, wish(JOB, 2)).settle().body(message(0));
        driven.answer(new SendResult.Accepted("ok"));
        driven.feed(1, wish(OTHER, 2)).settle().body(message(0));
        assertEquals(2, driven.sends().size());
        assertSkipped(OTHER, Reason.ALREADY_ACCEPTED);
    }

    @Test
    void ofTwoReplaysThatSelectTheSameOneSends() {
        failOnce();
        driven.feed(0, wish(JOB, 2)).feed(1, wish(OTHER, 2)).settle().body(message(0));
        assertEquals(2, driven.sends().size());
        assertSkipped(OTHER, Reason.ATTEMPT_TAKEN);
        assertEquals(List.of(2L), positions());
    }

    @Test
    void aWishWrittenTwiceIsPassedSilently() {
        failOnce();
        driven.feed(0, wish(JOB, 2)).feed(1, wish(JOB, 2)).settle().body(message(0));
        assertEquals(2, driven.sends().size());
        assertEquals(0, driven.facts(Fact.Skipped.class).size());
        assertEquals(List.of(2L), positions());
    }

    @Test
    void doesNotMeddleWithARetryThatIsPending() {
        driven.settle().log(message(0)).settle().answer(SendResult.temporary(FailureKind.PROVIDER, "busy"));
        driven.feed(0, wish(JOB, 2)).settle().body(message(0));
        assertSkipped(JOB, Reason.ATTEMPT_TAKEN);
    }

    @Test
    void skipsWhatTheLogHasForgotten() {
        failOnce();
        driven.feed(0, wish(JOB, 2)).settle();
        driven.owner.bodyGone(0);
        driven.settle();
        assertSkipped(JOB, Reason.EXPIRED);
    }

    @Test
    void skipsWhatIsTooOld() {
        failOnce();
        driven.pass(Duration.ofHours(72)).feed(0, wish(JOB, 2)).settle().body(message(0));
        assertSkipped(JOB, Reason.STALE);
    }

    @Test
    void releasesAllRecipientsOfAMessageFromQuarantine() {
        quarantine();
        driven.feed(0, release()).settle().body(message(0).to(2));
        assertEquals(List.of(UNIT, new Unit(0, 1)),
                driven.sends().stream().map(send -> send.claim().unit()).toList());
    }

    @Test
    void saysThatAMessageIsStillUndecodable() {
        quarantine();
        driven.feed(0, release()).settle().body(message(0).undecodable());
        assertEquals(new Fact.Skipped(0, Unit.whole(0), 1, JOB, Reason.UNDECODABLE), driven.last(Fact.Skipped.class));
    }

    @Test
    void readsTheLedgerAgainWhenItsMemoryBeginsAfterTheSelection() {
        Fact.Claim first = claim(0, UNIT, 1, 5, "");
        Fact.Claim again = claim(0, UNIT, 2, 6, OTHER);
        List<Fact> before = List.of(takeover(1), first,
                new Fact.Failed(UNIT, 1, first.id(), FailureKind.CONTENT, Optional.empty(), "552", "no", START), again,
                new Fact.Accepted(UNIT, 2, again.id(), "ok", START));
        driven = new DrivenOwner(new StartingPoint(1, 5, 0, 0), before);
        driven.settle().feed(0, new FeedRecord(JOB, UNIT, 2, 3, false)).settle();
        assertEquals(List.of(new Command.ReadLedger(3, 5)), driven.asked(Command.ReadLedger.class).toList());
        assertEquals(0, driven.asked(Command.ReadLog.class).count());
        for (int offset = 3; offset < 5; offset++) {
            driven.owner.history(offset, START, before.get(offset));
        }
        driven.owner.historyRead();
        driven.settle().body(message(0));
        assertEquals(0, driven.sends().size());
        assertSkipped(JOB, Reason.ALREADY_ACCEPTED);
    }

    @Test
    void readsTheLedgerAgainOnceForAFeed() {
        driven = new DrivenOwner(new StartingPoint(3, 1, 0, 0), List.of(takeover(1)));
        driven.settle().feed(0, new FeedRecord(JOB, new Unit(0, 0), 2, 0, false)).settle();
        driven.owner.history(0, START, takeover(1));
        driven.owner.historyRead();
        driven.settle().body(message(0));
        driven.feed(1, new FeedRecord(JOB, new Unit(1, 0), 2, 0, false)).settle().body(message(1));
        assertEquals(1, driven.asked(Command.ReadLedger.class).count());
        assertEquals(2, driven.sends().size());
    }

    @Test
    void takesItsShareOfTheSlotsWhileMessagesWaitAndAllWhenTheLogHoldsNoMore() {
        failOnce();
        driven.slots(0);
        for (int offset = 1; offset <= 5; offset++) {
            driven.log(message(offset));
        }
        driven.feed(0, wish(JOB, 2)).feed(1, new FeedRecord(JOB, new Unit(1_000, 0), 2, 0, false)).settle();
        driven.body(message(0)).body(message(1_000));
        driven.slots(4);
        driven.settle();
        assertEquals(List.of("", "", "", "", JOB), jobs());

        driven.slots(8);
        driven.settle();
        assertEquals(List.of("", "", "", "", JOB, "", ""), jobs(), "messages leave it no more than its share");

        driven.owner.logExhausted();
        driven.settle();
        assertEquals(List.of("", "", "", "", JOB, "", "", JOB), jobs());
    }

    @Test
    void sendsTheFirstAttemptOfWhatNobodyHasAttempted() {
        driven = new DrivenOwner(new StartingPoint(3, 1, 0, 0), List.of(takeover(1)));
        driven.settle().feed(0, first(Unit.whole(0), 1)).feed(1, first(new Unit(1, 1), 1)).settle();
        driven.body(message(0).to(2)).body(message(1).to(2));
        assertEquals(List.of(UNIT, new Unit(0, 1), new Unit(1, 1)),
                driven.sends().stream().map(send -> send.claim().unit()).toList());
        assertEquals(List.of(JOB, JOB, JOB), jobs());
        assertEquals(List.of(1, 1, 1), driven.sends().stream().map(send -> send.claim().attempt()).toList());
    }

    @Test
    void doesNotSendAtAReplaysWishWhatItTakesInItself() {
        driven.settle().log(message(0)).settle().answer(new SendResult.Accepted("ok"));
        driven.pass(Duration.ofMinutes(11)).log(message(1)).settle().answer(new SendResult.Accepted("ok"));
        driven.feed(0, first(Unit.whole(0), driven.ledger.size()))
                .feed(1, first(Unit.whole(2), driven.ledger.size()))
                .settle()
                .body(message(0))
                .body(message(2));
        assertEquals(2, driven.sends().size());
        assertEquals(List.of(Reason.ATTEMPT_TAKEN, Reason.ATTEMPT_TAKEN),
                driven.facts(Fact.Skipped.class).stream().map(Fact.Skipped::reason).toList());
    }

    @Test
    void doesNotSendWhatAnotherOwnerHasSentSinceTheSelectionHoweverLongAgo() {
        List<Fact> before = List.of(takeover(1), claim(0, UNIT, 1, 5, ""),
                new Fact.Accepted(UNIT, 1, claim(0, UNIT, 1, 5, "").id(), "ok", START));
        driven = new DrivenOwner(new StartingPoint(1, 3, 0, 0), before);
        driven.settle().feed(0, first(Unit.whole(0), 1)).settle();
        assertEquals(List.of(new Command.ReadLedger(1, 3)), driven.asked(Command.ReadLedger.class).toList());
        driven.owner.history(1, START, before.get(1));
        driven.owner.history(2, START, before.get(2));
        // By now it would be forgotten: it was accepted at once.
        driven.owner.history(3, START.plusSeconds(700), takeover(2));
        driven.owner.historyRead();
        driven.settle().body(message(0));
        assertEquals(0, driven.sends().size());
        assertSkipped(JOB, Reason.ATTEMPT_TAKEN);
    }

    @Test
    void looksAgainAtWhatItHasForgottenOfAnotherOwner() {
        List<Fact> before = List.of(takeover(1), claim(0, UNIT, 1, 5, ""),
                new Fact.Accepted(UNIT, 1, claim(0, UNIT, 1, 5, "").id(), "ok", START));
        driven = new DrivenOwner(new StartingPoint(1, 0, 0, 0), before);
        driven.settle().pass(Duration.ofMinutes(11)).log(message(1)).settle().answer(new SendResult.Accepted("ok"));
        driven.feed(0, first(UNIT, 1)).settle();
        assertEquals(1, driven.asked(Command.ReadLedger.class).count());
        assertEquals(1, driven.sends().size());
    }

    @Test
    void doesNotSendAtAReplaysWishWhatHasBeenListedAsAWholeSince() {
        List<Fact> before = List.of(takeover(1),
                new Fact.Listed(0, Unit.whole(0), Fact.Listed.Reason.DUPLICATE, "", "", labels("m0")));
        driven = new DrivenOwner(new StartingPoint(1, 0, 0, 0), before);
        driven.settle().feed(0, first(UNIT, 1)).feed(1, first(Unit.whole(0), 1)).settle().body(message(0));
        assertEquals(0, driven.sends().size());
        assertSkipped(JOB, Reason.ATTEMPT_TAKEN);
    }

    @Test
    void doesNotSendAtAReplaysWishWhatAnotherMessageOfTheSameIdHasSent() {
        driven = new DrivenOwner(new StartingPoint(3, 1, 0, 0), List.of(takeover(1)));
        driven.settle().log(message(3).withId("m0")).settle().answer(new SendResult.Accepted("ok"));
        driven.feed(0, first(UNIT, 1)).settle().body(message(0));
        assertEquals(1, driven.sends().size());
        assertSkipped(JOB, Reason.ATTEMPT_TAKEN);
    }

    @Test
    void takesInWhatNobodyHasAttemptedAndIsDueLater() {
        driven = new DrivenOwner(new StartingPoint(3, 1, 0, 0), List.of(takeover(1)));
        driven.settle().feed(0, first(Unit.whole(0), 1)).settle().body(message(0).notBefore(START.plusSeconds(60)));
        assertEquals(0, driven.sends().size());
        assertSkipped(JOB, Reason.ATTEMPT_TAKEN);
        driven.pass(Duration.ofSeconds(61)).settle().body(message(0));
        assertEquals(List.of(""), jobs());
    }

    private static FeedRecord first(Unit unit, long selected) {
        return new FeedRecord(JOB, unit, 1, selected, false);
    }

    private List<String> jobs() {
        return driven.sends().stream().map(send -> send.claim().job()).toList();
    }

    private void failOnce() {
        driven.settle().log(message(0)).settle().answer(SendResult.permanent(FailureKind.CONTENT, "refused"));
        driven.owner.logExhausted();
    }

    private void quarantine() {
        driven.settle().log(message(0).undecodable()).settle();
        driven.owner.quarantined(0);
        driven.owner.logExhausted();
        driven.settle();
    }

    private FeedRecord wish(String job, int attempt) {
        return new FeedRecord(job, UNIT, attempt, driven.ledger.size(), false);
    }

    private FeedRecord release() {
        return new FeedRecord(JOB, Unit.whole(0), 1, driven.ledger.size(), true);
    }

    private void assertSkipped(String job, Reason reason) {
        Fact.Skipped skipped = driven.last(Fact.Skipped.class);
        assertEquals(job, skipped.job());
        assertEquals(reason, skipped.reason());
    }

    private List<Long> positions() {
        driven.pass(Duration.ofSeconds(1)).settle();
        return driven.asked(Command.CommitFeed.class).map(Command.CommitFeed::position).toList();
    }
}
