package dev.herald.worker.ingest;

import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.http.Answer;
import dev.herald.worker.http.Endpoint;
import dev.herald.worker.http.Incoming;
import dev.herald.worker.http.Incoming.BodyTooLargeException;
import dev.herald.worker.ingest.EventLog.LogUnavailableException;
import dev.herald.worker.ingest.EventLog.TooLargeException;
import dev.herald.worker.ingest.Refusal.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/** Takes a message: 202 when the log has it for good, or a refusal that says why and what to do. */
final class IngestEndpoint implements Endpoint {
    private static final byte[] ACCEPTED = "{\"accepted\":true}".getBytes(StandardCharsets.UTF_8);

    private final int maxMessageSize;
    private final BearerTokens tokens;
    private final MemoryBudget memory;
    private final Intake intake;
    private final EventLog eventLog;
    private final Supplier<LiveSettings> live;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final EventReader reader = new EventReader();

    /**
     * @param maxMessageSize
     *            of a record of the log, and so of a body, in bytes
     */
    IngestEndpoint(int maxMessageSize, BearerTokens tokens, MemoryBudget memory, Intake intake, EventLog eventLog,
            Supplier<LiveSettings> live, InstantSource clock, MeterRegistry metrics) {
        this.maxMessageSize = maxMessageSize;
        this.tokens = tokens;
        this.memory = memory;
        this.intake = intake;
        this.eventLog = eventLog;
        this.live = live;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public Answer answer(Incoming request) throws IOException {
        Timer.Sample took = Timer.start(metrics);
        try {
            take(request);
            took.stop(timer("accepted", ""));
            return new Answer(202, "application/json", ACCEPTED, Map.of());
        } catch (Refusal refusal) {
            took.stop(timer("refused", refusal.reason().text()));
            return refusal.answer();
        }
    }

    private void take(Incoming request) throws Refusal, IOException {
        if (!request.method().equals("POST")) {
            throw new Refusal(405, Reason.METHOD, "", "events are sent by POST");
        }
        tokens.check(request);
        long length = request.announcedLength().orElse((long) maxMessageSize);
        if (length > maxMessageSize) {
            throw bodyTooLarge();
        }
        try (var _ = memory.take(length)) {
            Event event = reader.read(request, request.body(maxMessageSize));
            eventLog.append(intake.accept(event, live.get(), clock.instant()));
        } catch (BodyTooLargeException e) {
            throw bodyTooLarge();
        } catch (TooLargeException e) {
            throw new Refusal(413, Reason.TOO_LARGE, "max.message.bytes",
                    "of the topic is less than eventLog.maxMessageSize of the pipeline, and this message lies between");
        } catch (LogUnavailableException e) {
            throw Refusal.later(Reason.LOG_UNAVAILABLE, "the log did not confirm the message (" + e.getMessage()
                    + "): send it again with the same id and source");
        }
    }

    private Refusal bodyTooLarge() {
        return Refusal.tooLarge("the body is larger", maxMessageSize);
    }

    private Timer timer(String outcome, String reason) {
        return Timer.builder("herald.ingest.requests")
                .description("requests to send a message, by what became of them, and how long they took")
                .tag("outcome", outcome)
                .tag("reason", reason)
                .serviceLevelObjectives(Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofMillis(100),
                        Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(10))
                .register(metrics);
    }
}
