package dev.herald.worker.status.formats;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.kafka.LogHeaders;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.ledger.Labels;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the headers of log and quarantine from their start, once, and then those that arrive, into {@link Formats}. Used by
 * one thread.
 */
public final class FormatWatch {

    /** Where what was found out is kept over a restart. */
    public interface Notes {
        /** What was written last, by whatever worker. */
        Optional<FormatsRecord> read();

        /** Returns when it is there. */
        void write(FormatsRecord record) throws InterruptedException;
    }

    private static final Logger log = LoggerFactory.getLogger(FormatWatch.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TOPICS_EVERY = Duration.ofSeconds(10);
    private static final Duration NOTES_EVERY = Duration.ofSeconds(30);

    private final Consumer<byte[], byte[]> consumer;
    private final Admin admin;
    private final Map<Place, String> names = new EnumMap<>(Place.class);
    private final Map<String, Place> places = new HashMap<>();
    private final Supplier<String> pin;
    private final Formats formats;
    private final Notes notes;
    private final InstantSource clock;
    private final Set<TopicPartition> followed = new HashSet<>();
    private Optional<FormatsRecord> noted = Optional.empty();
    private boolean hasBegun;
    private boolean wasComplete;
    private Instant topicsAt = Instant.MIN;
    private Instant notesAt = Instant.MIN;

    /**
     * @param consumer
     *            is this object's from now on
     * @param admin
     *            stays the caller's
     * @param pin
     *            the format in which messages are to be written
     * @param notes
     *            must be readable before the first {@link #look}
     */
    public FormatWatch(Consumer<byte[], byte[]> consumer, Admin admin, TopicNames topics, Supplier<String> pin,
            Formats formats, Notes notes, InstantSource clock) {
        this.consumer = consumer;
        this.admin = admin;
        names.put(Place.log, topics.log());
        names.put(Place.quarantine, topics.quarantine());
        names.forEach((place, name) -> places.put(name, place));
        this.pin = pin;
        this.formats = formats;
        this.notes = notes;
        this.clock = clock;
    }

    /** Reads what there is, and waits a little if there is nothing. */
    public void look() throws InterruptedException {
        Instant now = clock.instant();
        if (!hasBegun) {
            noted = notes.read();
            noted.ifPresent(formats::restore);
            notesAt = now;
            hasBegun = true;
        }
        formats.pin(pin.get(), now);
        if (!now.isBefore(topicsAt.plus(TOPICS_EVERY)) || followed.isEmpty()) {
            follow();
            topicsAt = now;
        }
        if (followed.isEmpty()) {
            Thread.sleep(POLL);
            return;
        }
        read(now);
        note(now);
    }

    private void read(Instant now) {
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                String format = new LogHeaders(record.headers()).contentType()
                        .flatMap(MessageFormat::ofContentType)
                        .map(MessageFormat::key)
                        .orElse(Labels.UNKNOWN_FORMAT);
                formats.found(places.get(record.topic()), record.partition(), format, record.offset(),
                        record.timestamp(), now);
            }
        } catch (OffsetOutOfRangeException e) {
            log.atInfo()
                    .addKeyValue("partitions", e.partitions())
                    .log("messages went before their format was looked at, looking goes on where a partition begins");
            followed.removeAll(e.partitions());
            topicsAt = Instant.MIN;
            return;
        }
        // Not every offset has a record: the end of a transaction takes one.
        for (TopicPartition partition : followed) {
            formats.passed(places.get(partition.topic()), partition.partition(),
                    consumer.position(partition, TIMEOUT));
        }
    }

    private void follow() throws InterruptedException {
        var wanted = new HashSet<TopicPartition>();
        var described = admin.describeTopics(names.values()).topicNameValues();
        for (Place place : Place.values()) {
            String topic = names.get(place);
            try {
                TopicDescription description = described.get(topic).get();
                if (formats.isThere(place, description.topicId().toString())) {
                    followed.removeIf(partition -> partition.topic().equals(topic));
                }
                IntStream.range(0, description.partitions().size())
                        .forEach(number -> wanted.add(new TopicPartition(topic, number)));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
                }
                formats.isGone(place);
            }
        }
        followed.retainAll(wanted);
        seek(wanted);
    }

    private void seek(Set<TopicPartition> wanted) {
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(wanted, TIMEOUT);
        followed.forEach(partition -> formats.started(places.get(partition.topic()), partition.partition(),
                starts.get(partition)));
        List<TopicPartition> fresh = wanted.stream().filter(partition -> !followed.contains(partition)).toList();
        if (wanted.equals(consumer.assignment()) && fresh.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(fresh, TIMEOUT);
        consumer.assign(wanted);
        for (TopicPartition partition : fresh) {
            consumer.seek(partition, formats.follow(places.get(partition.topic()), partition.partition(),
                    starts.get(partition), ends.get(partition)));
            followed.add(partition);
        }
    }

    private void note(Instant now) throws InterruptedException {
        boolean isComplete = formats.isComplete();
        if (isComplete == wasComplete && now.isBefore(notesAt.plus(NOTES_EVERY))) {
            return;
        }
        FormatsRecord record = formats.record();
        if (!noted.equals(Optional.of(record))) {
            notes.write(record);
            noted = Optional.of(record);
        }
        wasComplete = isComplete;
        notesAt = now;
    }

    /** Ends reading. */
    public void close() {
        consumer.close();
    }
}
