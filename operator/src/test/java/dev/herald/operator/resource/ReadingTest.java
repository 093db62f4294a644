package dev.herald.operator.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.api.Reason;
import dev.herald.operator.mock.Samples;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes of resources that were stored under a looser schema, or by a newer version. */
class ReadingTest {
    @Test
    void readsWhatIsRight() {
        assertTrue(Stored.of(channel(Samples.EMAIL)).spec().readable().isPresent());
        assertTrue(
                Stored.of(Serialization.unmarshal(Samples.PIPELINE, RawPipeline.class)).spec().readable().isPresent());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "port: 587       | port: lots         | Unreadable   | spec.providers[0].smtp.port: must be a whole number",
            "port: 587       | port: 5.5          | Unreadable   | spec.providers[0].smtp.port: must be a whole number",
            "port: 587       | port: 99999999999999999999 | Unreadable | spec.providers[0].smtp.port: ",
            "port: 587,      |                    | Unreadable   | spec.providers[0].smtp.port: is required",
            "type: Email     | type: Pigeon       | Unrecognised | spec.type: this version of Herald does not know \"Pigeon\"; write one of Email, Webhook, or upgrade Herald",
            "type: Email     | type: [Email]      | Unreadable   | spec.type: must be ",
            "type: Email     | type: Email, speed: 5 | Unrecognised | spec.speed: this version of Herald does not know the field; remove it, or upgrade Herald",
            "host: smtp.shop | host: {a: b}       | Unreadable   | spec.providers[0].smtp.host: must be a text",
            "{name: orders}  | orders             | Unreadable   | spec.pipelineRef: must be an object",
            "{position: Earliest} | {time: soon}  | Unreadable   | spec.startFrom.time: must be a time, such as 2026-11-23T08:00:00Z",})
    void saysWhichFieldIsWrongAndWhatIsExpected(String right, String wrong, Reason reason, String message) {
        String spec = Samples.EMAIL.replace("type: Email\n",
                "type: Email\n".replace(right, wrong == null ? "" : wrong.replace(", speed", "\n  speed")));
        String yaml = right.startsWith("type") ? spec : Samples.EMAIL.replace(right, wrong == null ? "" : wrong);

        Reading.Unreadable<?> unreadable = assertInstanceOf(Reading.Unreadable.class, Stored.of(channel(yaml)).spec());

        assertEquals(reason, unreadable.reason());
        assertTrue(unreadable.message().startsWith(message), unreadable.message());
    }

    @Test
    void aStatusThatCannotBeReadIsNone() {
        assertTrue(Stored.of(channel(Samples.EMAIL + "status: {replicas: many}\n")).status().isEmpty());
    }

    @Test
    void aSpecThatIsAbsentOrNoObjectIsTold() {
        for (String spec : new String[]{"", "spec: text\n", "spec: []\n"}) {
            RawChannel channel = channel(
                    "apiVersion: herald.dev/v1alpha1\nkind: Channel\nmetadata: {name: a, namespace: b, uid: c}\n"
                            + spec);

            assertInstanceOf(Reading.Unreadable.class, Stored.of(channel).spec());
        }
    }

    private static RawChannel channel(String yaml) {
        return Serialization.unmarshal(yaml, RawChannel.class);
    }
}
