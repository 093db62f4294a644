package dev.herald.worker.status;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.herald.worker.config.ChannelType;
import dev.herald.worker.config.DeliveryPolicy;
import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.config.LiveSettings.ChannelSettings;
import dev.herald.worker.config.LiveSettings.OnUnknown;
import dev.herald.worker.config.LiveSettings.Rule;
import dev.herald.worker.status.backlog.Backlog;
import dev.herald.worker.status.control.ControlState;
import dev.herald.worker.status.control.ControlWriter;
import dev.herald.worker.status.ledger.LedgerWatch;
import dev.herald.worker.status.ledger.TakeoverRecords;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The part of a status worker that reads ledgers and judges, over ledgers and a control topic in memory. */
final class LedgerStatus {

    private static final DeliveryPolicy DELIVERY = new DeliveryPolicy(8, DeliveryPolicy.BackoffPolicy.Exponential,
            Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofHours(72));

    // Kafka's own, which keeps what it is given: the control topic, which outlives a status worker.
    private final MockProducer<byte[], byte[]> control;
    private final LiveSettings live;
    private final MemoryLedgers ledgers;
    private final InstantSource clock;
    final Backlog backlog = new Backlog();
    final LedgerWatch watch;

    /**
     * A first one.
     *
     * @param evaluated
     *            up to when rules have been judged
     */
    LedgerStatus(MemoryLedgers ledgers, Collection<String> channels, List<Rule> rules, Instant evaluated,
            InstantSource clock) {
        this(ledgers, settings(channels, rules), evaluated, clock,
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    private LedgerStatus(MemoryLedgers ledgers, LiveSettings live, Instant evaluated, InstantSource clock,
            MockProducer<byte[], byte[]> control) {
        this.ledgers = ledgers;
        this.live = live;
        this.clock = clock;
        this.control = control;
        var state = new ControlState();
        state.apply(ControlState.STATUS_KEY,
                "{\"v\": 1, \"evaluated\": \"%s\"}".formatted(evaluated).getBytes(StandardCharsets.UTF_8), evaluated);
        control.history()
                .forEach(record -> state.apply(new String(record.key(), StandardCharsets.UTF_8), record.value(),
                        clock.instant()));
        backlog.follow(live.channels().keySet());
        watch = new LedgerWatch(ledgers::consumer, new TakeoverRecords(ledgers::consumer, MemoryLedgers.NAMES),
                MemoryLedgers.NAMES, () -> live, new Commits(null, MemoryLedgers.NAMES) {
                    @Override
                    public Map<String, Map<Integer, Commit>> of(Collection<String> channels) {
                        return channels.stream().collect(Collectors.toMap(channel -> channel, _ -> Map.of()));
                    }
                }, state, new ControlWriter(control, MemoryLedgers.NAMES.control()), backlog, Duration.ofDays(8),
                clock);
    }

    /** Another one in its place, which knows what the control topic holds. */
    LedgerStatus restarted(Instant evaluated) {
        return new LedgerStatus(ledgers, live, evaluated, clock, control);
    }

    private static LiveSettings settings(Collection<String> channels, List<Rule> rules) {
        return new LiveSettings(false, "json-v1", DELIVERY, channels.stream()
                .collect(Collectors.toMap(channel -> channel, channel -> new ChannelSettings(channel, ChannelType.Email,
                        false, OnUnknown.Resend, Optional.empty(), Optional.empty(), 25, Optional.empty()))),
                Duration.ofMinutes(3), rules, Optional.empty(), Map.of(),
                Optional.empty());
    }
}
