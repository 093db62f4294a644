package dev.herald.worker.status;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.config.WorkerConfig;
import dev.herald.worker.status.report.Report.Durable;
import dev.herald.worker.status.report.Report.Log;
import dev.herald.worker.status.report.Report.Log.State;
import dev.herald.worker.topics.Topics;
import dev.herald.worker.topics.Users;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Keeps an eye on the topics, and on whether Kafka can be reached at all. Used by one thread but for {@link #log}. */
final class TopicsWatch {

    private static final Logger logger = LoggerFactory.getLogger(TopicsWatch.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration WELL = Duration.ofSeconds(30);
    private static final Duration ILL = Duration.ofSeconds(5);

    private final Admin admin;
    private final Topics topics;
    private final List<String> servers;
    private final Supplier<LiveSettings> live;
    private final InstantSource clock;
    private Users lookedAt = new Users(Set.of(), false);
    private Instant nextLook = Instant.MIN;
    private Log found = new Log(State.Unreachable, "Kafka has not been asked yet", List.of(), "", "", 0,
            new Durable("Unknown", "NotMeasured", ""));
    private volatile Log log = found;

    /** @param admin is this object's from now on */
    TopicsWatch(Admin admin, WorkerConfig config, Supplier<LiveSettings> live, InstantSource clock) {
        this.admin = admin;
        this.topics = new Topics(admin, config.kafka(), config.log());
        this.servers = config.kafka().bootstrapServers();
        this.live = live;
        this.clock = clock;
    }

    /** What is known of the topics now. */
    Log log() {
        return log;
    }

    /** Looks, more often while something is wrong, and rests a little. */
    void look() throws InterruptedException {
        Users users = Users.of(live.get());
        try {
            Instant now = clock.instant();
            if (now.isBefore(nextLook) && users.equals(lookedAt)) {
                admin.describeCluster().clusterId().get();
            } else {
                found = topics.ensure(users);
                lookedAt = users;
                nextLook = now.plus(found.state() == State.Ready ? WELL : ILL);
            }
            publish(found);
        } catch (ExecutionException | KafkaException e) {
            String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            publish(new Log(State.Unreachable, "Kafka at %s: %s".formatted(String.join(",", servers), why), List.of(),
                    found.clusterId(), found.topicId(), found.partitions(),
                    new Durable("Unknown", "Unreachable", "Kafka cannot be asked")));
        }
        Thread.sleep(PAUSE);
    }

    private void publish(Log now) {
        if (now.state() != log.state() || !now.message().equals(log.message())) {
            logger.atLevel(now.state() == State.Ready ? Level.INFO : Level.WARN)
                    .addKeyValue("state", now.state())
                    .addKeyValue("message", now.message())
                    .log("topics");
        }
        log = now;
    }

    /** Ends looking. */
    void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
