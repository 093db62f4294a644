package dev.herald.worker.send;

import dev.herald.worker.Workplace;
import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.config.SendConfig;
import dev.herald.worker.control.Heartbeat;
import dev.herald.worker.control.HeartbeatPublisher;
import dev.herald.worker.delivery.DeliverySettings;
import dev.herald.worker.delivery.OwnerTerms;
import dev.herald.worker.delivery.RateLimits;
import dev.herald.worker.kafka.KafkaClients;
import dev.herald.worker.kafka.Membership;
import dev.herald.worker.kafka.PartitionReader;
import dev.herald.worker.kafka.PositionReader;
import dev.herald.worker.kafka.ProgressStore;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.provider.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sender whose topics are there: wires readers, owners, sends and writers together. */
final class Sender implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sender.class);
    // Beyond a send's deadline: for its outcome to be acknowledged.
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);
    // Kafka may be away as long as this without an outcome being lost to Unknown.
    private static final Duration OUTAGE = Duration.ofSeconds(90);
    private static final int FEWEST_AHEAD = 4;

    private final Workplace workplace;
    private final SendConfig channel;
    private final TopicNames names;
    private final TopicWatch watch;
    private final Provider provider;
    private final Clocks clocks = Clocks.system();
    private final Instant startedAt = clocks.now().wall();
    private final Admin admin;
    private final Producer<byte[], byte[]> producer;
    private final EventLoop loop;
    private final Outside outside;
    private final Origins origins;
    private final Membership membership;
    private final Rounds rounds;
    private final Partitions partitions;
    private final HeartbeatPublisher heartbeats;
    private final int ahead;

    Sender(Workplace workplace, SendConfig channel, KafkaClients clients, TopicNames names, TopicIdentities topics,
            Provider provider) {
        this.workplace = workplace;
        this.channel = channel;
        this.names = names;
        this.provider = provider;
        String key = channel.key();
        String revision = workplace.config().revision();
        Uuid logId = topics.id(names.log());
        this.ahead = Math.max(FEWEST_AHEAD, 2 * workplace.config().concurrency() / topics.partitions(names.log()));
        this.admin = clients.admin("origins");
        this.producer = clients.producer("ledger", OUTAGE);
        this.origins = new Origins(clients, admin, names, key, channel.startFrom(), logId);
        var limits = new RateLimits(topics.partitions(names.log()));
        this.loop = new EventLoop(this::decide, limits::nanosToNext);
        var metrics = new SendMetrics(workplace.metrics(), key, channel.provider().name());
        this.outside = new Outside(loop, clocks, limits, clients, names, logId, channel, revision, producer,
                new PartitionReader("ledger", clients.reader("ledger")),
                new PartitionReader("intake", clients.reader("intake")),
                new PositionReader("bodies", clients.positions("bodies")),
                new ProgressStore(clients.progress("progress", names.progressGroup(key)), workplace.metrics()),
                new Sends(provider, channel.provider().timeout(), clocks, metrics), metrics);
        this.membership = new Membership(clients.member("member", names.membersGroup(key, revision)), names.log(),
                channel.provider().timeout().plus(LAST_WORDS), new Assignment());
        this.heartbeats = new HeartbeatPublisher(producer, names.control(), workplace.identity().pod(),
                this::heartbeat);
        this.rounds = new Rounds(workplace.config().concurrency(), limits);
        this.partitions = new Partitions(loop, new Work(), membership::confirm, clocks, rounds,
                settings(workplace.live().current()), share(workplace.live().current()), this::changed);
        this.watch = new TopicWatch(topics, admin, reason -> loop.execute(() -> partitions.halt(reason)));
        metrics.owned(() -> partitions.owned().size());
        metrics.pending(partitions::pending);
        metrics.slots(rounds::slots);
    }

    void start() {
        loop.start();
        heartbeats.start();
        membership.start();
        watch.start();
        workplace.live().onChange(live -> {
            loop.execute(() -> {
                partitions.settings(settings(live));
                partitions.share(share(live));
            });
            heartbeats.changed();
        });
    }

    private void decide() {
        partitions.advance();
    }

    private void changed() {
        outside.metrics().rate(rounds::rate, rounds::waitingForRate);
        heartbeats.changed();
    }

    private DeliverySettings settings(LiveSettings live) {
        Optional<LiveSettings.ChannelSettings> own = live.channel(channel.key());
        return new DeliverySettings(live.suspended(channel.key()), live.delivery(),
                own.map(LiveSettings.ChannelSettings::onUnknown).orElse(LiveSettings.OnUnknown.Park),
                own.map(LiveSettings.ChannelSettings::replaySharePercent)
                        .orElse(LiveSettings.DEFAULT_REPLAY_SHARE_PERCENT),
                own.flatMap(LiveSettings.ChannelSettings::rate));
    }

    private Share share(LiveSettings live) {
        return live.channel(channel.key())
                .map(settings -> Share.of(workplace.config().revision(), settings))
                .orElse(Share.NONE);
    }

    Optional<String> notReady() {
        return watch.complaint()
                .or(partitions::halted)
                .or(() -> membership.joined()
                        ? Optional.empty()
                        : Optional.of("waiting to be taken into group "
                                + names.membersGroup(channel.key(), workplace.config().revision())));
    }

    Optional<String> dead() {
        return loop.isAlive() ? Optional.empty() : Optional.of("the loop has ended");
    }

    private Heartbeat heartbeat() {
        LiveSettings live = workplace.live().current();
        return new Heartbeat("send", Optional.of(channel.key()), workplace.config().revision(), Heartbeat.formats(),
                List.of(), live.format(), List.copyOf(partitions.owned()),
                Heartbeat.Credentials.of(provider.credentials()),
                live.suspended(channel.key()), rounds.obeyed().map(LiveSettings.Rate::perSecond), startedAt,
                clocks.now().wall());
    }

    /** Finishes the sends under way, writes what is known, and leaves. */
    @Override
    public void close() {
        watch.close();
        awaitLeft();
        outside.progress().close();
        heartbeats.close();
        membership.close();
        outside.ledger().close();
        outside.intake().close();
        outside.bodies().close();
        loop.close();
        producer.close(LAST_WORDS);
        admin.close();
    }

    private void awaitLeft() {
        var left = new CompletableFuture<Void>();
        loop.execute(() -> partitions.leaveAll().thenAccept(left::complete));
        Duration patience = channel.provider().timeout().plus(LAST_WORDS);
        try {
            left.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            log.atWarn()
                    .addKeyValue("seconds", patience.toSeconds())
                    .log("not everything was written in time; the next owner finds out what is known");
        }
    }

    private final class Assignment implements Membership.Listener {
        @Override
        public void assigned(Set<Integer> assigned) {
            loop.execute(() -> partitions.assign(assigned));
        }

        @Override
        public CompletionStage<Void> leave(Set<Integer> revoked) {
            var left = new CompletableFuture<Void>();
            loop.execute(() -> partitions.leave(revoked).thenAccept(left::complete));
            return left;
        }
    }

    private final class Work implements Partitions.Work {
        @Override
        public Origin origin(int partition) {
            return origins.find(partition);
        }

        @Override
        public OwnerTerms terms() {
            Uuid topic = outside.logId();
            outside.metrics().takeovers().increment();
            return new OwnerTerms(UUID.randomUUID(), workplace.identity().pod(), outside.revision(),
                    channel.provider().name(),
                    new UUID(topic.getMostSignificantBits(), topic.getLeastSignificantBits()), channel.lease(),
                    channel.provider().timeout(), channel.margin(), ahead);
        }

        @Override
        public Ownership worker(int partition, Origin origin, OwnerTerms terms, DeliverySettings settings) {
            return new PartitionWorker(partition, origin, terms, settings, outside);
        }
    }
}
