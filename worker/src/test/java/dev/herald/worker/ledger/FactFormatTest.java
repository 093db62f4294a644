package dev.herald.worker.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FactFormatTest {

    private final byte[] claim = FactFormat.encode(SampleFacts.all().get("claim"));

    @Test
    void refusesANewerVersionByName() {
        claim[0] = 2;
        assertEquals("fact: version 2 is not known, only 1: use a newer worker", refusal(claim));
    }

    @Test
    void refusesAnUnknownKindByName() {
        claim[1] = 13;
        assertEquals("fact: kind 13 is not known, only 1 to 12: use a newer worker", refusal(claim));
    }

    @Test
    void refusesARecordCutShortAtAnyByte() {
        for (int length = 0; length < claim.length; length++) {
            byte[] cut = Arrays.copyOf(claim, length);
            assertThrows(UnreadableRecordException.class, () -> FactFormat.decode(cut), "cut at " + length);
        }
        assertEquals("CLAIM: cut short at byte 20 of 20",
                refusal(Arrays.copyOf(claim, 20)).replaceAll("byte \\d+", "byte 20"));
    }

    @Test
    void refusesAnyCorruptByteWithItsOwnExceptionOrReadsIt() {
        for (int at = 0; at < claim.length; at++) {
            byte[] corrupt = claim.clone();
            corrupt[at] ^= (byte) 0xFF;
            try {
                FactFormat.decode(corrupt);
            } catch (UnreadableRecordException e) {
                assertEquals(false, e.getMessage().isBlank());
            }
        }
    }

    @Test
    void ignoresWhatFollowsTheLastKnownField() {
        assertEquals(SampleFacts.all().get("claim"), FactFormat.decode(Arrays.copyOf(claim, claim.length + 7)));
    }

    @Test
    void tellsTheKindWithoutReadingTheRest() {
        assertEquals(FactKind.CLAIM, FactFormat.kindOf(Arrays.copyOf(claim, 2)));
    }

    @Test
    void refusesAFeedOfANewerVersion() {
        byte[] feed = FeedFormat.encode(SampleFacts.feeds().get("feed"));
        feed[0] = 3;
        assertEquals("feed: version 3 is not known, only 1: use a newer worker",
                assertThrows(UnreadableRecordException.class, () -> FeedFormat.decode(feed)).getMessage());
    }

    private static String refusal(byte[] record) {
        return assertThrows(UnreadableRecordException.class, () -> FactFormat.decode(record)).getMessage();
    }
}
