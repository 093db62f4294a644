package dev.herald.worker.control;

import static dev.herald.worker.kafka.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.format.MessageFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
    private static final Heartbeat HEARTBEAT = new Heartbeat("send", Optional.of("email"), "3f9a1c22",
            List.of("json-v1", "cbor-v1"), List.of("json-v1"), "json-v1", List.of(0, 7),
            new Heartbeat.Credentials(Heartbeat.Credentials.State.Rejected, "ab12cd34ef56", "535 no"), false,
            Optional.of(40_000L), START,
            START.plusSeconds(30));

    @Test
    void isReadAsItWasWritten() {
        assertEquals(HEARTBEAT, Heartbeat.decode(HEARTBEAT.encode()));
    }

    @Test
    void isWrittenAsTheFormatsSay() {
        assertEquals(
                "{\"v\":1,\"role\":\"send\",\"channel\":\"email\",\"revision\":\"3f9a1c22\","
                        + "\"reads\":[\"json-v1\",\"cbor-v1\"],\"writes\":[\"json-v1\"],\"pin\":\"json-v1\","
                        + "\"partitions\":[0,7],"
                        + "\"credentials\":{\"state\":\"Rejected\",\"fingerprint\":\"ab12cd34ef56\",\"message\":\"535 no\"},"
                        + "\"suspended\":false,\"rate\":40000,\"startedAt\":\"2026-11-23T08:00:00Z\",\"at\":\"2026-11-23T08:00:30Z\"}",
                new String(HEARTBEAT.encode(), StandardCharsets.UTF_8));
    }

    @Test
    void namesTheFormatsOfTheCatalogueOldestFirst() {
        assertEquals("json-v1", Heartbeat.formats().getFirst());
        assertEquals(MessageFormat.values().length, Heartbeat.formats().size());
        Heartbeat.formats().forEach(name -> assertEquals(name, MessageFormat.ofKey(name).orElseThrow().key()));
    }

    @Test
    void refusesAnotherVersionAndWhatIsNone() {
        for (String value : List.of("{\"v\":2}", "[]", "oops", "{\"v\":1}")) {
            assertThrows(IllegalArgumentException.class,
                    () -> Heartbeat.decode(value.getBytes(StandardCharsets.UTF_8)), value);
        }
    }

    @Test
    void isPublishedOnChangeOnlyWhenItSaysSomethingNewAndTakenBackAtTheEnd() {
        var producer = new MockProducer<byte[], byte[]>(true, null, new ByteArraySerializer(),
                new ByteArraySerializer());
        var state = new AtomicReference<>(HEARTBEAT);
        var publisher = new HeartbeatPublisher(producer, "orders.control", "email-1", state::get);
        publisher.start();
        publisher.changed();
        await().until(() -> producer.history().size() == 1);

        state.set(at(HEARTBEAT, START.plusSeconds(31), false));
        publisher.changed();
        state.set(at(HEARTBEAT, START.plusSeconds(32), true));
        publisher.changed();
        await().until(() -> producer.history().size() == 2);
        publisher.close();

        assertTrue(Heartbeat.decode(producer.history().get(1).value()).suspended());
        assertEquals(3, producer.history().size());
        assertNull(producer.history().getLast().value());
        assertEquals("worker/email-1",
                new String(producer.history().getLast().key(), StandardCharsets.UTF_8));
    }

    @Test
    void saysTheSameWheneverItIsSaid() {
        assertTrue(HEARTBEAT.saysSameAs(at(HEARTBEAT, START, false)));
        assertFalse(HEARTBEAT.saysSameAs(at(HEARTBEAT, START, true)));
    }

    private static Heartbeat at(Heartbeat it, Instant at, boolean suspended) {
        return new Heartbeat(it.role(), it.channel(), it.revision(), it.reads(), it.writes(), it.pin(),
                it.partitions(), it.credentials(), suspended, it.rate(), it.startedAt(), at);
    }
}
