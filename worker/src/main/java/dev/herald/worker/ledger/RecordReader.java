package dev.herald.worker.ledger;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The field types of docs/formats.md, section 3, read one after another. What follows the last known field is ignored. */
final class RecordReader {

    private final ByteBuffer in;
    private final String name;

    /**
     * @param name
     *            what complaints call the record
     */
    RecordReader(String name, byte[] record) {
        this.name = name;
        this.in = ByteBuffer.wrap(record);
    }

    int octet() {
        try {
            return in.get() & 0xFF;
        } catch (BufferUnderflowException e) {
            throw cutShort();
        }
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
        throw new UnreadableRecordException(name + ": a number of more than 64 bits at byte " + in.position());
    }

    int count() {
        long value = number();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new UnreadableRecordException(
                    name + ": " + Long.toUnsignedString(value) + " is too large a count at byte "
                            + in.position());
        }
        return (int) value;
    }

    String text() {
        int length = count();
        if (length > in.remaining()) {
            throw cutShort();
        }
        String text = new String(in.array(), in.position(), length, StandardCharsets.UTF_8);
        in.position(in.position() + length);
        return text;
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
            throw new UnreadableRecordException(name + ": no time at byte " + in.position());
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
        String source = text();
        String id = text();
        Instant accepted = time();
        int attachments = octet();
        Labels.Attachments[] known = Labels.Attachments.values();
        int size = count();
        List<String> tags = new ArrayList<>(Math.min(size, 20));
        for (int i = 0; i < size; i++) {
            tags.add(text());
        }
        return new Labels(source, id, accepted,
                attachments < known.length ? known[attachments] : Labels.Attachments.UNKNOWN, tags, text());
    }

    private long eight() {
        try {
            return in.getLong();
        } catch (BufferUnderflowException e) {
            throw cutShort();
        }
    }

    private UnreadableRecordException cutShort() {
        return new UnreadableRecordException(name + ": cut short at byte " + in.position() + " of " + in.limit());
    }
}
