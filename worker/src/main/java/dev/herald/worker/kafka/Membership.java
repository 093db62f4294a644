package dev.herald.worker.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes part in the group of senders of one channel and revision, to learn which partitions are this one's. It reads no
 * data and decides nothing about sends: a wrong or late view costs a void claim, not a message, for the ledger decides.
 */
public final class Membership implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Membership.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration BACK_OFF = Duration.ofSeconds(1);

    /** Hears of changes on the membership's thread. */
    public interface Listener {
        /** All partitions that are this worker's from now on. */
        void assigned(Set<Integer> partitions);

        /**
         * These go to another worker, which gets them when the stage has completed.
         */
        CompletionStage<Void> leave(Set<Integer> partitions);
    }

    private record Question(int partition, CompletableFuture<Boolean> answer) {}

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final Duration handOver;
    private final Listener listener;
    private final Queue<Question> questions = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean joined;
    private volatile boolean closed;

    /**
     * @param consumer
     *            is the membership's from now on
     * @param topic
     *            whose partitions are shared out
     * @param handOver
     *            how long a partition may take to be left
     */
    public Membership(Consumer<byte[], byte[]> consumer, String topic, Duration handOver, Listener listener) {
        this.consumer = consumer;
        this.topic = topic;
        this.handOver = handOver;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("membership").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Whether the group has taken this worker in; partitions it may have none. */
    public boolean joined() {
        return joined;
    }

    /**
     * Asks the group whether the partition is this worker's now. Completes with false also when the group cannot be asked.
     */
    public CompletionStage<Boolean> confirm(int partition) {
        var question = new Question(partition, new CompletableFuture<>());
        questions.add(question);
        consumer.wakeup();
        return question.answer();
    }

    private void run() {
        try (consumer) {
            consumer.subscribe(List.of(topic), new Rebalance());
            while (!closed) {
                step();
            }
        } catch (InterruptException e) {
            log.atDebug().log("membership interrupted");
        }
    }

    private void step() {
        try {
            consumer.poll(POLL);
            answerQuestions();
        } catch (WakeupException e) {
            log.atTrace().log("woken up by a question");
            answerQuestions();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            log.atWarn().addKeyValue("error", e.toString()).log("membership failed, trying again");
            rest();
        }
    }

    private void answerQuestions() {
        for (Question question = questions.poll(); question != null; question = questions.poll()) {
            question.answer().complete(isMine(question.partition()));
        }
    }

    // The coordinator takes a commit only from a member of the current generation: the one thing that confirms it.
    private boolean isMine(int number) {
        var partition = new TopicPartition(topic, number);
        if (!joined || !consumer.assignment().contains(partition)) {
            return false;
        }
        try {
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(0)), BACK_OFF.multipliedBy(5));
            return true;
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            log.atInfo()
                    .addKeyValue("partition", number)
                    .addKeyValue("error", e.toString())
                    .log("membership not confirmed");
            return false;
        }
    }

    private void rest() {
        try {
            Thread.sleep(BACK_OFF);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        questions.forEach(question -> question.answer().complete(false));
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> added) {
            // No data: the position must be known all the same, or the next poll asks for a reset policy.
            added.forEach(partition -> consumer.seek(partition, 0));
            consumer.pause(added);
            joined = true;
            listener.assigned(numbers(consumer.assignment()));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            if (revoked.isEmpty()) {
                return;
            }
            try {
                listener.leave(numbers(revoked))
                        .toCompletableFuture()
                        .orTimeout(handOver.toMillis(), TimeUnit.MILLISECONDS)
                        .join();
            } catch (CompletionException e) {
                log.atWarn()
                        .addKeyValue("partitions", numbers(revoked))
                        .log("partitions were not left in time; the next owner takes them over all the same");
            }
        }

        // The group is out of reach or has given us up. Who owns what, the ledger says: until another takes over, go on.
        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            joined = false;
            log.atWarn().addKeyValue("partitions", numbers(lost)).log("membership lost, joining again");
        }

        private Set<Integer> numbers(Collection<TopicPartition> partitions) {
            return partitions.stream().map(TopicPartition::partition).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
