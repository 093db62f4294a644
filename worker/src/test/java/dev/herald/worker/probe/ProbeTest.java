package dev.herald.worker.probe;

import static dev.herald.worker.probe.Messages.PLAIN;
import static dev.herald.worker.probe.Messages.WITH_ATTACHMENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.herald.worker.config.ProbeConfig;
import dev.herald.worker.format.Message;
import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.format.UndecodableException;
import dev.herald.worker.probe.Census.Count;
import dev.herald.worker.probe.Census.Held;
import dev.herald.worker.probe.ProbeRecord.Evidence;
import dev.herald.worker.probe.ProbeRecord.Stratum;
import dev.herald.worker.probe.ProbeRecord.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both sides of a probe over one folder, without Kafka. */
class ProbeTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T08:00:00Z"));
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final String PIN = MessageFormat.JSON_V1.key();
    private static final String FORMAT = MessageFormat.CBOR_V1.key();

    @TempDir
    private Path path;

    private Messages messages = new Messages().add(PLAIN, MessageFormat.JSON_V1)
            .add(PLAIN.withTag("welcome", ""), MessageFormat.JSON_V1)
            .add(WITH_ATTACHMENT, MessageFormat.JSON_V1);
    private Codec serving = new Catalogue();
    private String pin = PIN;
    private String format = FORMAT;

    private ProbeRecord probe(Codec target) {
        var other = CompletableFuture.runAsync(() -> answer(target));
        ProbeRecord record = serve(LONG);
        other.join();
        return record;
    }

    private void answer(Codec target) {
        try {
            new TargetSide(new ProbeFolder(path), target).run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ProbeRecord serve(Duration timeout) {
        var config = new ProbeConfig("77aa0b1c-1", pin, format, List.of("email"), 200, timeout);
        try {
            return new ServingSide(config, messages, serving, new ProbeFolder(path), CLOCK).run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Stratum> byName(ProbeRecord record) {
        return record.strata().stream().collect(Collectors.toMap(Stratum::stratum, Function.identity()));
    }

    private static void assertVerdict(Verdict expected, ProbeRecord record) {
        assertEquals(expected, record.verdict(), record.toString());
        String json = new String(record.encode(), StandardCharsets.UTF_8);
        assertFalse(json.contains("Hello") || json.contains("@example"), "tells of a message: " + json);
    }

    private static void assertEvidence(Evidence expected, ProbeRecord record) {
        assertVerdict(Verdict.Failed, record);
        assertTrue(record.evidence().contains(expected), record.toString());
    }

    @Test
    void passesAnImageThatAgreesAndTellsOfAllStrata() {
        messages.addPending(PLAIN, MessageFormat.JSON_V1).quarantine(PIN);
        ProbeRecord record = probe(new Catalogue());
        assertVerdict(Verdict.Passed, record);
        assertEquals(new Catalogue().reads(), record.reads());
        assertEquals(new Catalogue().writes(), record.writes());
        assertEquals(List.of(), record.evidence());
        assertEquals(List.of(new Count(PIN, Held.log, 4), new Count(PIN, Held.pending, 1),
                new Count(PIN, Held.quarantine, 1)), record.census());
        assertEquals(new Stratum("attachments=true", 1, 0, 0), byName(record).get("attachments=true"));
        assertEquals(new Stratum("channel=email", 4, 1, 0), byName(record).get("channel=email"));
        assertEquals(new Stratum("tags=some", 0, 1, 0), byName(record).get("tags=some"));
    }

    @Test
    void writesTheRecordThatTheControlTopicIsPromised() throws IOException {
        JsonNode json = Json.read(probe(new Catalogue()).encode(), JsonNode.class);
        assertEquals(List.of("v", "verdict", "reads", "writes", "census", "strata", "evidence", "message", "at"),
                json.propertyStream().map(Map.Entry::getKey).toList());
        assertEquals(1, json.get("v").intValue());
        assertEquals("Passed", json.get("verdict").textValue());
        assertEquals("{\"format\":\"json-v1\",\"place\":\"log\",\"count\":3}", json.at("/census/0").toString());
        assertEquals("2026-11-23T08:00:00Z", json.get("at").textValue());
    }

    @Test
    void fillsWithGoldenSamplesWhatTheLogHasNoneOf() {
        messages = new Messages();
        ProbeRecord record = probe(new Catalogue());
        assertVerdict(Verdict.Passed, record);
        assertEquals(Set.of("attachments=true", "attachments=false", "tags=some", "tags=none", "channel=email",
                "format=" + PIN), byName(record).keySet());
        byName(record).values().forEach(it -> assertTrue(it.golden() > 0 && it.sampled() == 0, it.toString()));
    }

    @Test
    void failsAnImageThatLosesAttachmentsWithoutAnException() {
        ProbeRecord record = probe(Faulty.losingAttachments());
        assertEvidence(new Evidence("log/0@2", "attachments=true", "attachments", "1 became 0"), record);
        assertEquals(new Stratum("attachments=true", 1, 0, 1), byName(record).get("attachments=true"));
        assertEquals(0, byName(record).get("attachments=false").different());
        assertTrue(record.message().contains("attachments"), record.message());
    }

    @Test
    void failsItByAGoldenSampleWhenNoMessageHasAttachments() {
        messages = new Messages().add(PLAIN, MessageFormat.JSON_V1);
        assertEvidence(new Evidence("golden/attachments-json-v1", "attachments=true", "attachments", "3 became 0"),
                probe(Faulty.losingAttachments()));
    }

    @Test
    void failsAnImageThatLosesSomethingInWriting() {
        assertEvidence(
                new Evidence("log/0@2", "attachments=true", "attachments",
                        "written in json-v1: 1 became 0"),
                probe(new Faulty() {
                    @Override
                    public byte[] encode(String key, Message message) {
                        return super.encode(key, key.equals(PIN) ? message.withAttachments() : message);
                    }
                }));
    }

    @Test
    void failsAnImageThatUnderstandsOnlyItselfInWhatItWrites() {
        Codec target = new Faulty() {
            @Override
            public Message decode(String key, byte[] value) throws UndecodableException {
                return value[0] == '#' ? WITH_ATTACHMENT : super.decode(key, value);
            }

            @Override
            public byte[] encode(String key, Message message) {
                return message.equals(WITH_ATTACHMENT) ? new byte[]{'#'} : super.encode(key, message);
            }
        };
        ProbeRecord record = probe(target);
        assertVerdict(Verdict.Failed, record);
        String difference = record.evidence().getFirst().difference();
        assertTrue(difference.startsWith("written in json-v1: as the serving image reads it, cannot be read"),
                difference);
    }

    @Test
    void failsAnImageThatCannotReadTheFormatItIsToWriteLater() {
        messages = new Messages().add(WITH_ATTACHMENT, MessageFormat.JSON_V1);
        serving = new KnowingOnly(PIN);
        assertVerdict(Verdict.Passed, probe(new Catalogue()));
        clear();
        assertEvidence(new Evidence("log/0@0", "attachments=true", "attachments",
                "written in cbor-v1: 1 became 0"), probe(new Faulty() {
                    @Override
                    public Message decode(String key, byte[] value) throws UndecodableException {
                        Message message = super.decode(key, value);
                        return key.equals(FORMAT) ? message.withAttachments() : message;
                    }
                }));
    }

    @Test
    void failsAnImageThatLacksAFormatWhereverItIsHeld() {
        format = PIN;
        messages.addPending(PLAIN, MessageFormat.CBOR_V1).quarantine(FORMAT).quarantine(FORMAT);
        ProbeRecord record = probe(new KnowingOnly(PIN));
        assertVerdict(Verdict.Failed, record);
        assertTrue(
                record.message()
                        .startsWith(
                                "the new image does not read cbor-v1, which is held in log (1), pending (1), quarantine (2)"),
                record.message());
        assertEquals(List.of(PIN), record.reads());
    }

    @Test
    void failsAnImageThatDoesNotWriteWhatItShall() {
        ProbeRecord record = probe(new KnowingOnly(PIN));
        assertVerdict(Verdict.Failed, record);
        assertTrue(record.message().startsWith("the new image does not write cbor-v1"), record.message());
    }

    @Test
    void letsAnImageRetireAFormatThatNobodyHolds() {
        pin = FORMAT;
        messages = new Messages().add(PLAIN, MessageFormat.CBOR_V1);
        ProbeRecord record = probe(new KnowingOnly(FORMAT));
        assertVerdict(Verdict.Passed, record);
        assertEquals(new Stratum("format=json-v1", 0, 0, 0), byName(record).get("format=json-v1"));
    }

    @Test
    void findsNoDifferenceWhereTheServingImageCannotReadEither() {
        messages = new Messages().addBytes(MessageFormat.JSON_V1, new byte[]{'{'}).addUnknown();
        ProbeRecord record = probe(new Catalogue());
        assertVerdict(Verdict.Passed, record);
        assertTrue(record.message().endsWith("; 1 that the serving image cannot read say nothing"), record.message());
        Stratum email = byName(record).get("channel=email");
        assertTrue(email.sampled() == 0 && email.golden() > 0, "it takes no golden sample's place: " + email);
    }

    @Test
    void triesMessagesThatAreNestedAsDeepAsAnyMayBe() {
        JsonNode data = JsonNodeFactory.instance.textNode("deep");
        for (int i = 0; i < 990; i++) {
            data = JsonNodeFactory.instance.arrayNode().add(data);
        }
        messages = new Messages().add(PLAIN.withData(data), MessageFormat.JSON_V1);
        ProbeRecord record = probe(new Catalogue());
        assertVerdict(Verdict.Passed, record);
        assertEquals(1, byName(record).get("channel=email").sampled());
        assertFalse(record.message().contains("cannot"), record.message());
    }

    @Test
    void saysWhatTheNewImageCannotReadAndNothingOfTheMessage() {
        ProbeRecord record = probe(new Faulty() {
            @Override
            public Message decode(String key, byte[] value) throws UndecodableException {
                Message message = super.decode(key, value);
                if (!message.attachments().isEmpty()) {
                    throw new UndecodableException("recipients.eve@example.org[0]", "must not be eve@example.org");
                }
                throw new IllegalStateException("Hello of ada@example.org");
            }
        });
        assertEvidence(new Evidence("log/0@2", "attachments=true", "recipients.?", "must not be [address]"), record);
        assertEvidence(
                new Evidence("log/0@0", "attachments=false", "", "meets a defect: IllegalStateException"), record);
    }

    @Test
    void leavesOutOfAFormatWhatThatCannotHold() {
        messages = new Messages().add(PLAIN.withTag("tier", "gold"), MessageFormat.CBOR_V1);
        ProbeRecord record = probe(new Catalogue());
        assertVerdict(Verdict.Passed, record);
        assertTrue(record.message().endsWith("; 1 hold what json-v1 or cbor-v1 cannot"), record.message());
    }

    @Test
    void isInconclusiveWithoutACompleteCensusUnlessSomethingDiffers() {
        messages.unseen("not looked at in time: some 7 messages of orders");
        ProbeRecord record = probe(new Catalogue());
        assertVerdict(Verdict.Inconclusive, record);
        assertEquals("not looked at in time: some 7 messages of orders", record.message());
        clear();
        assertVerdict(Verdict.Failed, probe(Faulty.losingAttachments()));
    }

    @Test
    void isInconclusiveWhenTheNewImageDoesNotAnswer() {
        ProbeRecord record = serve(SHORT);
        assertVerdict(Verdict.Inconclusive, record);
        assertTrue(record.message().contains("never started"), record.message());
        assertEquals(List.of(), record.reads());

        new ProbeFolder(path).writeBegun(new Answer(1, "", List.of(PIN), List.of(PIN), ""));
        record = serve(SHORT);
        assertVerdict(Verdict.Inconclusive, record);
        assertTrue(record.message().contains("has come to 0 of"), record.message());
    }

    @Test
    void goesOnWithWhatIsLaidOutWhenItIsStartedAgain() {
        assertVerdict(Verdict.Inconclusive, serve(SHORT));
        answer(Faulty.losingAttachments());
        messages = new Messages();
        ProbeRecord record = serve(LONG);
        assertEvidence(new Evidence("log/0@2", "attachments=true", "attachments", "1 became 0"), record);
        assertEquals(List.of(new Count(PIN, Held.log, 3)), record.census());
    }

    @Test
    void refusesAFolderOfANewerVersionByName() throws IOException {
        serve(SHORT);
        Path manifest = path.resolve("manifest.json");
        String text = Files.readString(manifest);
        Files.writeString(manifest, text.replace("\"v\":1", "\"v\":2"));
        answer(new Catalogue());
        Files.writeString(manifest, text);
        ProbeRecord record = serve(LONG);
        assertVerdict(Verdict.Inconclusive, record);
        assertEquals("the new image did not answer: manifest.json is of version 2, and this image knows version 1",
                record.message());
    }

    @Test
    void isInconclusiveWhenTheAnswerIsNone() throws IOException {
        serve(SHORT);
        answer(new Catalogue());
        Files.writeString(path.resolve("answers/0.json"), "{");
        ProbeRecord record = serve(LONG);
        assertVerdict(Verdict.Inconclusive, record);
        assertTrue(record.message().contains("0.json is not what it should be"), record.message());
    }

    private void clear() {
        for (String file : List.of("manifest.json", "target.json", "answer.json")) {
            assertTrue(path.resolve(file).toFile().delete(), file);
        }
    }

    /** An image of one format. */
    private static final class KnowingOnly extends Faulty {
        private final String key;

        KnowingOnly(String key) {
            this.key = key;
        }

        @Override
        public List<String> reads() {
            return List.of(key);
        }

        @Override
        public List<String> writes() {
            return List.of(key);
        }

        @Override
        public Optional<String> formatOf(String contentType) {
            return super.formatOf(contentType).filter(key::equals);
        }
    }
}
