package dev.herald.worker.ingest;

import dev.herald.worker.http.Health;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log as a Kafka topic. Nothing is written before the topic has been seen: where brokers make topics by themselves,
 * a first record would make one without the promised replicas.
 */
final class KafkaEventLog implements EventLog, Health {
    private static final Logger log = LoggerFactory.getLogger(KafkaEventLog.class);
    /** Longer than a leader election, shorter than clients wait for an answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final Producer<byte[], byte[]> producer;
    private final Admin admin;
    private final String topic;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread looking = Thread.ofVirtual().name("find-log").unstarted(this::find);
    private final AtomicBoolean away = new AtomicBoolean();
    private volatile Optional<String> problem;

    /**
     * @param producer
     *            with acks=all; stays the caller's, like the admin
     */
    KafkaEventLog(Producer<byte[], byte[]> producer, Admin admin, String topic, InstantSource clock) {
        this.producer = producer;
        this.admin = admin;
        this.topic = topic;
        this.clock = clock;
        this.problem = Optional.of("looking for the topic " + topic);
    }

    void start() {
        looking.start();
    }

    private void find() {
        try {
            do {
                problem = look();
            } while (problem.isPresent() && !closed.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            log.atDebug().log("stopped looking for the log");
        }
    }

    private Optional<String> look() throws InterruptedException {
        try {
            admin.describeTopics(List.of(topic)).allTopicNames().get();
            log.atInfo().addKeyValue("topic", topic).log("the log is there");
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(e.getCause() instanceof UnknownTopicOrPartitionException
                    ? "the topic " + topic + " is not there yet"
                    : "Kafka does not answer: " + e.getCause().getMessage());
        }
    }

    /** Ready from the moment the log was first seen: when it is away later, 503 says more than a refused connection. */
    @Override
    public Optional<String> notReady() {
        return problem;
    }

    @Override
    public void append(LogRecord entry) throws LogUnavailableException, TooLargeException {
        if (problem.isPresent()) {
            throw new LogUnavailableException(problem.get(), null);
        }
        try {
            producer.send(record(entry)).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (away.compareAndSet(true, false)) {
                log.atInfo().addKeyValue("topic", topic).log("the log takes messages again");
            }
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (KafkaException | TimeoutException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("this worker is stopping", e);
        }
    }

    private LogUnavailableException failure(Throwable cause) throws TooLargeException {
        if (cause instanceof RecordTooLargeException) {
            throw new TooLargeException(cause);
        }
        String text = cause instanceof TimeoutException
                ? "no acknowledgement within " + PATIENCE.toSeconds() + " s"
                : cause.getMessage();
        // Once, not for each of the thousands of messages that are refused until it is back.
        if (away.compareAndSet(false, true)) {
            log.atWarn().addKeyValue("topic", topic).addKeyValue("error", text).log("the log does not take messages");
        }
        return new LogUnavailableException(text, cause);
    }

    private ProducerRecord<byte[], byte[]> record(LogRecord entry) {
        var headers = new RecordHeaders();
        entry.headers().forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return new ProducerRecord<>(topic, null, clock.millis(), entry.key(), entry.value(), headers);
    }

    @Override
    public void close() {
        closed.countDown();
        looking.interrupt();
    }
}
