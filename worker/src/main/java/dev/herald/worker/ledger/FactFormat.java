package dev.herald.worker.ledger;

import dev.herald.worker.ledger.Fact.Accepted;
import dev.herald.worker.ledger.Fact.Ambiguous;
import dev.herald.worker.ledger.Fact.CarriedForward;
import dev.herald.worker.ledger.Fact.Claim;
import dev.herald.worker.ledger.Fact.Deferred;
import dev.herald.worker.ledger.Fact.Failed;
import dev.herald.worker.ledger.Fact.Listed;
import dev.herald.worker.ledger.Fact.NotSent;
import dev.herald.worker.ledger.Fact.Progress;
import dev.herald.worker.ledger.Fact.ResolvedUnknown;
import dev.herald.worker.ledger.Fact.Skipped;
import dev.herald.worker.ledger.Fact.Takeover;
import dev.herald.worker.provider.FailureKind;

/** The bytes of a fact in the ledger: docs/formats.md, section 3. */
public final class FactFormat {

    /** The version this writes, and the newest it reads. */
    public static final int VERSION = 1;

    private static final Listed.Reason[] LISTED = Listed.Reason.values();
    private static final Skipped.Reason[] SKIPPED = Skipped.Reason.values();
    private static final CarriedForward.State[] CARRIED = CarriedForward.State.values();
    private static final FailureKind[] FAILURES = FailureKind.values();

    private FactFormat() {
    }

    public static byte[] encode(Fact fact) {
        return switch (fact) {
            case Takeover f -> begin(FactKind.TAKEOVER).id(f.owner()).text(f.worker()).text(f.revision()).toBytes();
            case Claim f -> begin(FactKind.CLAIM).number(f.takeover())
                    .number(f.view())
                    .unit(f.unit())
                    .number(f.attempt())
                    .claim(f.id())
                    .number(f.of())
                    .text(f.provider())
                    .text(f.revision())
                    .text(f.job())
                    .time(f.at())
                    .labels(f.labels())
                    .toBytes();
            case Accepted f -> end(FactKind.ACCEPTED, f).text(f.reference()).time(f.at()).toBytes();
            case Failed f -> end(FactKind.FAILED, f).choice(f.kind())
                    .time(f.nextDue())
                    .text(f.code())
                    .text(f.error())
                    .time(f.at())
                    .toBytes();
            case Ambiguous f -> end(FactKind.AMBIGUOUS, f).time(f.nextDue()).text(f.error()).time(f.at()).toBytes();
            case NotSent f -> end(FactKind.NOT_SENT, f).text(f.reason()).toBytes();
            case ResolvedUnknown f -> begin(FactKind.RESOLVED_UNKNOWN).number(f.takeover())
                    .unit(f.unit())
                    .number(f.attempt())
                    .claim(f.claim())
                    .time(f.nextDue())
                    .toBytes();
            case Deferred f -> begin(FactKind.DEFERRED).number(f.takeover())
                    .unit(f.unit())
                    .time(f.due())
                    .labels(f.labels())
                    .toBytes();
            case Listed f -> begin(FactKind.LISTED).number(f.takeover())
                    .unit(f.unit())
                    .choice(f.reason())
                    .text(f.job())
                    .text(f.text())
                    .labels(f.labels())
                    .toBytes();
            case CarriedForward f -> begin(FactKind.CARRIED_FORWARD).number(f.takeover())
                    .number(f.view())
                    .unit(f.unit())
                    .choice(f.state())
                    .number(f.attempt())
                    .time(f.due())
                    .claim(f.claim())
                    .number(f.of())
                    .text(f.provider())
                    .text(f.revision())
                    .text(f.job())
                    .labels(f.labels())
                    .toBytes();
            case Progress f -> begin(FactKind.PROGRESS).number(f.takeover())
                    .number(f.next())
                    .number(f.safePoint())
                    .id(f.topic())
                    .toBytes();
            case Skipped f -> begin(FactKind.SKIPPED).number(f.takeover())
                    .unit(f.unit())
                    .number(f.attempt())
                    .text(f.job())
                    .choice(f.reason())
                    .toBytes();
        };
    }

    /**
     * @throws UnreadableRecordException
     *             if the version or kind is unknown, or the record is cut short; the message says which
     */
    public static Fact decode(byte[] record) {
        return decode(record, null, true);
    }

    static Fact decode(byte[] record, Texts texts, boolean details) {
        FactKind kind = kindOf(record);
        RecordReader in = new RecordReader(kind.name(), record, texts, details);
        in.octet();
        in.octet();
        return switch (kind) {
            case TAKEOVER -> new Takeover(in.id(), in.text(), in.text());
            case CLAIM ->
                new Claim(in.number(), in.number(), in.unit(), in.count(), in.claim(), in.count(), in.text(), in.text(),
                        in.text(), in.time(), in.labels());
            case ACCEPTED -> new Accepted(in.unit(), in.count(), in.claim(), in.detail(), in.time());
            case FAILED ->
                new Failed(in.unit(), in.count(), in.claim(), in.choice(FAILURES), in.optionalTime(), in.text(),
                        in.detail(), in.time());
            case AMBIGUOUS ->
                new Ambiguous(in.unit(), in.count(), in.claim(), in.optionalTime(), in.detail(), in.time());
            case NOT_SENT -> new NotSent(in.unit(), in.count(), in.claim(), in.text());
            case RESOLVED_UNKNOWN ->
                new ResolvedUnknown(in.number(), in.unit(), in.count(), in.claim(), in.optionalTime());
            case DEFERRED -> new Deferred(in.number(), in.unit(), in.time(), in.labels());
            case LISTED ->
                new Listed(in.number(), in.unit(), in.choice(LISTED), in.text(), in.text(), in.labels());
            case CARRIED_FORWARD -> new CarriedForward(in.number(), in.number(), in.unit(), in.choice(CARRIED),
                    in.count(), in.time(), in.claim(), in.count(), in.text(), in.text(), in.text(), in.labels());
            case PROGRESS -> new Progress(in.number(), in.number(), in.number(), in.id());
            case SKIPPED -> new Skipped(in.number(), in.unit(), in.count(), in.text(), in.choice(SKIPPED));
        };
    }

    /**
     * The kind alone, for those who look for some facts among many.
     *
     * @throws UnreadableRecordException
     *             if the version or kind is unknown
     */
    public static FactKind kindOf(byte[] record) {
        if (record == null || record.length < 2) {
            throw new UnreadableRecordException("fact: a record of fewer than 2 bytes");
        }
        int version = record[0] & 0xFF;
        if (version != VERSION) {
            throw new UnreadableRecordException(
                    "fact: version " + version + " is not known, only " + VERSION + ": use a newer worker");
        }
        return FactKind.of(record[1] & 0xFF);
    }

    private static RecordWriter begin(FactKind kind) {
        return new RecordWriter().octet(VERSION).octet(kind.code());
    }

    private static RecordWriter end(FactKind kind, Fact.EndOfClaim end) {
        return begin(kind).unit(end.unit()).number(end.attempt()).claim(end.claim());
    }
}
