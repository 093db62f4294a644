package dev.herald.worker.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MessageFormatTest {

    @ParameterizedTest(name = "{0} refused: {1} {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{}                                                              | recipients               | must be an object of lists by channel",
            "{\"recipients\":{}}                                             | recipients               | must name at least one channel",
            "{\"recipients\":[\"a@b\"]}                                      | recipients               | must be an object of lists by channel",
            "{\"recipients\":{\"email\":\"a@b\"}}                            | recipients.email         | must be a list of strings",
            "{\"recipients\":{\"email\":null}}                               | recipients.email         | must be a list of strings",
            "{\"recipients\":{\"email\":[\"a@b\",7]}}                        | recipients.email[1]      | must be a string",
            "{\"recipients\":{\"email\":[\"\"]}}                             | recipients.email[0]      | must not be empty",
            "{\"recipients\":{\"email\":[\"a@b\\r\\nRCPT TO:<c@d>\"]}}       | recipients.email[0]      | must not contain line breaks",
            "{\"recipients\":{\"e\":[]},\"subject\":\"a\\nBcc: x@y\"}        | subject                  | must not contain line breaks",
            "{\"recipients\":{\"e\":[]},\"subject\":\"a\\u2028b\"}           | subject                  | must not contain line breaks",
            "{\"recipients\":{\"e\":[]},\"subject\":\"\\ud800\"}             | subject                  | must be valid Unicode",
            "{\"recipients\":{\"e\":[]},\"text\":\"\\udc00\"}                | text                     | must be valid Unicode",
            "{\"recipients\":{\"e\":[]},\"data\":{\"x\":[\"\\udc00\"]}}      | data                     | must be valid Unicode",
            "{\"recipients\":{\"e\":[]},\"text\":1}                          | text                     | must be a string",
            "{\"recipients\":{\"e\":[]},\"html\":[]}                         | html                     | must be a string",
            "{\"recipients\":{\"e\":[]},\"tags\":\"a\"}                      | tags                     | must be a list",
            "{\"recipients\":{\"e\":[]},\"tags\":[\"a,b\"]}                  | tags[0]                  | must be 1 to 64 characters",
            "{\"recipients\":{\"e\":[]},\"deliverAfter\":\"tomorrow\"}       | deliverAfter             | must be a time like",
            "{\"recipients\":{\"e\":[]},\"expiresAt\":1700000000}            | expiresAt                | must be a string",
            "{\"recipients\":{\"e\":[]},\"attachments\":{}}                  | attachments              | must be a list",
            "{\"recipients\":{\"e\":[]},\"attachments\":[1]}                 | attachments[0]           | must be an object",
            "{\"recipients\":{\"e\":[]},\"attachments\":[{\"name\":\"a\"}]}  | attachments[0].contentType | is missing",
            "{\"recipients\":{\"e\":[]},\"attachments\":[{\"name\":\"a\\r\\nb\",\"contentType\":\"a/b\",\"content\":\"\"}]} | attachments[0].name | must not contain line breaks",
            "{\"recipients\":{\"e\":[]},\"attachments\":[{\"name\":\"a\",\"contentType\":\"a\",\"content\":\"\"}]}    | attachments[0].contentType | must be a media type",
            "{\"recipients\":{\"e\":[]},\"attachments\":[{\"name\":\"a\",\"contentType\":\"a/b\"}]}                   | attachments[0].content | is missing",
            "{\"recipients\":{\"e\":[]},\"attachments\":[{\"name\":\"a\",\"contentType\":\"a/b\",\"content\":\"*\"}]} | attachments[0].content | is not base64",
            "{\"recipients\":{\"e\":[]},\"attachments\":[{\"name\":\"a\",\"contentType\":\"a/b\",\"content\":5}]}     | attachments[0].content | must be a string in base64",
            "[]                                                              | ``                       | must be an object",
            "{\"recipients\":{\"e\":[]},\"recipients\":{\"f\":[]}}           | ``                       | cannot be read",
            "{\"recipients\":{\"e\":[]}} trailing                            | ``                       | cannot be read",
            "{\"recipients\":{\"e\":                                         | ``                       | cannot be read: JsonEOF at line 1"})
    void refusesWhatIsNoMessageAndNamesTheField(String json, String field, String reason) {
        var refusal = assertThrows(UndecodableException.class,
                () -> MessageFormat.JSON_V1.decode(json.getBytes(StandardCharsets.UTF_8)));

        assertEquals(field, refusal.field());
        assertTrue(refusal.reason().startsWith(reason), refusal.reason());
        assertFalse(refusal.getMessage().contains("a@b"), "quotes the input: " + refusal.getMessage());
    }

    @Test
    void refusesMoreThanTheLimits() {
        assertField("recipients.email", "{\"recipients\":{\"email\":[" + "\"a@b\",".repeat(1000) + "\"a@b\"]}}");
        assertField("subject", "{\"recipients\":{\"e\":[]},\"subject\":\"" + "x".repeat(999) + "\"}");
        assertField("tags", "{\"recipients\":{\"e\":[]},\"tags\":[" + "\"t\",".repeat(20) + "\"t\"]}");
        assertField("attachments", "{\"recipients\":{\"e\":[]},\"attachments\":["
                + "{\"name\":\"a\",\"contentType\":\"a/b\",\"content\":\"\"},".repeat(100)
                + "{\"name\":\"a\",\"contentType\":\"a/b\",\"content\":\"\"}]}");
    }

    private static void assertField(String field, String json) {
        assertEquals(field, assertThrows(UndecodableException.class,
                () -> MessageFormat.JSON_V1.decode(json.getBytes(StandardCharsets.UTF_8))).field());
    }

    @Test
    void ignoresUnknownFieldsAndTakesNullForAbsent() throws Exception {
        byte[] json = "{\"recipients\":{\"e\":[]},\"cc\":[\"x\"],\"subject\":null,\"tags\":null,\"attachments\":null}"
                .getBytes(StandardCharsets.UTF_8);

        assertEquals(Message.to("e"), MessageFormat.JSON_V1.decode(json));
    }

    @Test
    void theFirstVersionReadsWhatItHasAlwaysRead() throws Exception {
        Message message = MessageFormat.JSON_V1.decode(("""
                {"recipients":{"e":[]},"tags":["b","a","b"],"attachments":[{"name":"a","contentType":"a/b","content":"",
                 "contentId":"<not one>","disposition":7,"sha256":"00"}]}""").getBytes(StandardCharsets.UTF_8));

        assertEquals(List.of("b", "a"), message.tagLabels());
        assertEquals(List.of(new Attachment("a", "a/b", new byte[0])), message.attachments());
    }

    @ParameterizedTest(name = "{0} refused: {1} {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "\"tags\":[\"a\"]                      | tags                       | must be an object of strings by key",
            "\"tags\":{\"a,b\":\"\"}               | tags                       | must have keys of 1 to 64 characters",
            "\"tags\":{\"a\":null}                 | tags.a                     | must be a string",
            "\"tags\":{\"a\":\"b,c\"}              | tags.a                     | must be at most 64 characters",
            "\"tags\":{\"a\":\"b=c\"}              | tags.a                     | must be at most 64 characters",
            "\"attachments\":[{A,\"contentId\":\"<a@b>\"}]   | attachments[0].contentId   | must be like logo@example.org",
            "\"attachments\":[{A,\"contentId\":\"a\\r\\nb\"}] | attachments[0].contentId   | must be like logo@example.org",
            "\"attachments\":[{A,\"contentId\":\"\"}]        | attachments[0].contentId   | must be like logo@example.org",
            "\"attachments\":[{A,\"disposition\":\"Inline\"}] | attachments[0].disposition | must be attachment or inline",
            "\"attachments\":[{A},{A,\"sha256\":\"00\"}]    | attachments[1].sha256      | is not the SHA-256 of the content",
            "\"attachments\":[{A,\"sha256\":\"xyz\"}]       | attachments[0].sha256      | is not hex",
            "\"attachments\":[{A,\"sha256\":[]}]           | attachments[0].sha256      | must be a string in hex"})
    void theSecondVersionNamesTheFieldThatIsWrong(String members, String field, String reason) {
        String json = "{\"recipients\":{\"e\":[]},"
                + members.replace("{A", "{\"name\":\"a\",\"contentType\":\"a/b\",\"content\":\"AP8=\"") + "}";

        var refusal = assertThrows(UndecodableException.class,
                () -> MessageFormat.JSON_V2.decode(json.getBytes(StandardCharsets.UTF_8)));

        assertEquals(field, refusal.field());
        assertTrue(refusal.reason().startsWith(reason), refusal.reason());
    }

    @Test
    void theSecondVersionTakesAnAttachmentWithoutADigestAndOneInCapitals() throws Exception {
        var attachment = new Attachment("a", "a/b", new byte[]{0, -1});
        String digest = HexFormat.of().withUpperCase().formatHex(attachment.sha256());
        for (String member : List.of("", ",\"sha256\":null", ",\"sha256\":\"" + digest + "\"")) {
            assertEquals(Message.to("e").withAttachments(attachment), MessageFormat.JSON_V2.decode(
                    ("{\"recipients\":{\"e\":[]},\"attachments\":[{\"name\":\"a\",\"contentType\":\"a/b\","
                            + "\"disposition\":\"attachment\",\"content\":\"AP8=\"" + member + "}]}")
                            .getBytes(StandardCharsets.UTF_8)));
        }
    }

    @ParameterizedTest
    @EnumSource(value = MessageFormat.class, names = {"JSON_V2", "CBOR_V1"})
    void contentThatWasChangedOnTheWayIsFound(MessageFormat format) throws Exception {
        byte[] content = "0123456789".repeat(30).getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = format.encode(Message.to("e").withAttachments(new Attachment("a", "a/b", content)));
        // Inside the content, in base64 as well as in bytes.
        int place = bytes.length - 100;
        bytes[place] = (byte) (bytes[place] == 'M' ? 'N' : 'M');

        assertEquals("attachments[0].sha256",
                assertThrows(UndecodableException.class, () -> format.decode(bytes)).field());
    }

    @Test
    void cborHoldsTheBytesOfAnAttachmentAsTheyAre() throws Exception {
        byte[] content = new byte[100_000];
        new Random(7).nextBytes(content);
        Message message = Message.to("e").withAttachments(new Attachment("a", "a/b", content));

        assertTrue(MessageFormat.CBOR_V1.encode(message).length < 100_150);
        assertArrayEquals(content,
                MessageFormat.CBOR_V1.decode(MessageFormat.CBOR_V1.encode(message)).attachments().getFirst().content());
    }

    @Test
    void cborRefusesBase64TextForBytesAndBytesInTheData() throws Exception {
        var cbor = new ObjectMapper(new CBORFactory());
        ObjectNode text = cbor.createObjectNode();
        text.putObject("recipients").putArray("e");
        text.putArray("attachments").addObject().put("name", "a").put("contentType", "a/b").put("content", "AAAA");
        ObjectNode digest = cbor.createObjectNode();
        digest.putObject("recipients").putArray("e");
        digest.putArray("attachments")
                .addObject()
                .put("name", "a")
                .put("contentType", "a/b")
                .put("content", new byte[0])
                .put("sha256", "00".repeat(32));
        ObjectNode data = cbor.createObjectNode();
        data.putObject("recipients").putArray("e");
        data.putObject("data").put("raw", new byte[]{1});
        ObjectNode notANumber = cbor.createObjectNode();
        notANumber.putObject("recipients").putArray("e");
        notANumber.put("data", Double.NaN);

        assertEquals("attachments[0].content", refusedField(cbor.writeValueAsBytes(text)));
        assertEquals("attachments[0].sha256", refusedField(cbor.writeValueAsBytes(digest)));
        assertEquals("data", refusedField(cbor.writeValueAsBytes(data)));
        assertEquals("data", refusedField(cbor.writeValueAsBytes(notANumber)));
    }

    private static String refusedField(byte[] cbor) {
        return assertThrows(UndecodableException.class, () -> MessageFormat.CBOR_V1.decode(cbor)).field();
    }

    @ParameterizedTest
    @EnumSource(MessageFormat.class)
    void garbageIsUndecodableWhateverItIs(MessageFormat format) {
        var random = new Random(42);
        byte[] good = format.encode(Samples.of(format).values().stream().toList().getLast());
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = good.clone();
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                format.encode(format.decode(bytes));
            } catch (UndecodableException e) {
                assertFalse(e.reason().isEmpty());
            }
        }
    }

    @Test
    void isFoundByContentTypeWhateverItsCaseAndParameters() {
        assertEquals(Optional.of(MessageFormat.JSON_V1),
                MessageFormat.ofContentType("Application/vnd.herald.message.v1+JSON; charset=utf-8"));
        assertEquals(Optional.empty(), MessageFormat.ofContentType("application/vnd.herald.message.v3+json"));
        assertEquals(Optional.of(MessageFormat.CBOR_V1), MessageFormat.ofKey("cbor-v1"));
        assertEquals(Optional.empty(), MessageFormat.ofKey("Newest"));
    }

    @Test
    void theCatalogueIsInTheOrderOfRelease() {
        assertEquals(List.of("json-v1", "json-v2", "cbor-v1"), MessageFormat.names());
        assertTrue(MessageFormat.JSON_V2.isNewerThan(MessageFormat.JSON_V1));
        assertFalse(MessageFormat.JSON_V2.isNewerThan(MessageFormat.JSON_V2));
        assertFalse(MessageFormat.JSON_V2.isNewerThan(MessageFormat.CBOR_V1));
    }

    @ParameterizedTest
    @EnumSource(MessageFormat.class)
    void aReaderOfOneFormatIsNeverHandedAnother(MessageFormat format) {
        assertEquals(Optional.of(format), MessageFormat.ofContentType(format.mediaType()));
        for (MessageFormat other : MessageFormat.values()) {
            assertEquals(other == format, format.mediaType().startsWith(other.mediaType()),
                    "a reader that knows only " + other + " must not take " + format + " for its own");
        }
    }
}
