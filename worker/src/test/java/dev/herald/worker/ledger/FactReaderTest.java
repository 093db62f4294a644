package dev.herald.worker.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FactReaderTest {

    private static final Map<String, Fact> FACTS = SampleFacts.all();

    @Test
    void readsEveryFactAsItIs() {
        var reader = new FactReader(true);
        for (int time = 0; time < 2; time++) {
            FACTS.forEach((name, fact) -> assertEquals(fact, reader.decode(FactFormat.encode(fact)), name));
        }
    }

    @Test
    void leavesOutWhatIsOfOneMessageAloneWhenNobodyAsksForIt() {
        var whole = assertInstanceOf(Fact.Claim.class, FACTS.get("claim"));
        Labels labels = whole.labels();
        Fact.Claim bare = assertInstanceOf(Fact.Claim.class,
                new FactReader(false).decode(FactFormat.encode(whole)));
        assertEquals(new Labels("", "", labels.accepted(), labels.attachments(), labels.tags(), labels.format()),
                bare.labels());
        assertEquals(new Fact.Claim(whole.takeover(), whole.view(), whole.unit(), whole.attempt(), whole.id(),
                whole.of(), whole.provider(), whole.revision(), whole.job(), whole.at(), bare.labels()), bare);
    }

    @Test
    void refusesACutRecordLikeAnyReader() {
        byte[] claim = FactFormat.encode(FACTS.get("claim"));
        for (int length = 0; length < claim.length; length++) {
            byte[] cut = Arrays.copyOf(claim, length);
            assertThrows(UnreadableRecordException.class, () -> new FactReader(false).decode(cut), "cut at " + length);
        }
    }

    @Test
    void aTextThatComesAgainIsHeldOnceAndNeverTakenForAnother() {
        var texts = new Texts();
        String first = text(texts, "relay");
        assertEquals("relay", first);
        assertSame(first, text(texts, "relay"));
        for (int i = 0; i < 10_000; i++) {
            assertEquals("tag-" + i, text(texts, "tag-" + i));
        }
        assertEquals("relay", text(texts, "relay"));
        assertEquals("ü".repeat(50), text(texts, "ü".repeat(50)));
        assertEquals("", text(texts, ""));
    }

    private static String text(Texts texts, String text) {
        byte[] octets = ("-" + text).getBytes(StandardCharsets.UTF_8);
        return texts.of(octets, 1, octets.length - 1);
    }
}
