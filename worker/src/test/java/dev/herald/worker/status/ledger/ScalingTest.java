package dev.herald.worker.status.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Fact.CarriedForward.State;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.status.scaling.ScalingFigures;
import dev.herald.worker.status.scaling.ScalingFigures.Partition;

/** What log and ledger together say of the work of a channel's senders. */
class ScalingTest {

    private static final Instant START = SimulatedChannel.START;
    private static final double ONE = 1 / 15.0;

    private final SimulatedChannel channel = new SimulatedChannel(2);

    private static Optional<Instant> second(long second) {
        return Optional.of(START.plusSeconds(second));
    }

    private ScalingFigures at(long second) {
        channel.millis = second * 1_000;
        return channel.figures();
    }

    @Test
    void saysNothingUntilTheLedgerWasReadToItsEnd() {
        assertEquals(Optional.empty(), channel.reader().unfinished(START));
        assertEquals(new ScalingFigures(0, 0, 0, Optional.empty(), second(0), Optional.empty(), Optional.empty()),
                channel.figures());
    }

    @Test
    void followsAMessageFromTheLogToItsEnd() {
        long message = channel.arrive(1, 0);
        assertEquals(new ScalingFigures(0, 0, 1, second(0), second(0), Optional.empty(),
                Optional.of(new Partition(1, 1, 0))), at(0));
        assertEquals(ONE, at(1).arrivalsPerSecond());
        ClaimId id = channel.claim(1, message, 1);
        assertEquals(new ScalingFigures(ONE, 0, 1, Optional.empty(), second(0), Optional.empty(),
                Optional.of(new Partition(1, 1, ONE))), at(1), "claimed, and nothing is committed");
        channel.accept(1, message, 1, id);
        assertEquals(0, at(1).backlog());
        assertEquals(ONE, at(2).completionsPerSecond());
        channel.reader().progress(1, 1);
        assertEquals(0, at(2).backlog());
        assertEquals(0, at(16).arrivalsPerSecond());
        assertEquals(ONE, at(16).completionsPerSecond());
        assertEquals(0, at(17).completionsPerSecond());
    }

    @Test
    void countsARetryAsAnArrivalWhenItIsDue() {
        long message = channel.arrive(0, 0);
        channel.fail(0, message, 1, channel.claim(0, message, 1), second(30));
        ScalingFigures waits = at(20);
        assertEquals(0, waits.backlog());
        assertEquals(0, waits.arrivalsPerSecond());
        assertEquals(second(30), waits.nextDue());
        ScalingFigures due = at(31);
        assertEquals(1, due.backlog());
        assertEquals(ONE, due.arrivalsPerSecond());
        assertEquals(Optional.empty(), due.oldest(), "it was attempted");
        assertEquals(Optional.empty(), due.nextDue());

        ClaimId second = channel.claim(0, message, 2);
        channel.append(0, new Fact.NotSent(new Unit(message, 0), 2, second, "suspended"));
        ScalingFigures back = at(40);
        assertEquals(1, back.backlog());
        assertEquals(ONE, back.arrivalsPerSecond(), "what was not sent arrives no second time");
        assertEquals(0, back.completionsPerSecond());
        ClaimId third = channel.claim(0, message, 2);
        channel.append(0, new Fact.Ambiguous(new Unit(message, 0), 2, third, Optional.empty(), "timeout",
                channel.now()));
        assertEquals(0, at(41).backlog());
        assertEquals(ONE, at(41).completionsPerSecond());
    }

    @Test
    void countsAnAttemptOfWhichNobodyKnowsNotAsCompletedButItsRetry() {
        long message = channel.arrive(0, 0);
        ClaimId id = channel.claim(0, message, 1);
        channel.millis = 1_000;
        channel.append(0, new Fact.ResolvedUnknown(channel.takeOver(0), new Unit(message, 0), 1, id, second(20)));
        assertEquals(0, at(19).backlog() + at(19).completionsPerSecond());
        assertEquals(second(1), at(19).rebalanced());
        assertEquals(1, at(21).backlog());
        assertEquals(ONE, at(21).arrivalsPerSecond());
    }

