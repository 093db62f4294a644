package dev.herald.worker.send;

import static dev.herald.worker.kafka.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.herald.worker.config.ChannelType;
import dev.herald.worker.delivery.Moment;
import dev.herald.worker.format.Message;
import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.kafka.LogHeaders;
import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.provider.Delivery;
import dev.herald.worker.provider.Provider;
import dev.herald.worker.provider.SendResult;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class SendsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    private final List<Optional<SendResult>> answers = new CopyOnWriteArrayList<>();
    private final List<Delivery> made = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private Instant wall = NOW;
    private long monotonic;

    @Test
    void tellsWhatTheProviderSaid() {
        var accepted = new SendResult.Accepted("250 queued");
        send(delivery -> accepted);

        assertEquals(List.of(Optional.of(accepted)), answers);
        assertEquals(1, metrics.get("herald.sends").tag("outcome", "accepted").timer().count());
    }

    @Test
    void doesNotKnowHowFarAProviderCameThatThrows() {
        send(delivery -> {
            throw new IllegalStateException("a defect");
        });
        send(delivery -> {
            throw new StackOverflowError();
        });

        assertEquals(2, answers.size());
        answers.forEach(answer -> assertInstanceOf(SendResult.Ambiguous.class, answer.orElseThrow()));
        assertEquals(0, metrics.get("herald.sends.under.way").gauge().value());
    }

    @Test
    void sendsNothingWhenTheLeaseIsOverByTheTimeItsTurnComes() {
        monotonic = 1;
        send(delivery -> new SendResult.Accepted(""));
        monotonic = 0;
        wall = NOW.plusMillis(1);
        send(delivery -> new SendResult.Accepted(""));

        assertEquals(List.of(Optional.empty(), Optional.empty()), answers);
        assertEquals(List.of(), made);
    }

    private void send(Function<Delivery, SendResult> behaviour) {
        var provider = new Provider() {
            @Override
            public SendResult send(Delivery delivery, Duration deadline) {
                made.add(delivery);
                return behaviour.apply(delivery);
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
        var clocks = new Clocks(() -> wall, () -> monotonic);
        int before = answers.size();
        new Sends(provider, Duration.ofSeconds(10), clocks, new SendMetrics(metrics, "hooks", "sink"))
                .send(claim(), record(), now -> now.equals(new Moment(NOW, 0)), answers::add);
        await().until(() -> answers.size() > before);
    }

    private static LogRecord record() {
        var headers = new RecordHeaders();
        Map.of(LogHeaders.SPEC_VERSION, "1.0", LogHeaders.ID, "m-1", LogHeaders.SOURCE, "/shop", LogHeaders.TYPE,
                "order", LogHeaders.CONTENT_TYPE, MessageFormat.JSON_V1.mediaType(), LogHeaders.CHANNELS, "hooks")
                .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        var record = new LogRecord(new ConsumerRecord<>("orders", 0, 7, NOW.toEpochMilli(), TimestampType.CREATE_TIME,
                0, 0, null, MessageFormat.JSON_V1.encode(Message.to("hooks")), headers, Optional.empty()), "hooks",
                ChannelType.Webhook, true);
        record.content();
        return record;
    }

    private static Fact.Claim claim() {
        return new Fact.Claim(5, 5, new Unit(7, 0), 1, new ClaimId(1, 1), 1, "sink", "3f9a1c22", "", NOW,
                new Labels("/shop", "m-1", NOW, Labels.Attachments.UNKNOWN, List.of(), "json-v1"));
    }
}
