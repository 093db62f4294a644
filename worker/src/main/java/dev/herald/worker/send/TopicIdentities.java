package dev.herald.worker.send;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics of a channel as they were when the sender began. A topic deleted and made anew has the same name and other
 * contents, and consumers follow it without a word.
 */
final class TopicIdentities {
    private final Map<String, TopicDescription> known;

    private TopicIdentities(Map<String, TopicDescription> known) {
        this.known = known;
    }

    /**
     * @param topics
     *            the log first
     * @throws KafkaException
     *             if one of them is not there, has fewer partitions than the log, or Kafka is away; the message says which
     */
    static TopicIdentities read(Admin admin, List<String> topics) {
        var known = describe(admin, topics);
        int partitions = known.get(topics.getFirst()).partitions().size();
        known.forEach((topic, description) -> {
            if (description.partitions().size() < partitions) {
                throw new KafkaException("topic %s has %d partitions and the log has %d: add partitions to it"
                        .formatted(topic, description.partitions().size(), partitions));
            }
        });
        return new TopicIdentities(known);
    }

    Uuid id(String topic) {
        return known.get(topic).topicId();
    }

    int partitions(String topic) {
        return known.get(topic).partitions().size();
    }

    /**
     * @throws HaltException
     *             if one is gone, or is another
     * @throws KafkaException
     *             if Kafka cannot be asked now
     */
    void check(Admin admin) {
        try {
            describe(admin, List.copyOf(known.keySet())).forEach((topic, now) -> {
                if (!now.topicId().equals(id(topic))) {
                    throw new HaltException("topic %s was deleted and made anew (its id was %s and is %s)"
                            .formatted(topic, id(topic), now.topicId()));
                }
            });
        } catch (UnknownTopicOrPartitionException e) {
            throw new HaltException("a topic was deleted: " + e.getMessage());
        }
    }

    private static Map<String, TopicDescription> describe(Admin admin, List<String> topics) {
        var descriptions = new TreeMap<String, TopicDescription>();
        try {
            for (var entry : admin.describeTopics(topics).topicNameValues().entrySet()) {
                descriptions.put(entry.getKey(), entry.getValue().get());
            }
            return descriptions;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
