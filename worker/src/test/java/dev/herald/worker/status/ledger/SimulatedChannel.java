package dev.herald.worker.status.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.FactFormat;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.Labels.Attachments;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.provider.FailureKind;
import dev.herald.worker.status.backlog.Backlog;
import dev.herald.worker.status.scaling.ScalingFigures;

/** Log and ledger of a channel as they are written, millisecond by millisecond, and a reader of both. */
final class SimulatedChannel {

    static final String NAME = "email";
    static final Instant START = Instant.parse("2026-11-23T08:00:00Z");

    private record Written(int partition, long offset, long time, byte[] fact) {}

    private record Logged(int partition, long offset, long time, long due) {}

    /** What a status worker knows. */
    static final class Reader {
        private final ChannelLedger ledger = new ChannelLedger((_, _) -> "");
        private final Backlog log = new Backlog();

        /** Begins at an offset of each partition's ledger. */
        Reader(int partitions, long from) {
            log.follow(Set.of(NAME));
            for (int partition = 0; partition < partitions; partition++) {
                ledger.begin(partition, from);
            }
        }

        private void read(Written record) {
            ledger.apply(record.partition, record.offset, record.time, record.fact);
        }

        private void read(Logged record) {
            log.arrived(record.partition, record.offset, record.time, record.due, List.of(NAME));
        }

        void progress(int partition, long next) {
            log.progress(NAME, partition, next);
        }

        Optional<ScalingFigures> unfinished(Instant at) {
            return ledger.scaling(log.scaling(NAME, ledger::takenIn, at), at);
        }

        ScalingFigures figures(Instant at) {
            ledger.complete();
            return unfinished(at).orElseThrow();
        }
    }

    private final List<Written> facts = new ArrayList<>();
    private final List<Logged> messages = new ArrayList<>();
    private final long[] takeovers;
    private final long[] offsets;
    private final long[] logOffsets;
    private final Reader reader;
    private long claims;
    long millis;

    SimulatedChannel(int partitions) {
        takeovers = new long[partitions];
        offsets = new long[partitions];
        logOffsets = new long[partitions];
        reader = new Reader(partitions, 0);
        for (int partition = 0; partition < partitions; partition++) {
            takeOver(partition);
        }
    }

    Reader reader() {
        return reader;
    }

    Instant now() {
        return START.plusMillis(millis);
    }

    ScalingFigures figures() {
        return reader.figures(now());
    }

    /** Another reader, of the ledger from an offset on and of what the log took from a time on. */
    Reader again(long from, Instant logFrom) {
        var again = new Reader(offsets.length, from);
        messages.stream().filter(message -> message.time >= logFrom.toEpochMilli()).forEach(again::read);
        facts.stream().filter(fact -> fact.offset >= from).forEach(again::read);
        return again;
    }

    long takeOver(int partition) {
        takeovers[partition] = append(partition, new Fact.Takeover(new UUID(0, 1), "sender-0", "3f9a1c22"));
        return takeovers[partition];
    }

    long append(int partition, Fact fact) {
        var record = new Written(partition, offsets[partition]++, now().toEpochMilli(), FactFormat.encode(fact));
        facts.add(record);
        reader.read(record);
        return record.offset;
    }

    /** A message that asks to be sent so many milliseconds from now. */
    long arrive(int partition, long delay) {
        var message = new Logged(partition, logOffsets[partition]++, now().toEpochMilli(),
                now().plusMillis(delay).toEpochMilli());
        messages.add(message);
        reader.read(message);
        return message.offset;
    }

    void defer(int partition, long message, Instant due) {
        append(partition, new Fact.Deferred(takeovers[partition], new Unit(message, 0), due, labels(now())));
    }

    void list(int partition, long message) {
        append(partition, new Fact.Listed(takeovers[partition], Unit.whole(message), Fact.Listed.Reason.EXPIRED, "",
                "timeToLive", labels(now())));
    }

    /** For a message with so many recipients. */
    ClaimId claim(int partition, Unit unit, int attempt, int recipients, String job, Instant accepted) {
        var id = new ClaimId(7, ++claims);
        append(partition, new Fact.Claim(takeovers[partition], Long.MAX_VALUE, unit, attempt, id, recipients, "relay",
                "3f9a1c22", job, now(), labels(accepted)));
        return id;
    }

    ClaimId claim(int partition, long message, int attempt) {
        return claim(partition, new Unit(message, 0), attempt, 1, "", now());
    }

    void accept(int partition, long message, int attempt, ClaimId id) {
        append(partition, new Fact.Accepted(new Unit(message, 0), attempt, id, "250 ok", now()));
    }

    void fail(int partition, long message, int attempt, ClaimId id, Optional<Instant> next) {
        append(partition, new Fact.Failed(new Unit(message, 0), attempt, id, FailureKind.PROVIDER, next, "451",
                "try again later", now()));
    }

    Fact unknown(int partition, Unit unit, int attempt, ClaimId id, Optional<Instant> next) {
        return new Fact.ResolvedUnknown(takeovers[partition], unit, attempt, id, next);
    }

    void carry(int partition, long message, Fact.CarriedForward.State state, int attempt, Instant due, ClaimId id) {
        append(partition, new Fact.CarriedForward(takeovers[partition], takeovers[partition], new Unit(message, 0),
                state, attempt, due, id, 1, "relay", "3f9a1c22", "", labels(now())));
    }

    static Labels labels(Instant accepted) {
        return new Labels("shop", "1", accepted, Attachments.NO, List.of(), "json-v1");
    }
}
