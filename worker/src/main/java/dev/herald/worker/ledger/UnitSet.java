package dev.herald.worker.ledger;

import java.util.HashMap;
import java.util.Map;

/**
 * Units, at a bit each where they lie close together, as those of a log do: a message's recipient is one of many that bear its
 * index in neighbouring messages. In the worst case, of units far apart, one takes some 600 bytes.
 */
public final class UnitSet {

    private static final int BITS = 12;
    private static final int WORDS = 1 << BITS - 6;

    private final Map<Long, Chunk> chunks = new HashMap<>();
    private long lastKey = -1;
    private Chunk last;

    private static final class Chunk {
        private final long[] words = new long[WORDS];
        private int size;
    }

    public boolean contains(Unit unit) {
        Chunk chunk = chunk(key(unit));
        return chunk != null && (chunk.words[word(unit)] & bit(unit)) != 0;
    }

    public void add(Unit unit) {
        long key = key(unit);
        Chunk chunk = chunk(key);
        if (chunk == null) {
            chunk = new Chunk();
            chunks.put(key, chunk);
            lastKey = key;
            last = chunk;
        }
        if ((chunk.words[word(unit)] & bit(unit)) == 0) {
            chunk.words[word(unit)] |= bit(unit);
            chunk.size++;
        }
    }

    public void remove(Unit unit) {
        long key = key(unit);
        Chunk chunk = chunk(key);
        if (chunk == null || (chunk.words[word(unit)] & bit(unit)) == 0) {
            return;
        }
        chunk.words[word(unit)] &= ~bit(unit);
        chunk.size--;
        if (chunk.size == 0) {
            chunks.remove(key);
            last = null;
            lastKey = -1;
        }
    }

    private Chunk chunk(long key) {
        if (key != lastKey || last == null) {
            last = chunks.get(key);
            lastKey = key;
        }
        return last;
    }

    private static long key(Unit unit) {
        return unit.offset() >>> BITS << 32 | unit.recipient() & 0xFFFF_FFFFL;
    }

    private static int word(Unit unit) {
        return (int) (unit.offset() >>> 6) & WORDS - 1;
    }

    private static long bit(Unit unit) {
        return 1L << unit.offset();
    }
}
