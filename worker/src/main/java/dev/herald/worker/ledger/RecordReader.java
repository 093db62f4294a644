package dev.herald.worker.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The field types of docs/formats.md, section 3, read one after another. What follows the last known field is ignored. */
final class RecordReader {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final Labels.Attachments[] ATTACHMENTS = Labels.Attachments.values();

    private final byte[] in;
    private final String name;
    private final Texts texts;
    private final boolean details;
    private int position;

    /**
     * @param name
     *            what complaints call the record
     */
    RecordReader(String name, byte[] record) {
        this(name, record, null, true);
    }

    /**
     * @param texts
     *            where those that repeat are held; null: nowhere
     * @param details
     *            whether {@link #detail} reads at all
     */
    RecordReader(String name, byte[] record, Texts texts, boolean details) {
        this.name = name;
        this.in = record;
        this.texts = texts;
        this.details = details;
    }

    int octet() {
        if (position == in.length) {
            throw cutShort();
        }
        return in[position++] & 0xFF;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = octet();
            value |= (octet & 0x7FL) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw new UnreadableRecordException(name + ": a number of more than 64 bits at byte " + position);
    }

    int count() {
        long value = number();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new UnreadableRecordException(
                    name + ": " + Long.toUnsignedString(value) + " is too large a count at byte "
                            + position);
        }
        return (int) value;
    }

    /** One of which there are few in a ledger. */
    String text() {
        int from = pass(count());
        return texts == null
                ? new String(in, from, position - from, StandardCharsets.UTF_8)
                : texts.of(in, from, position - from);
    }

    /** One that is of this record alone. */
    String detail() {
        int from = pass(count());
        return details ? new String(in, from, position - from, StandardCharsets.UTF_8) : "";
    }

    private int pass(int length) {
        if (length > in.length - position) {
            throw cutShort();
        }
        position += length;
        return position - length;
    }

    UUID id() {
        return new UUID(eight(), eight());
    }

    ClaimId claim() {
        return new ClaimId(eight(), eight());
    }

    Instant time() {
        try {
            return Instant.ofEpochMilli(number());
        } catch (DateTimeException e) {
            throw new UnreadableRecordException(name + ": no time at byte " + position);
        }
    }

    Optional<Instant> optionalTime() {
        Instant time = time();
        return time.equals(Instant.EPOCH) ? Optional.empty() : Optional.of(time);
    }

    Unit unit() {
        return new Unit(number(), count() - 1);
    }

    <E extends Enum<E>> E choice(E[] values) {
        int code = octet();
        if (code < 1 || code > values.length) {
            throw new UnreadableRecordException(name + ": " + values[0].getDeclaringClass().getSimpleName() + " " + code
                    + " is not known, only 1 to " + values.length);
        }
        return values[code - 1];
    }

    Labels labels() {
        String source = detail();
        String id = detail();
        Instant accepted = time();
        int attachments = octet();
        List<String> tags = tags();
        return new Labels(source, id, accepted,
                attachments < ATTACHMENTS.length ? ATTACHMENTS[attachments] : Labels.Attachments.UNKNOWN, tags, text());
    }

    private List<String> tags() {
        int size = count();
        if (size == 0) {
            return List.of();
        }
        if (size == 1) {
            return List.of(text());
        }
        List<String> tags = new ArrayList<>(Math.min(size, 20));
        for (int i = 0; i < size; i++) {
            tags.add(text());
        }
        return tags;
    }

    private long eight() {
        return (long) LONG.get(in, pass(Long.BYTES));
    }

    private UnreadableRecordException cutShort() {
        return new UnreadableRecordException(name + ": cut short at byte " + position + " of " + in.length);
    }
}
