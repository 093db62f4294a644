package dev.herald.worker.status.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Fact.Listed.Reason;
import dev.herald.worker.ledger.FactFormat;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.Labels.Attachments;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnreadableRecordException;
import dev.herald.worker.provider.FailureKind;
import dev.herald.worker.status.report.Channel.Totals;
import dev.herald.worker.status.rules.Decision;
import dev.herald.worker.status.rules.Decision.Verdict;

class ChannelLedgerTest {

    private static final Instant TIME = Instant.parse("2026-11-23T08:00:00Z");
    private static final Optional<Instant> LATER = Optional.of(TIME.plusSeconds(60));
    private static final Optional<Instant> NEVER = Optional.empty();
    private static final Labels LABELS = new Labels("shop", "1", TIME, Attachments.YES, List.of("invoice", "vip"),
            "json-v1");

    private final List<Long> asked = new ArrayList<>();
    private final ChannelLedger ledger = new ChannelLedger((_, takeover) -> {
        asked.add(takeover);
        return "77aa0b1c";
    });
    private long offset;
    private long takeover;

    @BeforeEach
    void begin() {
        ledger.begin(3, 0);
        takeover = offset;
        apply(new Fact.Takeover(UUID.randomUUID(), "sender-0", "3f9a1c22"));
    }

    private Optional<Decision> apply(Fact fact) {
        return ledger.apply(3, offset, TIME.toEpochMilli() + offset++, FactFormat.encode(fact));
    }

    private Optional<Instant> due(int second) {
        return ledger.unattempted(TIME.plusSeconds(second)).oldest();
    }

    @Test
    void knowsSinceWhenWhatWasNeverAttemptedIsDue() {
        Instant due = TIME.plusSeconds(100);
        apply(new Fact.Deferred(takeover, new Unit(5, 0), due, LABELS));
        apply(new Fact.Deferred(takeover, new Unit(6, 0), due.plusSeconds(100), LABELS));
        assertEquals(Optional.empty(), due(99));
        assertEquals(Optional.of(due), due(100));
        assertEquals(1, ledger.unattempted(due).count());
        assertEquals(2, ledger.unattempted(due.plusSeconds(100)).count());

        // A claim that was given back unsent: it was due when it was.
        ClaimId first = claim(5, 1, "");
        assertEquals(Optional.of(due.plusSeconds(100)), due(300));
        apply(new Fact.NotSent(new Unit(5, 0), 1, first, "suspended"));
        assertEquals(Optional.of(due), due(300));
        ClaimId second = claim(5, 1, "");
        apply(new Fact.Failed(new Unit(5, 0), 1, second, FailureKind.PROVIDER, LATER, "451", "later", TIME));
        assertEquals(Optional.of(due.plusSeconds(100)), due(300), "a retry was attempted");

        ClaimId never = claim(7, 1, "");
        apply(new Fact.NotSent(new Unit(7, 0), 1, never, "suspended"));
        assertEquals(Optional.of(TIME), due(300), "due since it was accepted");
        ClaimId replayed = claim(8, 1, "shop/again/1");
        apply(new Fact.NotSent(new Unit(8, 0), 1, replayed, "suspended"));
        assertEquals(2, ledger.unattempted(due.plusSeconds(200)).count(), "what a replay asked for is its affair");
    }

    @Test
    void knowsWhenWhatWasCarriedForwardIsDue() {
        apply(carried(5, ClaimId.NONE, TIME.plusSeconds(50)));
        apply(carried(6, new ClaimId(1, 1), Instant.EPOCH));
        assertEquals(2, ledger.unattempted(TIME.plusSeconds(60)).count());
        assertEquals(1, due(40).stream().filter(since -> since.isBefore(TIME.plusSeconds(1))).count());
    }

    private Fact carried(long message, ClaimId claim, Instant due) {
        return new Fact.CarriedForward(takeover, takeover, new Unit(message, 0), Fact.CarriedForward.State.PENDING, 1,
                due,
                claim, 1, "relay", "3f9a1c22", "", LABELS);
    }

