package dev.herald.worker.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** The field types of docs/formats.md, section 3, written one after another. */
final class RecordWriter {

    private byte[] bytes = new byte[160];
    private int length;

    RecordWriter octet(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    /** Unsigned LEB128. */
    RecordWriter number(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    RecordWriter text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
        return this;
    }

    RecordWriter id(UUID id) {
        return id(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    RecordWriter claim(ClaimId id) {
        return id(id.high(), id.low());
    }

    RecordWriter time(Instant time) {
        return number(time.toEpochMilli());
    }

    RecordWriter time(Optional<Instant> time) {
        return number(time.map(Instant::toEpochMilli).orElse(0L));
    }

    RecordWriter unit(Unit unit) {
        return number(unit.offset()).number(unit.recipient() + 1L);
    }

    /** Constants are numbered from 1 in the order of their declaration; the golden bytes hold that order. */
    RecordWriter choice(Enum<?> value) {
        return octet(value.ordinal() + 1);
    }

    RecordWriter labels(Labels labels) {
        text(labels.source()).text(labels.id()).time(labels.accepted()).octet(labels.attachments().ordinal());
        number(labels.tags().size());
        labels.tags().forEach(this::text);
        return text(labels.format());
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private RecordWriter id(long high, long low) {
        room(16);
        ByteBuffer.wrap(bytes, length, 16).putLong(high).putLong(low);
        length += 16;
        return this;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
