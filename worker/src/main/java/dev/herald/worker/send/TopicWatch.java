package dev.herald.worker.send;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every few seconds whether the topics are still those the sender began with. */
final class TopicWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TopicWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final TopicIdentities topics;
    private final Admin admin;
    private final Consumer<String> halt;
    private final Thread thread;
    private volatile Optional<String> complaint = Optional.empty();

    /** @param halt hears why nothing may be sent any more; at most once */
    TopicWatch(TopicIdentities topics, Admin admin, Consumer<String> halt) {
        this.topics = topics;
        this.admin = admin;
        this.halt = halt;
        this.thread = Thread.ofVirtual().name("topics").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Why nothing may be sent any more. */
    Optional<String> complaint() {
        return complaint;
    }

    private void run() {
        try {
            while (complaint.isEmpty()) {
                Thread.sleep(INTERVAL);
                look();
            }
        } catch (InterruptedException | InterruptException e) {
            log.atDebug().log("stopped watching topics");
        }
    }

    private void look() {
        try {
            topics.check(admin);
        } catch (HaltException e) {
            complaint = Optional.of(e.getMessage());
            halt.accept(e.getMessage());
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            log.atWarn().addKeyValue("error", e.toString()).log("topics could not be looked at");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