    @Test
    void countsADelayedMessageAtItsTimeInTheLogAndTakenIn() {
        long deferred = channel.arrive(0, 30_000);
        long left = channel.arrive(1, 40_000);
        channel.defer(0, deferred, START.plusSeconds(30));
        ScalingFigures before = at(29);
        assertEquals(0, before.backlog() + before.arrivalsPerSecond());
        assertEquals(second(30), before.nextDue());
        ScalingFigures one = at(31);
        assertEquals(new ScalingFigures(ONE, 0, 1, second(30), second(0), second(40),
                Optional.of(new Partition(0, 1, ONE))), one);
        assertEquals(2, at(41).backlog());
        assertEquals(2 * ONE, at(41).arrivalsPerSecond());
        channel.claim(1, left, 1);
        assertEquals(2, at(41).backlog());
        assertEquals(second(30), at(41).oldest());
    }

    @Test
    void leavesOutWhatReplaysSendButForItsCompletions() {
        long message = channel.arrive(0, 0);
        channel.fail(0, message, 1, channel.claim(0, message, 1), Optional.empty());
        channel.millis = 30_000;
        ClaimId replayed = channel.claim(0, new Unit(message, 0), 2, 1, "shop/again/1", START);
        assertEquals(0, at(30).backlog());
        channel.append(0, new Fact.NotSent(new Unit(message, 0), 2, replayed, "suspended"));
        assertEquals(0, at(31).backlog());
        ClaimId again = channel.claim(0, new Unit(message, 0), 2, 1, "shop/again/1", START);
        channel.accept(0, message, 2, again);
        assertEquals(ONE, at(32).completionsPerSecond());
        assertEquals(0, at(32).arrivalsPerSecond() + at(32).backlog());
    }

    @Test
    void countsAMessageForAsManyUnitsAsOthersHad() {
        long message = channel.arrive(0, 0);
        channel.arrive(0, 0);
        channel.arrive(1, 0);
        assertEquals(3, at(0).backlog());
        for (int recipient = 0; recipient < 4; recipient++) {
            channel.claim(0, new Unit(message, recipient), 1, 4, "", START);
        }
        assertEquals(4 + 2 * 4, at(0).backlog());
        assertEquals(3 * 4 * ONE, at(1).arrivalsPerSecond());
        assertEquals(Optional.of(new Partition(0, 8, 8 * ONE)), at(1).hottest());
    }

    /** What a sender has passed on is a unit's whole past for who begins to read there. */
    @Test
    void saysTheSameWhenItBeginsToReadWhereASenderHasCarriedAllForward() {
        long retried = channel.arrive(0, 0);
        channel.fail(0, retried, 1, channel.claim(0, retried, 1), second(700));
        long deferred = channel.arrive(0, 702_000);
        channel.defer(0, deferred, START.plusSeconds(702));
        long claimed = channel.arrive(0, 0);
        ClaimId held = channel.claim(0, claimed, 1);
        channel.millis = 690_000;
        long from = channel.takeOver(0);
        channel.takeOver(1);
        channel.carry(0, retried, State.PENDING, 2, START.plusSeconds(700), new ClaimId(7, 1));
        channel.carry(0, deferred, State.PENDING, 1, START.plusSeconds(702), ClaimId.NONE);
        channel.carry(0, claimed, State.CLAIMED, 1, Instant.EPOCH, held);
        channel.millis = 701_000;
        long fresh = channel.arrive(0, 0);
        channel.accept(0, fresh, 1, channel.claim(0, fresh, 1));
        channel.arrive(1, 0);

        ScalingFigures before = at(701);
        assertEquals(3, before.backlog());
        assertEquals(second(702), before.nextDue());
        var again = channel.again(from, START.plusSeconds(400));
        for (int second = 701; second < 720; second++) {
            assertEquals(at(second), again.figures(channel.now()), "after " + second);
        }
        assertEquals(4, at(720).backlog());
    }
}