    private ClaimId claim(long message, int attempt, String job) {
        ClaimId id = new ClaimId(message, offset);
        apply(new Fact.Claim(takeover, Long.MAX_VALUE, new Unit(message, 0), attempt, id, 1, "relay", "3f9a1c22", job,
                TIME, LABELS));
        return id;
    }

    private Optional<Decision> fail(long message, int attempt, ClaimId claim, FailureKind kind, Optional<Instant> due) {
        return apply(new Fact.Failed(new Unit(message, 0), attempt, claim, kind, due, "552", "content rejected", TIME));
    }

    private Optional<Decision> accept(long message, int attempt, ClaimId claim) {
        return apply(new Fact.Accepted(new Unit(message, 0), attempt, claim, "250 ok", TIME));
    }

    @Test
    void saysTheCodeOfAFailureOnce() {
        Fact failed = new Fact.Failed(new Unit(7, 0), 1, claim(7, 1, ""), FailureKind.CONTENT, LATER, "552",
                "552 5.3.4 too big", TIME);
        assertEquals("552 5.3.4 too big", apply(failed).orElseThrow().error());
    }

    @Test
    void makesADecisionOfEachOutcomeWithAllItsClasses() {
        ClaimId first = claim(7, 1, "");
        Decision failed = fail(7, 1, first, FailureKind.CONTENT, LATER).orElseThrow();
        assertEquals(new Decision.Unit(3, 7, 0), failed.unit());
        assertEquals(Verdict.Failed, failed.verdict());
        assertEquals(true, failed.again());
        assertEquals("552 content rejected", failed.error());
        assertEquals(TIME.toEpochMilli() + 2, failed.at());
        assertEquals("3f9a1c22", failed.revision());
        assertEquals("[attachments=true, tag=invoice, tag=vip, format=json-v1, provider=relay, revision=3f9a1c22]",
                failed.classes().toString());
        assertEquals(1, ledger.pending());

        Decision accepted = accept(7, 2, claim(7, 2, "")).orElseThrow();
        assertEquals(Verdict.Accepted, accepted.verdict());
        assertEquals(false, accepted.again());
        assertEquals(failed.classes(), accepted.classes());
        assertEquals(0, ledger.pending());
        assertEquals(new Totals(5, 1, 0, 0, 0), ledger.totals(5));
        assertEquals(Optional.of(TIME.plusMillis(4)), ledger.lastDecision());
    }

    @Test
    void tellsFailuresOfTheRecipientAndUnknownOutcomesApart() {
        assertEquals(Verdict.RecipientFailed,
                fail(1, 1, claim(1, 1, ""), FailureKind.RECIPIENT, NEVER).orElseThrow().verdict());
        assertEquals(Verdict.Failed,
                fail(2, 1, claim(2, 1, ""), FailureKind.NETWORK, NEVER).orElseThrow().verdict());
        assertEquals(Verdict.Unknown, apply(new Fact.Ambiguous(new Unit(3, 0), 1, claim(3, 1, ""), LATER, "reset",
                TIME)).orElseThrow().verdict());
        ClaimId lost = claim(4, 1, "");
        assertEquals(Verdict.Unknown, apply(new Fact.ResolvedUnknown(takeover, new Unit(4, 0), 1, lost, LATER))
                .orElseThrow()
                .verdict());
        assertEquals(new Totals(0, 0, 2, 2, 0), ledger.totals(0));
    }

    @Test
    void countsAnUndecodableMessageAndNoOtherThatIsListed() {
        Decision decision = apply(listed(1, Reason.QUARANTINED, "")).orElseThrow();
        assertEquals(Verdict.Undecodable, decision.verdict());
        assertEquals("attachments[0]: is not base64", decision.error());
        assertEquals("[attachments=true, tag=invoice, tag=vip, format=json-v1]", decision.classes().toString());
        for (Reason reason : List.of(Reason.EXPIRED, Reason.STALE, Reason.DUPLICATE)) {
            assertEquals(Optional.empty(), apply(listed(10 + reason.ordinal(), reason, "")));
        }
        assertEquals(1, ledger.totals(0).undecodable());
    }

