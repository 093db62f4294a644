package dev.herald.worker.ledger;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Texts that come again and again, each held once: the claims of a ledger name the same few providers, revisions and tags.
 * A text takes the place of another that falls on it. Not for many threads.
 */
final class Texts {

    private static final int PLACES = 256;
    private static final int LONGEST = 64;

    private final byte[][] octets = new byte[PLACES][];
    private final String[] texts = new String[PLACES];

    /** The text of these UTF-8 bytes. */
    String of(byte[] record, int from, int length) {
        if (length == 0) {
            return "";
        }
        if (length > LONGEST) {
            return new String(record, from, length, StandardCharsets.UTF_8);
        }
        int hash = length;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + record[i];
        }
        int place = (hash ^ hash >>> 8) & PLACES - 1;
        byte[] known = octets[place];
        if (known == null || !Arrays.equals(known, 0, known.length, record, from, from + length)) {
            octets[place] = Arrays.copyOfRange(record, from, from + length);
            texts[place] = new String(record, from, length, StandardCharsets.UTF_8);
        }
        return texts[place];
    }
}
