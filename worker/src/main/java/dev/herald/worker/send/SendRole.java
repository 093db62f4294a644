package dev.herald.worker.send;

import dev.herald.worker.Role;
import dev.herald.worker.Workplace;
import dev.herald.worker.config.ConfigurationException;
import dev.herald.worker.config.SendConfig;
import dev.herald.worker.http.Health;
import dev.herald.worker.http.HttpServer;
import dev.herald.worker.kafka.KafkaClients;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.provider.Provider;
import dev.herald.worker.provider.Providers;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sender of one channel: waits until the channel's topics are there, then sends what the log holds for it, as long as
 * it lives.
 */
public final class SendRole implements Role, Health {
    private static final Logger log = LoggerFactory.getLogger(SendRole.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Workplace workplace;
    private final SendConfig channel;
    private final Provider provider;
    private final KafkaClients clients;
    private final HttpServer http;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final Thread beginning;
    private volatile Optional<Sender> sender = Optional.empty();
    private volatile String lacking = "waiting for Kafka";

    /**
     * @throws ConfigurationException
     *             if worker.json is not a sender's, or its provider cannot work
     */
    public SendRole(Workplace workplace) {
        this.workplace = workplace;
        this.channel = workplace.config()
                .send()
                .orElseThrow(() -> new ConfigurationException("worker.json: send is missing, the role send needs it"));
        this.provider = Providers.open(channel.provider(), workplace.credentials(), InstantSource.system());
        var identity = workplace.identity();
        this.clients = new KafkaClients(workplace.config().kafka(), identity.pod(),
                workplace.config().log().maxMessageSize());
        this.http = new HttpServer(new InetSocketAddress(identity.address(), identity.port()), workplace.metrics(),
                this,
                Map.of());
        this.beginning = Thread.ofVirtual().name("begin").unstarted(this::begin);
    }

    @Override
    public void start() {
        http.start();
        beginning.start();
    }

    @Override
    public CompletionStage<Integer> ended() {
        return ended;
    }

    private void begin() {
        try {
            while (sender.isEmpty()) {
                tryToBegin();
            }
        } catch (InterruptedException | InterruptException e) {
            log.atDebug().log("left before it began");
        } catch (RuntimeException e) {
            ended.completeExceptionally(e);
        }
    }

    private void tryToBegin() throws InterruptedException {
        TopicNames names = TopicNames.of(workplace.config().kafka());
        try (Admin admin = clients.admin("begin")) {
            TopicIdentities topics = TopicIdentities.read(admin, List.of(names.log(), names.ledger(channel.key()),
                    names.feed(channel.key()), names.quarantine()));
            var begun = new Sender(workplace, channel, clients, names, topics, provider);
            begun.start();
            sender = Optional.of(begun);
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            String reason = "waiting for Kafka and the channel's topics: " + e.getMessage();
            if (!reason.equals(lacking)) {
                lacking = reason;
                log.atWarn().addKeyValue("error", e.getMessage()).log("waiting for Kafka and the channel's topics");
            }
            Thread.sleep(RETRY);
        }
    }

    @Override
    public Optional<String> notReady() {
        return sender.map(Sender::notReady).orElse(Optional.of(lacking));
    }

    @Override
    public Optional<String> dead() {
        return sender.flatMap(Sender::dead);
    }

    @Override
    public void close() {
        beginning.interrupt();
        try {
            beginning.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sender.ifPresent(Sender::close);
        provider.close();
        http.close();
    }
}
