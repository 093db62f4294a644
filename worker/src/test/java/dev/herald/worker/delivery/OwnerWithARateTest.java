package dev.herald.worker.delivery;

import static dev.herald.worker.delivery.DrivenOwner.START;
import static dev.herald.worker.delivery.DrivenOwner.message;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.worker.config.LiveSettings.Rate;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.FeedRecord;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.provider.FailureKind;
import dev.herald.worker.provider.SendResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What an owner claims and sends while its channel has a rate; {@link TokenBucketTest} is about the tokens themselves. */
class OwnerWithARateTest {

    private static final String JOB = "shop/again/9be1c0aa";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Rate ONE_A_SECOND = new Rate(1_000, 0, 1_000, 0);
    private static final SendResult ACCEPTED = new SendResult.Accepted("ok");

    private final DrivenOwner driven = new DrivenOwner();
    private final PartitionOwner owner = driven.owner;

    @Test
    void beginsWithoutATokenAndSendsOneWithEach() {
        logThree(ONE_A_SECOND);
        assertEquals(List.of(), sent());
        assertEquals(new Unsent(1, 0, 1), owner.unsent());

        driven.pass(SECOND).settle();
        assertEquals(List.of(0L), sent());
        driven.pass(SECOND).settle();
        assertEquals(List.of(0L, 1L), sent());
    }

    @Test
    void claimsWhatSoonHasATokenAndSendsItInOrder() {
        logThree(new Rate(2_000, 0, 2_000, 0));
        assertEquals(new Unsent(2, 0, 2), owner.unsent());

        driven.pass(SECOND).settle();
        assertEquals(List.of(0L, 1L), sent());
        assertEquals(new Unsent(1, 0, 1), owner.unsent());
        driven.pass(SECOND).settle();
        assertEquals(List.of(0L, 1L, 2L), sent());
    }

    @Test
    void theWaitEndsWithTheLease() {
        logThree(new Rate(10, 0, 1_000, 0));
        driven.pass(Duration.ofSeconds(29)).settle();
        assertEquals(0, driven.facts(Fact.NotSent.class).size());

        driven.pass(SECOND).settle();
        assertEquals(new Unit(0, 0), driven.last(Fact.NotSent.class).unit());
        assertEquals(List.of(), sent());
        driven.pass(Duration.ofSeconds(29)).settle();
        assertEquals(new Unsent(1, 0, 1), owner.unsent(), "another waits now");
    }

    @Test
    void theWaitEndsWhenThePartitionIsLeft() {
        logThree(ONE_A_SECOND);
        owner.leave();
        driven.settle();
        assertEquals("leaving", driven.last(Fact.NotSent.class).reason());
        assertEquals(Unsent.NONE, owner.unsent());
        assertEquals(true, owner.isDone());
    }

    @Test
    void aClaimThatDoesNotHoldTakesNoToken() {
        driven.settle().log(message(0)).settle().answer(SendResult.temporary(FailureKind.NETWORK, "reset"));
        Fact.Claim first = driven.last(Fact.Claim.class);
        driven.rate(ONE_A_SECOND);
        driven.settle().pass(Duration.ofSeconds(5)).settle();
        owner.body(message(0));
        driven.advance();
        driven.foreign(new Fact.Accepted(first.unit(), 1, first.id(), "late", START));
        driven.settle();
        assertEquals(1, driven.sends().size(), "the claim of the second attempt was void");

        driven.log(message(1)).settle();
        assertEquals(List.of(0L, 1L), sent(), "at once: the token is still there");
    }

    @Test
    void whatReplaysAskForTakesNothingOfLiveMessagesAndKeepsNoSlotFromThem() {
        failOnce();
        driven.rate(new Rate(10_000, 0, 10_000, 0));
        driven.feed(0, again()).settle().body(message(0));
        for (int offset = 1; offset <= 4; offset++) {
            driven.log(message(offset));
        }
        driven.pass(SECOND).settle();

        assertEquals(List.of(0L, 1L, 2L, 3L, 4L), sent(), "all four slots");
        assertEquals(0, owner.demand().feedWaits());
        driven.rate(new Rate(10_000, 1_000, 10_000, 0));
        driven.settle().sends().forEach(send -> owner.sent(send.claim().id(), ACCEPTED));
        driven.settle().pass(SECOND).settle();
        assertEquals(JOB, driven.lastSend().claim().job());
    }

    @Test
    void liveMessagesTakeNothingOfWhatIsForReplays() {
        failOnce();
        driven.rate(new Rate(0, 10_000, 0, 10_000));
        driven.log(message(1)).log(message(2)).feed(0, again()).settle().body(message(0));
        driven.pass(SECOND).settle();

        assertEquals(List.of("", JOB), driven.sends().stream().map(send -> send.claim().job()).toList());
        assertEquals(Unsent.NONE, owner.unsent());
    }

    @Test
    void aReplaysClaimThatWasGivenBackWaitsForTheReplaysTokens() {
        failOnce();
        driven.rate(new Rate(10_000, 10, 10_000, 0));
        driven.feed(0, again()).settle().body(message(0));
        assertEquals(new Unsent(0, 1, 1), owner.unsent());
        driven.pass(Duration.ofSeconds(30)).settle();
        assertEquals(1, driven.facts(Fact.NotSent.class).size());

        driven.rate(new Rate(10_000, 0, 10_000, 0));
        driven.settle().body(message(0)).pass(SECOND).settle();
        assertEquals(1, count(claim -> claim.job().equals(JOB)), "live tokens are none of its own");
        driven.rate(new Rate(10_000, 1_000, 10_000, 0));
        driven.settle().pass(SECOND).settle();
        assertEquals(JOB, driven.lastSend().claim().job());
        assertEquals(2, count(claim -> claim.job().equals(JOB)));
    }

    private void logThree(Rate rate) {
        driven.rate(rate);
        driven.settle();
        for (int offset = 0; offset < 3; offset++) {
            driven.log(message(offset));
        }
        driven.settle();
    }

    private void failOnce() {
        driven.settle().log(message(0)).settle().answer(SendResult.permanent(FailureKind.CONTENT, "refused"));
        owner.logExhausted();
    }

    private FeedRecord again() {
        return new FeedRecord(JOB, new Unit(0, 0), 2, driven.ledger.size(), false);
    }

    private List<Long> sent() {
        return driven.sends().stream().map(send -> send.claim().unit().offset()).toList();
    }

    private long count(Predicate<Fact.Claim> wanted) {
        return driven.facts(Fact.Claim.class).stream().filter(wanted).count();
    }
}
