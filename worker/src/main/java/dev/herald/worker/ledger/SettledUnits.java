package dev.herald.worker.ledger;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;

/**
 * The order in which a reader forgets: what was settled first goes first, as soon as the window has passed it. Written as
 * differences from one to the next, a handful of bytes each, for there may be millions.
 */
final class SettledUnits {

    private static final int CHUNK = 64 * 1024;
    /** Four numbers of at most 10 bytes. */
    private static final int LARGEST = 40;

    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private final End added = new End();
    private final End taken = new End();
    private Settled head;

    /**
     * @param since
     *            ledger offset of the fact that settled it
     * @param keptUntil
     *            it may go when the window has passed this ledger offset
     * @param selectable
     *            a replay may have selected it since the reader knows it: it was settled as something else than accepted, or
     *            its message was taken in by others
     */
    record Settled(Unit unit, long since, long keptUntil, boolean selectable) {}

    /** One end of the queue: a place in a chunk, and what the differences count from. */
    private static final class End {
        private byte[] chunk = new byte[0];
        private int at;
        private long offset;
        private long since;
        private long count;

        boolean isFull() {
            return chunk.length - at < LARGEST;
        }

        void begin(byte[] next) {
            chunk = next;
            at = 0;
        }

        void write(long number) {
            long rest = number;
            for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
                chunk[at++] = (byte) (rest | 0x80);
            }
            chunk[at++] = (byte) rest;
        }

        long read() {
            long number = 0;
            for (int shift = 0;; shift += 7) {
                byte octet = chunk[at++];
                number |= (octet & 0x7FL) << shift;
                if (octet >= 0) {
                    return number;
                }
            }
        }

        void writeSigned(long number) {
            write(number << 1 ^ number >> 63);
        }

        long readSigned() {
            long number = read();
            return number >>> 1 ^ -(number & 1);
        }
    }

    void add(Settled settled) {
        if (added.isFull()) {
            added.begin(new byte[CHUNK]);
            chunks.add(added.chunk);
        }
        added.writeSigned(settled.unit().offset() - added.offset);
        added.write(settled.unit().recipient() + 1L << 1 | (settled.selectable() ? 1 : 0));
        added.writeSigned(settled.since() - added.since);
        added.writeSigned(settled.keptUntil() - settled.since());
        added.offset = settled.unit().offset();
        added.since = settled.since();
        added.count++;
    }

    /** Gives each whose time has come to {@code forget}; what that refuses is asked again a window later. */
    void forget(Window window, long offset, Predicate<Settled> forget) {
        while (hasHead() && !window.contains(head.keptUntil())) {
            Settled oldest = head;
            head = null;
            if (!forget.test(oldest)) {
                add(new Settled(oldest.unit(), oldest.since(), offset, oldest.selectable()));
            }
        }
    }

    private boolean hasHead() {
        if (head == null && taken.count < added.count) {
            if (taken.isFull()) {
                taken.begin(chunks.remove());
            }
            taken.offset += taken.readSigned();
            long recipient = taken.read();
            taken.since += taken.readSigned();
            head = new Settled(new Unit(taken.offset, (int) (recipient >>> 1) - 1), taken.since,
                    taken.since + taken.readSigned(), (recipient & 1) == 1);
            taken.count++;
        }
        return head != null;
    }
}
