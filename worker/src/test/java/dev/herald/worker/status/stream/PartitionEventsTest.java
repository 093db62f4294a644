package dev.herald.worker.status.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Fact.Listed.Reason;
import dev.herald.worker.ledger.Reducer;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.status.stream.DeliveryStatus.Identity;
import dev.herald.worker.status.stream.DeliveryStatus.Outcome;
import dev.herald.worker.status.stream.PartitionEvents.Start;

/** Which facts are events, and what they say. */
class PartitionEventsTest {

    private static final Optional<Instant> AGAIN = Optional.of(Ledger.LATER);

    private static List<DeliveryStatus> events(Ledger ledger) {
        return events(ledger, new Start(0, Reducer.UNKNOWN_TAKEOVER));
    }

    private static List<DeliveryStatus> events(Ledger ledger, Start from) {
        var events = new PartitionEvents("email", 3, from);
        var found = new ArrayList<DeliveryStatus>();
        for (long offset = from.offset(); offset < ledger.facts.size(); offset++) {
            events.apply(offset, Ledger.time(offset), ledger.facts.get((int) offset))
                    .ifPresent(event -> found.add(event.status()));
        }
        return found;
    }

    static Stream<Arguments> stories() {
        return Stream.of(story("a claim is no event", it -> it.claim(1, 1)),
                story("accepted", it -> it.claim(1, 1).accepted(1, 1), Outcome.Accepted),
                story("accepted twice", it -> it.claim(1, 1).accepted(1, 1).accepted(1, 1), Outcome.Accepted),
                story("failed for good", it -> it.claim(1, 1).failed(1, 1, Optional.empty()), Outcome.Failed),
                story("failed, tried again, accepted",
                        it -> it.claim(1, 1).failed(1, 1, AGAIN).claim(1, 2).accepted(1, 2), Outcome.Retrying,
                        Outcome.Accepted),
                story("nobody knows", it -> it.claim(1, 1).ambiguous(1, 1, Optional.empty()), Outcome.Unknown),
                story("nobody knows, tried again", it -> it.claim(1, 1).ambiguous(1, 1, AGAIN), Outcome.Retrying),
                story("its sender went", it -> it.claim(1, 1).takeover().resolved(1, 1, Optional.empty()),
                        Outcome.Unknown),
                story("its sender went, tried again", it -> it.claim(1, 1).takeover().resolved(1, 1, AGAIN),
                        Outcome.Retrying),
                story("never sent", it -> it.claim(1, 1).notSent(1, 1)), story("due later", it -> it.deferred(1)),
                story("quarantined", it -> it.listed(Unit.whole(1), Reason.QUARANTINED, Ledger.labels(1)),
                        Outcome.Quarantined),
                story("expired", it -> it.deferred(1).listed(new Unit(1, 0), Reason.EXPIRED, Ledger.labels(1)),
                        Outcome.Expired),
                story("stale", it -> it.listed(new Unit(1, 0), Reason.STALE, Ledger.labels(1)), Outcome.Stale),
                story("duplicate", it -> it.listed(Unit.whole(1), Reason.DUPLICATE, Ledger.labels(1)),
                        Outcome.Duplicate),
                story("parked", it -> it.listed(new Unit(1, 0), Reason.PARKED, Ledger.labels(1)), Outcome.Parked),
                story("a replay repairs it",
                        it -> it.claim(1, 1).failed(1, 1, Optional.empty()).claim(1, 2, "shop/again/1").accepted(1, 2),
                        Outcome.Failed, Outcome.Accepted),
                story("what another says of a claim that does not hold",
                        it -> it.claim(1, 1).accepted(1, 1).claim(1, 2).failed(1, 2, Optional.empty()),
                        Outcome.Accepted),
                story("accepted late", it -> it.claim(1, 1)
                        .takeover()
                        .resolved(1, 1, Optional.empty())
                        .accepted(1, 1), Outcome.Unknown, Outcome.Accepted));
    }

    private static Arguments story(String name, UnaryOperator<Ledger> told, Outcome... outcomes) {
        return Arguments.of(name, told.apply(new Ledger()), List.of(outcomes));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stories")
    void tellsWhatThoseWhoSentItNeed(String name, Ledger ledger, List<Outcome> outcomes) {
        List<DeliveryStatus> events = events(ledger);
        assertEquals(outcomes, events.stream().map(DeliveryStatus::outcome).toList());
        events.forEach(event -> {
            // Of a claim that no longer holds the log has to be asked.
            assertEquals(name.equals("accepted late") && event.outcome() == Outcome.Accepted
                    ? Optional.empty()
                    : Optional.of(new Identity("/shop", "m-1")), event.message());
            assertEquals("email", event.channel());
            assertEquals(Ledger.time(event.offset()), event.time());
        });
    }

    @Test
    void saysWhoTriedAndWhy() {
        DeliveryStatus failed = events(new Ledger().claim(1, 1).failed(1, 1, AGAIN)).getFirst();
        assertEquals(1, failed.attempt());
        assertEquals("relay", failed.provider());
        assertEquals("r1", failed.revision());
        assertEquals(Optional.of(new DeliveryStatus.Error("Content", "552", "552 too large")), failed.error());
        assertEquals(AGAIN, failed.nextAttempt());
        assertEquals("shop/again/1",
                events(new Ledger().claim(1, 1, "shop/again/1").accepted(1, 1)).getFirst().job());
    }

    @Test
    void whoseProviderIsNotKnownHasNone() {
        Ledger ledger = new Ledger().claim(1, 1).failed(1, 1, AGAIN).claim(1, 2);
        DeliveryStatus late = events(ledger.accepted(1, 1, new ClaimId(7, 1))).getLast();
        assertEquals(Outcome.Accepted, late.outcome());
        assertEquals("", late.provider());
    }

    @Test
    void whatWasCarriedForwardIsNoEventAndHasNoNameUntilTheLogIsAsked() {
        Ledger ledger = new Ledger();
        List<DeliveryStatus> events = events(ledger.carriedClaim(1, 1, 1).accepted(1, 1));
        assertEquals(1, events.size());
        assertEquals(Optional.empty(), events.getFirst().message());
        assertEquals("relay", events.getFirst().provider());
    }

    @Test
    void whoBeginsAtTheStartFindsTheSameEvents() {
        Ledger ledger = new Ledger().claim(1, 1)
                .claim(2, 1)
                .accepted(2, 1)
                .takeover()
                .claim(3, 1)
                .failed(3, 1, AGAIN)
                .claim(4, 1)
                .accepted(4, 1)
                .accepted(1, 1, new ClaimId(7, 1))
                .claim(3, 2)
                .accepted(3, 2);
        List<DeliveryStatus> all = events(ledger);
        assertEquals(5, all.size());
        var events = new PartitionEvents("email", 3, new Start(0, Reducer.UNKNOWN_TAKEOVER));
        for (int i = 0; i < ledger.facts.size(); i++) {
            long published = i;
            Start start = events.start();
            assertTrue(start.offset() <= i);
            assertEquals(all.stream().filter(event -> event.offset() >= published).toList(),
                    events(ledger, start).stream().filter(event -> event.offset() >= published).toList(),
                    "from " + i + " on, read from " + start);
            events.apply(i, Ledger.time(i), ledger.facts.get(i));
        }
    }
}
