package dev.herald.worker.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the message: a format gives it back as it was, or says at once which field it cannot hold. */
class EveryMessageTest {
    private static final int MESSAGES = 2_000;

    @ParameterizedTest
    @EnumSource(MessageFormat.class)
    void survivesEachFormatThatCanHoldIt(MessageFormat format) throws Exception {
        int held = 0;
        for (int seed = 0; seed < MESSAGES; seed++) {
            Message message = RandomMessages.of(seed);
            if (format != MessageFormat.JSON_V1 || beyondTheFirst(message).isEmpty()) {
                byte[] bytes = format.encode(message);
                assertEquals(message, format.decode(bytes), "seed " + seed);
                assertArrayEquals(bytes, format.encode(format.decode(bytes)), "seed " + seed);
                held++;
            }
        }
        assertTrue(held > MESSAGES / 10, "only " + held + " were tried");
    }

    @Test
    void isRefusedByTheFirstFormatWithTheFieldThatWouldBeLost() {
        int refused = 0;
        for (int seed = 0; seed < MESSAGES; seed++) {
            Message message = RandomMessages.of(seed);
            List<String> beyond = beyondTheFirst(message);
            if (!beyond.isEmpty()) {
                var refusal = assertThrows(InvalidFieldException.class, () -> MessageFormat.JSON_V1.encode(message),
                        "seed " + seed);
                assertEquals(beyond.getFirst(), refusal.field(), "seed " + seed);
                assertTrue(refusal.reason().endsWith("in json-v1"), refusal.reason());
                refused++;
            }
        }
        assertTrue(refused > MESSAGES / 10, "only " + refused + " were tried");
    }

    private static List<String> beyondTheFirst(Message message) {
        var fields = new ArrayList<String>();
        for (int i = 0; i < message.attachments().size(); i++) {
            Attachment attachment = message.attachments().get(i);
            if (attachment.contentId().isPresent()) {
                fields.add("attachments[" + i + "].contentId");
            }
            if (attachment.disposition() == Disposition.INLINE) {
                fields.add("attachments[" + i + "].disposition");
            }
        }
        message.tags().forEach((key, value) -> {
            if (!value.isEmpty()) {
                fields.add("tags." + key);
            }
        });
        return fields;
    }
}