    private Fact listed(long message, Reason reason, String job) {
        return listed(message, takeover, reason, job);
    }

    @Test
    void countsAnUndecodableMessageForTheRevisionThatHoldsThePartition() {
        assertEquals("3f9a1c22", apply(listed(1, Reason.QUARANTINED, "")).orElseThrow().revision());
        takeover = offset;
        apply(new Fact.Takeover(UUID.randomUUID(), "sender-1", "ab12cd34"));
        assertEquals("ab12cd34", apply(listed(2, Reason.QUARANTINED, "")).orElseThrow().revision());
        assertEquals(List.of(), asked);
    }

    @Test
    void looksUpOnceWhoTookThePartitionOverBeforeReadingBegan() {
        ledger.begin(3, 1_000);
        offset = 1_000;
        takeover = 900;
        assertEquals("77aa0b1c", apply(listed(1, Reason.QUARANTINED, "")).orElseThrow().revision());
        assertEquals("77aa0b1c", apply(listed(2, Reason.QUARANTINED, "")).orElseThrow().revision());
        assertEquals(List.of(900L), asked);
        // A claim says itself whose it is, and only its owner can make one.
        ledger.begin(3, 2_000);
        offset = 2_000;
        claim(3, 1, "");
        assertEquals("3f9a1c22", apply(listed(4, Reason.QUARANTINED, "")).orElseThrow().revision());
        assertEquals(List.of(900L), asked);
    }

    private static Fact listed(long message, long takeover, Reason reason, String job) {
        return new Fact.Listed(takeover, Unit.whole(message), reason, job, "attachments[0]: is not base64", LABELS);
    }

    @Test
    void leavesOutOfTheRulesWhatAReplaySent() {
        fail(1, 1, claim(1, 1, ""), FailureKind.CONTENT, NEVER);
        assertEquals(Optional.empty(), accept(1, 2, claim(1, 2, "shop/again/9be1c0aa")));
        assertEquals(1, ledger.totals(0).accepted());
    }

    @Test
    void countsNothingThatDoesNotCountForSenders() {
        ClaimId mine = claim(1, 1, "");
        ClaimId other = new ClaimId(99, 99);
        assertEquals(Optional.empty(), fail(1, 1, other, FailureKind.CONTENT, NEVER), "not the claim that holds");
        accept(1, 1, mine);
        assertEquals(Optional.empty(), accept(1, 1, mine), "accepted already");
        long old = takeover;
        takeover = offset;
        apply(new Fact.Takeover(UUID.randomUUID(), "sender-1", "3f9a1c22"));
        ClaimId fresh = new ClaimId(5, 5);
        apply(new Fact.Claim(old, Long.MAX_VALUE, new Unit(2, 0), 1, fresh, 1, "relay", "3f9a1c22", "", TIME, LABELS));
        assertEquals(Optional.empty(), fail(2, 1, fresh, FailureKind.CONTENT, NEVER), "claimed by an old owner");
        assertEquals(new Totals(0, 1, 0, 0, 0), ledger.totals(0));
    }

    @Test
    void knowsProgressFromTheLedger() {
        apply(new Fact.Progress(takeover, 42, 0, UUID.randomUUID()));
        assertEquals(42, ledger.progress(3));
        apply(new Fact.Progress(takeover + 1_000, 77, 0, UUID.randomUUID()));
        assertEquals(42, ledger.progress(3), "not the owner's");
        assertEquals(0, ledger.progress(1));
    }

    @Test
    void countsARecordThatIsNoFactAndGoesOn() {
        for (byte[] bad : List.of(new byte[0], new byte[]{1}, new byte[]{2, 1}, new byte[]{1, 99},
                new byte[]{1, 2, 3})) {
            assertThrows(UnreadableRecordException.class, () -> ledger.apply(3, offset++, TIME.toEpochMilli(), bad));
        }
        assertThrows(UnreadableRecordException.class, () -> ledger.apply(3, offset++, TIME.toEpochMilli(), null));
        assertEquals(6, ledger.malformed());
        accept(1, 1, claim(1, 1, ""));
        assertEquals(1, ledger.totals(0).accepted());
    }
}
