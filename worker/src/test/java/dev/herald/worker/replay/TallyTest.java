package dev.herald.worker.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Fact.Listed;
import dev.herald.worker.ledger.Fact.Skipped.Reason;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.provider.FailureKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TallyTest {

    private static final String JOB = "shop/again/1";
    private static final String OTHER = "shop/other/2";
    private static final Unit A = new Unit(0, 0);
    private static final Unit WHOLE = Unit.whole(7);
    private static final Unit FIRST = new Unit(7, 0);
    private static final Unit SECOND = new Unit(7, 1);

    private static Verdict verdict(Wish wish, Facts facts, long selected, long owner) {
        var tally = new Tally(JOB, List.of(wish), selected, owner);
        facts.read(selected, tally::apply);
        Standing standing = tally.standing();
        Verdict verdict = tally.verdict(wish.unit());
        assertEquals(Standing.of(Map.of(verdict, 1L), standing.trouble()), standing);
        assertTrue(standing.trouble().isPresent() || !verdict.isTrouble());
        assertEquals(verdict == Verdict.REMAINING, tally.isOpen(wish.unit()));
        List<Tally.Lost> lost = tally.lost();
        assertEquals(verdict.isUnrecoverable(), lost.contains(new Tally.Lost(wish.unit(), verdict)));
        return verdict;
    }

    static Stream<Arguments> whatBecomesOfAUnit() {
        return Stream.of(row("nothing yet", Verdict.REMAINING, it -> {
        }),
                row("claimed", Verdict.REMAINING, it -> it.claim(A, 2, JOB)),
                row("accepted", Verdict.SENT, it -> it.claim(A, 2, JOB).accepted(A, 2)),
                row("failed", Verdict.FAILED, it -> it.claim(A, 2, JOB).failed(A, 2)),
                row("failed by the recipient's fault", Verdict.REFUSED,
                        it -> it.claim(A, 2, JOB).failed(A, 2, FailureKind.RECIPIENT)),
                row("ambiguous", Verdict.UNKNOWN, it -> it.claim(A, 2, JOB).ambiguous(A, 2)),
                row("owner died while sending", Verdict.UNKNOWN,
                        it -> it.claim(A, 2, JOB).takeover().resolvedUnknown(A, 2)),
                row("owner died before the claim counted", Verdict.REMAINING,
                        it -> it.takeover().claim(A, 2, JOB, 1, 0)),
                row("resolved, and the word came late", Verdict.SENT,
                        it -> it.claim(A, 2, JOB).takeover().resolvedUnknown(A, 2).accepted(A, 2)),
                row("resolved, and the word came an hour late", Verdict.SENT,
                        it -> it.claim(A, 2, JOB)
                                .takeover()
                                .resolvedUnknown(A, 2)
                                .later(Duration.ofHours(1))
                                .takeover()
                                .accepted(A, 2)),
                row("owner was too slow with its claim for it to count", Verdict.REMAINING, it -> {
                    long view = it.end();
                    it.refused(new Unit(9, 0)).later(Duration.ofMinutes(11));
                    it.claimSeeing(view, A, 2, JOB).failed(A, 2);
                }),
                row("claimed and not sent", Verdict.REMAINING, it -> it.claim(A, 2, JOB).notSent(A, 2)),
                row("not sent at first", Verdict.SENT,
                        it -> it.claim(A, 2, JOB).notSent(A, 2).claim(A, 2, JOB).accepted(A, 2)),
                row("not sent, and then too old", Verdict.STALE,
                        it -> it.claim(A, 2, JOB).notSent(A, 2).listed(A, Listed.Reason.STALE)),
                row("not sent, and then expired", Verdict.EXPIRED,
                        it -> it.claim(A, 2, JOB).notSent(A, 2).listed(A, Listed.Reason.EXPIRED)),
                row("skipped as accepted", Verdict.ALREADY_ACCEPTED,
                        it -> it.skipped(A, 2, JOB, Reason.ALREADY_ACCEPTED)),
                row("skipped as stale", Verdict.STALE, it -> it.skipped(A, 2, JOB, Reason.STALE)),
                row("skipped as expired", Verdict.EXPIRED, it -> it.skipped(A, 2, JOB, Reason.EXPIRED)),
                row("skipped as undecodable", Verdict.UNDECODABLE, it -> it.skipped(A, 2, JOB, Reason.UNDECODABLE)),
                row("skipped twice", Verdict.EXPIRED,
                        it -> it.skipped(A, 2, JOB, Reason.EXPIRED).skipped(A, 2, JOB, Reason.EXPIRED)),
                row("fed twice and skipped the second time", Verdict.FAILED,
                        it -> it.claim(A, 2, JOB).failed(A, 2).skipped(A, 2, JOB, Reason.ATTEMPT_TAKEN)),
                row("skipped by an owner that had lost the partition", Verdict.REMAINING, it -> {
                    long before = it.owner();
                    it.takeover().add(new Fact.Skipped(before, A, 2, JOB, Reason.STALE));
                }),
                row("another replay's wish was skipped", Verdict.REMAINING,
                        it -> it.skipped(A, 2, OTHER, Reason.STALE)),
                row("another replay is at it", Verdict.REMAINING, it -> it.claim(A, 2, OTHER)),
                row("another replay was first", Verdict.SKIPPED,
                        it -> it.claim(A, 2, OTHER).skipped(A, 2, JOB, Reason.ATTEMPT_TAKEN)),
                row("another replay has sent it", Verdict.ALREADY_ACCEPTED, it -> it.claim(A, 2, OTHER).accepted(A, 2)),
                row("another replay failed, before it was fed", Verdict.REMAINING,
                        it -> it.claim(A, 2, OTHER).failed(A, 2)),
                row("the first attempt arrived after all", Verdict.ALREADY_ACCEPTED, it -> it.accepted(A, 1)),
                row("the first attempt arrived after all, and so did this", Verdict.SENT,
                        it -> it.claim(A, 2, JOB).accepted(A, 1).accepted(A, 2)),
                row("the first attempt arrived after all, and this failed", Verdict.ALREADY_ACCEPTED,
                        it -> it.claim(A, 2, JOB).accepted(A, 1).failed(A, 2)),
                row("others' units", Verdict.REMAINING,
                        it -> it.claim(new Unit(0, 1), 2, JOB).accepted(new Unit(0, 1), 2)));
    }

    private static Arguments row(String what, Verdict expected, Consumer<Facts> story) {
        return Arguments.of(what, expected, story);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource
    void whatBecomesOfAUnit(String what, Verdict expected, Consumer<Facts> story) {
        var facts = new Facts().refused(A);
        long selected = facts.end();
        story.accept(facts);
        assertEquals(expected, verdict(new Wish(A, 2), facts, selected, 0));
    }

    static Stream<Arguments> whatBecomesOfAMessageInQuarantine() {
        return Stream.of(row("nothing yet", Verdict.REMAINING, it -> {
        }),
                row("still undecodable", Verdict.UNDECODABLE, it -> it.skipped(WHOLE, 1, JOB, Reason.UNDECODABLE)),
                row("one of two recipients", Verdict.REMAINING,
                        it -> it.claim(FIRST, 1, JOB, 2, 0).accepted(FIRST, 1)),
                row("both recipients", Verdict.SENT,
                        it -> it.claim(FIRST, 1, JOB, 2, 0)
                                .claim(SECOND, 1, JOB, 2, 0)
                                .accepted(SECOND, 1)
                                .accepted(FIRST, 1)),
                row("one of both failed", Verdict.FAILED,
                        it -> it.claim(FIRST, 1, JOB, 2, 0)
                                .claim(SECOND, 1, JOB, 2, 0)
                                .failed(SECOND, 1)
                                .accepted(FIRST, 1)),
                row("too late for the second", Verdict.SENT,
                        it -> it.claim(FIRST, 1, JOB, 2, 0)
                                .skipped(SECOND, 1, JOB, Reason.STALE)
                                .accepted(FIRST, 1)),
                row("too late for all", Verdict.STALE,
                        it -> it.skipped(FIRST, 1, JOB, Reason.STALE).skipped(SECOND, 1, JOB, Reason.STALE)),
                row("another replay has released it", Verdict.ALREADY_ACCEPTED,
                        it -> it.claim(FIRST, 1, OTHER, 2, 0)
                                .claim(SECOND, 1, OTHER, 2, 0)
                                .accepted(FIRST, 1)
                                .accepted(SECOND, 1)),
                row("passed over as a whole, and others decide its recipients", Verdict.SKIPPED,
                        it -> it.skipped(WHOLE, 1, JOB, Reason.ATTEMPT_TAKEN)
                                .claim(FIRST, 1, "", 2, 0)
                                .claim(SECOND, 1, "", 2, 0)
                                .accepted(FIRST, 1)
                                .failed(SECOND, 1)),
                row("undecodable at first, then by a newer worker", Verdict.SENT,
                        it -> it.skipped(WHOLE, 1, JOB, Reason.UNDECODABLE)
                                .claim(FIRST, 1, JOB, 1, 0)
                                .accepted(FIRST, 1)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource
    void whatBecomesOfAMessageInQuarantine(String what, Verdict expected, Consumer<Facts> story) {
        var facts = new Facts().listed(WHOLE, Listed.Reason.QUARANTINED);
        long selected = facts.end();
        story.accept(facts);
        assertEquals(expected, verdict(new Wish(WHOLE, 1), facts, selected, 0));
    }

    @Test
    void addsUpAtEveryFactAndIsTheSameAfterAKillAtAnyPlace() {
        var facts = new Facts();
        List<Wish> wishes = Stream.iterate(0L, it -> it < 6, it -> it + 1)
                .map(offset -> new Wish(new Unit(offset, 0), 2))
                .toList();
        wishes.forEach(wish -> facts.refused(wish.unit()));
        long selected = facts.end();
        facts.claim(new Unit(0, 0), 2, JOB).accepted(new Unit(0, 0), 2);
        facts.claim(new Unit(1, 0), 2, OTHER).claim(new Unit(2, 0), 2, JOB);
        facts.skipped(new Unit(1, 0), 2, JOB, Reason.ATTEMPT_TAKEN).takeover().resolvedUnknown(new Unit(2, 0), 2);
        facts.skipped(new Unit(3, 0), 2, JOB, Reason.STALE).claim(new Unit(4, 0), 2, JOB).failed(new Unit(4, 0), 2);
        facts.accepted(new Unit(5, 0), 1);

        var tally = new Tally(JOB, wishes, selected, 0);
        facts.read(selected, (offset, at, fact) -> {
            tally.apply(offset, at, fact);
            assertEquals(6, tally.standing().counts().matched());
        });
        assertEquals(new Counts(1, 1, 1, 1, 1, 1, 0), tally.standing().counts());
        assertEquals(1, tally.standing().unrecoverable());
        assertEquals("552 no attachments", tally.standing().trouble().orElseThrow().text());
        assertEquals(List.of(new Tally.Lost(new Unit(3, 0), Verdict.STALE)), tally.lost());
        assertEquals(List.of(), tally.lost());
        var again = new Tally(JOB, wishes, selected, 0);
        facts.read(selected, again::apply);
        assertEquals(tally.standing(), again.standing());
    }
}
