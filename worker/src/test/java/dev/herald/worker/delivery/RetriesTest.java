package dev.herald.worker.delivery;

import static dev.herald.worker.delivery.DrivenOwner.message;
import static dev.herald.worker.delivery.DrivenOwner.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.config.LiveSettings.OnUnknown;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.provider.FailureKind;
import dev.herald.worker.provider.SendResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetriesTest {

    private static final SendResult LATER = SendResult.temporary(FailureKind.PROVIDER, "busy");
    private static final SendResult ACCEPTED = new SendResult.Accepted("ok");

    private final DrivenOwner driven = new DrivenOwner();
    private final PartitionOwner owner = driven.owner;

    @Test
    void waitsTwiceAsLongAfterEachFailureUpToTheLimit() {
        driven.settle().log(message(0)).settle();
        for (int seconds : new int[]{5, 10, 12}) {
            driven.answer(LATER);
            assertEquals(Optional.of(driven.now().plusSeconds(seconds)), driven.last(Fact.Failed.class).nextDue());
            int reads = (int) driven.asked(Command.ReadLog.class).count();
            driven.pass(Duration.ofSeconds(seconds).minusMillis(1)).settle();
            assertEquals(reads, driven.asked(Command.ReadLog.class).count());
            driven.pass(Duration.ofMillis(1)).settle().body(message(0));
        }
        driven.answer(LATER);
        assertEquals(Optional.empty(), driven.last(Fact.Failed.class).nextDue());
        assertEquals(4, driven.last(Fact.Failed.class).attempt());
    }

    @Test
    void waitsAsLongAsTheProviderAsks() {
        driven.settle().log(message(0)).settle();
        driven.answer(new SendResult.Failed(FailureKind.PROVIDER, false, "429", "slow down",
                Optional.of(Duration.ofMinutes(2))));
        assertEquals(Optional.of(driven.now().plus(Duration.ofMinutes(2))), driven.last(Fact.Failed.class).nextDue());
    }

    @Test
    void aPermanentFailureIsFinal() {
        driven.settle().log(message(0)).settle().answer(SendResult.permanent(FailureKind.CONTENT, "refused"));
        assertEquals(Optional.empty(), driven.last(Fact.Failed.class).nextDue());
        assertEquals(0, owner.pending());
    }

    @Test
    void anAmbiguousSendIsRepeatedOrParkedAsTheChannelSays() {
        driven.settle().log(message(0)).log(message(1)).settle();
        owner.sent(driven.sends().getFirst().claim().id(), new SendResult.Ambiguous("no answer"));
        driven.settle();
        assertEquals(Optional.of(driven.now().plusSeconds(5)), driven.last(Fact.Ambiguous.class).nextDue());
        owner.settings(settings(false, OnUnknown.Park));
        driven.answer(new SendResult.Ambiguous("no answer"));
        assertEquals(Optional.empty(), driven.last(Fact.Ambiguous.class).nextDue());
        assertEquals(1, owner.pending());
    }

    @Test
    void aRetryThatComesTooLateIsListed() {
        driven.settle().log(message(0)).settle().answer(LATER);
        driven.pass(Duration.ofHours(72)).settle();
        assertEquals(new Unit(0, 0), driven.last(Fact.Listed.class).unit());
        assertEquals(Fact.Listed.Reason.EXPIRED, driven.last(Fact.Listed.class).reason());
        assertEquals(0, owner.pending());
    }

    @Test
    void aRetryWhoseMessageTheLogHasForgottenIsListed() {
        driven.settle().log(message(0)).settle().answer(LATER);
        driven.pass(Duration.ofSeconds(5)).settle();
        assertEquals(List.of(new Command.ReadLog(0)), driven.asked(Command.ReadLog.class).toList());
        owner.bodyGone(0);
        driven.settle();
        assertEquals("the log no longer holds the message", driven.last(Fact.Listed.class).text());
    }

    @Test
    void readsAMessageOnceForAllItsRecipientsThatAreDue() {
        driven.settle().log(message(0).to(3)).settle();
        driven.sends().forEach(send -> owner.sent(send.claim().id(), LATER));
        driven.settle().pass(Duration.ofSeconds(5)).settle();
        assertEquals(1, driven.asked(Command.ReadLog.class).count());
        driven.body(message(0).to(3));
        assertEquals(6, driven.sends().size());
    }

    @Test
    void newMessagesDoNotStarveRetries() {
        driven.settle().log(message(0)).settle().answer(LATER);
        driven.pass(Duration.ofSeconds(5)).settle();
        owner.body(message(0));
        for (int i = 1; i <= 4; i++) {
            driven.log(message(i));
        }
        driven.slots(2);
        driven.settle();
        assertTrue(driven.sends().stream().anyMatch(send -> send.claim().attempt() == 2));
        assertTrue(driven.sends().stream().anyMatch(send -> send.claim().unit().offset() == 1));
    }
}
