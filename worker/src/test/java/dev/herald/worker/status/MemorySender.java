package dev.herald.worker.status;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.FactFormat;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.Labels.Attachments;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.provider.FailureKind;

/** Writes what the sender that owns one partition of a channel would. */
final class MemorySender {

    private final MemoryLedgers ledgers;
    private final String channel;
    private final int partition;
    private final long takeover;
    private long next;
    private long claims;

    MemorySender(MemoryLedgers ledgers, String channel, int partition, Instant at) {
        this.ledgers = ledgers;
        this.channel = channel;
        this.partition = partition;
        this.takeover = append(at, new Fact.Takeover(new UUID(0, partition), channel + "-sender-0", "3f9a1c22"));
    }

    long append(Instant at, Fact fact) {
        return ledgers.append(channel, partition, at.toEpochMilli(), FactFormat.encode(fact));
    }

    /** So many messages, each attempted once. */
    void decide(Instant at, int messages, Attachments attachments, boolean accepted) {
        for (int i = 0; i < messages; i++) {
            decide(at, labels(at, attachments, List.of("invoice")), accepted);
        }
    }

    void decide(Instant at, Labels labels, boolean accepted) {
        var unit = new Unit(next++, 0);
        ClaimId id = claim(at, unit, labels);
        append(at, accepted
                ? new Fact.Accepted(unit, 1, id, "250 ok", at)
                : new Fact.Failed(unit, 1, id, FailureKind.CONTENT, Optional.empty(), "552", "message content rejected",
                        at));
    }

    private ClaimId claim(Instant at, Unit unit, Labels labels) {
        var id = new ClaimId(partition + 1, ++claims);
        append(at, new Fact.Claim(takeover, Long.MAX_VALUE, unit, 1, id, 1, "relay", "3f9a1c22", "", at, labels));
        return id;
    }

    /** A message that is taken in and waits for its time. */
    Unit defer(Instant at, Instant due) {
        var unit = new Unit(next++, 0);
        append(at, new Fact.Deferred(takeover, unit, due, labels(at, Attachments.NO, List.of())));
        return unit;
    }

    /** It is attempted. */
    void accept(Instant at, Unit unit) {
        ClaimId id = claim(at, unit, labels(at, Attachments.NO, List.of()));
        append(at, new Fact.Accepted(unit, 1, id, "250 ok", at));
    }

    static Labels labels(Instant at, Attachments attachments, List<String> tags) {
        return new Labels("shop", "1", at, attachments, tags, "json-v1");
    }
}
