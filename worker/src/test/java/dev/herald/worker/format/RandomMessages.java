package dev.herald.worker.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Messages of every kind, each following from its seed. */
final class RandomMessages {
    private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);
    private static final int[] LINE = "aZ09 .,;:<>\"'=/\\@%ßéж請😀\u200d".codePoints().toArray();
    private static final int[] TEXT = "aZ09 <>\"\\\r\n\t\0\u2028\u007fé請😀".codePoints().toArray();
    private static final int[] TAG = "azAZ09._:/-".codePoints().toArray();
    private static final int[] CONTENT_ID = "azAZ09!#$%&'*+/=?^_`{|}~.-".codePoints().toArray();
    private static final List<String> MEDIA_TYPES = List.of("text/plain; charset=utf-8", "application/pdf", "a/b");

    private final Random random;

    private RandomMessages(long seed) {
        random = new Random(seed);
    }

    static Message of(long seed) {
        var random = new RandomMessages(seed);
        return new Message(random.recipients(), random.maybe(() -> random.text(LINE, 0, 60)),
                random.maybe(() -> random.text(TEXT, 0, 200)), random.maybe(() -> random.text(TEXT, 0, 200)),
                random.maybe(() -> random.json(3)).filter(json -> !json.isNull()), random.attachments(), random.tags(),
                random.maybe(random::time), random.maybe(random::time));
    }

    private Map<String, List<String>> recipients() {
        var recipients = new LinkedHashMap<String, List<String>>();
        for (int channels = random.nextInt(1, 4); channels > 0; channels--) {
            recipients.put("channel-" + channels,
                    IntStream.range(0, random.nextInt(4)).mapToObj(_ -> "x" + text(LINE, 1, 30)).toList());
        }
        return recipients;
    }

    private List<Attachment> attachments() {
        return IntStream.range(0, random.nextInt(4)).mapToObj(_ -> attachment()).toList();
    }

    private Attachment attachment() {
        byte[] content = new byte[random.nextBoolean() ? random.nextInt(4) : random.nextInt(2_000)];
        random.nextBytes(content);
        var attachment = new Attachment("x" + text(LINE, 1, 40), MEDIA_TYPES.get(random.nextInt(MEDIA_TYPES.size())),
                content);
        if (random.nextInt(4) == 0) {
            attachment = attachment.inline();
        }
        if (random.nextInt(4) == 0) {
            String id = text(CONTENT_ID, 1, 30);
            attachment = attachment.withContentId(random.nextBoolean() ? id : id + "@" + text(CONTENT_ID, 1, 30));
        }
        return attachment;
    }

    private Map<String, String> tags() {
        var tags = new LinkedHashMap<String, String>();
        for (int left = random.nextInt(5); left > 0; left--) {
            tags.put(text(TAG, 1, 64), random.nextInt(3) == 0 ? text(TAG, 0, 64) : "");
        }
        return tags;
    }

    private Instant time() {
        return Instant.ofEpochSecond(random.nextLong(250_000_000_000L), random.nextInt(1_000_000_000));
    }

    private JsonNode json(int depth) {
        return switch (random.nextInt(depth == 0 ? 7 : 9)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.numberNode(random.nextInt());
            case 3 -> JSON.numberNode(Long.MAX_VALUE - random.nextInt(Integer.MAX_VALUE));
            case 4 -> JSON.numberNode(new BigInteger(200, random).setBit(100));
            case 5 -> JSON.numberNode(new BigDecimal(new BigInteger(90, random), random.nextInt(1, 12)));
            case 6 -> JSON.textNode(text(TEXT, 0, 40));
            case 7 -> {
                var list = JSON.arrayNode();
                IntStream.range(0, random.nextInt(4)).forEach(_ -> list.add(json(depth - 1)));
                yield list;
            }
            default -> {
                var members = JSON.objectNode();
                IntStream.range(0, random.nextInt(4)).forEach(_ -> members.set(text(TEXT, 0, 12), json(depth - 1)));
                yield members;
            }
        };
    }

    private String text(int[] alphabet, int least, int most) {
        var text = new StringBuilder();
        for (int left = random.nextInt(least, most + 1); left > 0; left--) {
            text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString();
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }
}
