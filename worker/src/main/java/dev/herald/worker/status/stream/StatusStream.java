package dev.herald.worker.status.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.kafka.KafkaClients;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.status.stream.DeliveryStatus.Identity;
import dev.herald.worker.status.stream.Lane.Waiting;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Publishes what ledgers say on the status topic, at least once and under the same id whenever it does so again. It reads no
 * further than its queue holds, so that a topic that takes nothing costs bounded memory and no event. Used by one thread but
 * for {@link #figures}.
 */
public final class StatusStream implements Outlet.Listener, Identities.Listener {

    /** Makes the clients of the stream, which nobody else uses. */
    public interface Clients {
        /** In the stream's own group. */
        Consumer<byte[], byte[]> consumer();

        /** Reads single messages of the log. */
        Consumer<byte[], byte[]> positions();

        Producer<byte[], byte[]> producer();

        /** On a real Kafka. */
        static Clients of(KafkaClients clients, TopicNames names) {
            return new Clients() {
                @Override
                public Consumer<byte[], byte[]> consumer() {
                    return clients.progress("status-stream", names.statusGroup());
                }

                @Override
                public Consumer<byte[], byte[]> positions() {
                    return clients.positions("status-stream-identities");
                }

                @Override
                public Producer<byte[], byte[]> producer() {
                    return clients.producer("status-stream");
                }
            };
        }
    }

    private static final Duration REST = Duration.ofMillis(200);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(2);

    private final Clients clients;
    private final TopicNames names;
    private final Positions.Senders senders;
    private final Supplier<LiveSettings> live;
    private final InstantSource clock;
    private final Outlet outlet;
    private final Identities identities;
    private Optional<LedgerLanes> lanes = Optional.empty();
    private long published;
    private long truncated;
    private String obstacle = "";
    private volatile StreamFigures figures = StreamFigures.NONE;

    /** @param senders tells where ledgers have to be read from, the first time */
    public StatusStream(Clients clients, TopicNames names, Positions.Senders senders, StatusRecords records,
            Supplier<LiveSettings> live, InstantSource clock) {
        this.clients = clients;
        this.names = names;
        this.senders = senders;
        this.live = live;
        this.clock = clock;
        this.outlet = new Outlet(clients::producer, records, names.status());
        this.identities = new Identities(clients::positions, names.log());
    }

    /** How it does; from any thread. */
    public StreamFigures figures() {
        return figures;
    }

    /** One round: reads what there is, publishes what can be, commits; waits a little if there is nothing to do. */
    public void publish() throws InterruptedException {
        LiveSettings settings = live.get();
        if (settings.statusStream().isEmpty()) {
            close();
            figures = new StreamFigures(false, 0, Optional.empty(), published, truncated, 0, "");
            Thread.sleep(REST);
            return;
        }
        if (lanes.isEmpty()) {
            lanes = Optional.of(new LedgerLanes(clients.consumer(), names, senders, clock));
        }
        LedgerLanes ledgers = lanes.get();
        try {
            ledgers.follow(settings.channels().keySet());
            ledgers.read();
            ask(ledgers);
            outlet.answers(this);
            send(ledgers);
            ledgers.commit();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            obstacle = "Kafka: " + e.getMessage();
            throw e;
        } finally {
            look(ledgers, settings.statusStream().get().lagObjective());
        }
    }

    private void ask(LedgerLanes ledgers) {
        ledgers.all().forEach(lane -> lane.unnamed().forEach(one -> identities.ask(lane, one)));
        identities.answers(this);
    }

    private void send(LedgerLanes ledgers) {
        if (ledgers.areEmpty()) {
            obstacle = "";
            return;
        }
        int partitions;
        try {
            partitions = outlet.partitions();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            obstacle = "%s cannot be written to: %s".formatted(names.status(), e.getMessage());
            return;
        }
        Instant now = clock.instant();
        Map<Lane, List<Waiting>> due = new LinkedHashMap<>();
        ledgers.all().forEach(lane -> due.put(lane, lane.take(now)));
        try {
            due.forEach((lane, events) -> events.forEach(one -> outlet.send(lane, one, partitions)));
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            // What was handed over has an answer, or never gets one: to send it twice is harmless.
            due.forEach((lane, events) -> events.forEach(lane::notSent));
            obstacle = e.getMessage();
        }
    }

    @Override
    public void named(Lane lane, Waiting one, Optional<Identity> message) {
        lane.named(one, message);
    }

    @Override
    public void published(Lane lane, Waiting one) {
        published++;
        truncated += one.isTruncated() ? 1 : 0;
        obstacle = "";
        lane.published(one);
    }

    @Override
    public void tooLarge(Lane lane, Waiting one, String why) {
        if (one.isTruncated()) {
            obstacle = why + " (max.message.bytes of the topic must be 65536 at least)";
        }
        lane.tooLarge(one, clock.instant().plus(TRY_AGAIN));
    }

    @Override
    public void refused(Lane lane, Waiting one, String why) {
        obstacle = why;
        lane.refused(one, clock.instant().plus(TRY_AGAIN));
    }

    private void look(LedgerLanes ledgers, Duration lagObjective) {
        Instant late = clock.instant().minus(lagObjective);
        long behind = 0;
        long missing = 0;
        Optional<Instant> oldest = Optional.empty();
        for (Lane lane : ledgers.all()) {
            long left = lane.behind();
            behind += left;
            missing += lane.acceptedBefore(late);
            if (left > 0) {
                oldest = Stream.concat(oldest.stream(), lane.oldest().stream()).min(Instant::compareTo);
            }
        }
        figures = new StreamFigures(true, behind, oldest, published, truncated, missing, obstacle);
    }

    /** Ends reading and publishing; what is not published is read again by whoever goes on. */
    public void close() {
        outlet.answers(this);
        lanes.ifPresent(LedgerLanes::close);
        lanes = Optional.empty();
        outlet.close();
        identities.close();
        obstacle = "";
    }
}
