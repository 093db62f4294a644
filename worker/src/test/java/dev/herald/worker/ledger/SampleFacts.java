package dev.herald.worker.ledger;

import dev.herald.worker.ledger.Fact.CarriedForward.State;
import dev.herald.worker.provider.FailureKind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One fact of each kind, and those that reach an edge of the layout. */
final class SampleFacts {

    private static final Instant AT = Instant.parse("2026-11-23T08:00:00.123Z");
    private static final Instant DUE = Instant.parse("2026-11-23T08:05:00Z");
    private static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    private static final ClaimId CLAIM = new ClaimId(0x0102030405060708L, 0xF1F2F3F4F5F6F7F8L);
    private static final Unit UNIT = new Unit(300, 2);
    private static final Labels LABELS = new Labels("/shop/ü", "order-1", AT, Labels.Attachments.YES,
            List.of("invoice", "eu"), "json-v1");
    private static final Labels BARE = new Labels("", "", AT, Labels.Attachments.UNKNOWN, List.of(),
            Labels.UNKNOWN_FORMAT);

    private SampleFacts() {
    }

    static Map<String, Fact> all() {
        Map<String, Fact> facts = new LinkedHashMap<>();
        facts.put("takeover", new Fact.Takeover(ID, "email-sender-1", "3f9a1c22"));
        facts.put("claim",
                new Fact.Claim(128, 250, UNIT, 1, CLAIM, 3, "relay", "3f9a1c22", "shop/again/9be1c0aa", AT, LABELS));
        facts.put("claim-bare",
                new Fact.Claim(0, 1, new Unit(0, 0), 1, CLAIM, 1, "relay", "3f9a1c22", "", AT, BARE));
        facts.put("accepted", new Fact.Accepted(UNIT, 1, CLAIM, "250 queued as 4711", AT));
        facts.put("failed", new Fact.Failed(UNIT, 2, CLAIM, FailureKind.CONTENT, Optional.of(DUE), "552",
                "message content rejected", AT));
        facts.put("failed-finally",
                new Fact.Failed(UNIT, 9, CLAIM, FailureKind.NETWORK, Optional.empty(), "", "connect refused", AT));
        facts.put("ambiguous", new Fact.Ambiguous(UNIT, 1, CLAIM, Optional.of(DUE), "no answer", AT));
        facts.put("not-sent", new Fact.NotSent(UNIT, 1, CLAIM, "suspended"));
        facts.put("resolved-unknown", new Fact.ResolvedUnknown(128, UNIT, 1, CLAIM, Optional.empty()));
        facts.put("deferred", new Fact.Deferred(128, UNIT, DUE, LABELS));
        facts.put("listed", new Fact.Listed(128, Unit.whole(300), Fact.Listed.Reason.QUARANTINED, "",
                "recipients.email: empty", LABELS));
        facts.put("carried-forward", new Fact.CarriedForward(128, 4_000_000_000L, UNIT, State.CLAIMED, 2, Instant.EPOCH,
                CLAIM, 3, "relay", "3f9a1c22", "", BARE));
        facts.put("progress", new Fact.Progress(128, 301, 250, ID));
        facts.put("skipped",
                new Fact.Skipped(128, UNIT, 3, "shop/again/9be1c0aa", Fact.Skipped.Reason.ATTEMPT_TAKEN));
        return facts;
    }

    static Map<String, FeedRecord> feeds() {
        return Map.of("feed", new FeedRecord("shop/again/9be1c0aa", UNIT, 3, 1_000, false), "feed-release",
                new FeedRecord("shop/again/9be1c0aa", Unit.whole(300), 1, 1_000, true));
    }
}
