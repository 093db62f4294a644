package dev.herald.worker.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.worker.format.Attachment;
import dev.herald.worker.format.Message;
import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.format.UndecodableException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CanonicalTest {

    private static final Codec CODEC = new Catalogue();

    @Test
    void holdsEveryMemberOfAMessage() {
        JsonNode tree = Canonical.of(Messages.WITH_ATTACHMENT);
        assertEquals(members(Message.class), names(tree));
        Set<String> ofAttachments = members(Attachment.class);
        ofAttachments.remove("content");
        ofAttachments.addAll(Set.of("length", "sha256"));
        assertEquals(ofAttachments, names(tree.at("/attachments/0")));
    }

    @Test
    void tellsBytesByTheirLengthAndHash() {
        JsonNode file = Canonical.of(Messages.WITH_ATTACHMENT).at("/attachments/0");
        assertEquals(4, file.get("length").intValue());
        assertEquals("59208500d52950f5d532bd32a3a48f922fd48a63e231761bd465aeb56a0f21ef",
                file.get("sha256").textValue());
    }

    /** Also guards the golden samples: one that cannot be written would silently be missing. */
    @ParameterizedTest
    @EnumSource(MessageFormat.class)
    void isTheSameWhateverTheFormatOfAGoldenSample(MessageFormat format) throws UndecodableException {
        List<GoldenSamples.Golden> samples = GoldenSamples.in(List.of("email", "hooks"), List.of(format.key()), CODEC);
        List<GoldenSamples.Golden> first = GoldenSamples.in(List.of("email", "hooks"), List.of("json-v1"), CODEC);
        assertTrue(first.size() >= 4);
        Map<String, JsonNode> read = new HashMap<>();
        for (GoldenSamples.Golden sample : samples) {
            read.put(message(sample), Canonical.of(CODEC.decode(format.key(), sample.value())));
        }
        for (GoldenSamples.Golden sample : first) {
            assertEquals(Canonical.of(CODEC.decode("json-v1", sample.value())), read.get(message(sample)),
                    sample.name());
        }
    }

    /** What only newer formats hold is among the golden samples, too. */
    @Test
    void holdsWhatTheOldestFormatCannot() {
        assertTrue(GoldenSamples.in(List.of("email"), List.of("json-v2"), CODEC).size() > GoldenSamples
                .in(List.of("email"), List.of("json-v1"), CODEC)
                .size());
    }

    private static String message(GoldenSamples.Golden sample) {
        return sample.name().substring(0, sample.name().length() - sample.format().length() - 1);
    }

    private static Set<String> members(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(JsonNode tree) {
        var names = new TreeSet<String>();
        tree.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
