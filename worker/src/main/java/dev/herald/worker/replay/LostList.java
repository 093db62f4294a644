package dev.herald.worker.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.worker.config.Identity;
import dev.herald.worker.kafka.LogHeaders;
import dev.herald.worker.kafka.PartitionScan;
import dev.herald.worker.kafka.TopicNames;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prints what can no longer be sent, each as one line of JSON. A feeder that begins anew prints all of it again: its own
 * output is whole.
 */
final class LostList {

    private static final Logger log = LoggerFactory.getLogger(LostList.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MEMBER = "unrecoverable";
    private static final Comparator<Tally.Lost> IN_ORDER_OF_THE_LOG = Comparator.comparingLong(LostList::offset)
            .thenComparingInt(lost -> lost.wish().recipient());
    /** So many records are read sooner than another place is looked for. */
    private static final long NEAR = 500;
    private static final int MOST_AT_ONCE = 1_000;

    private final Consumer<byte[], byte[]> consumer;
    private final TopicNames names;
    private final PrintStream out;

    /** Whose message it is. Null: not known. */
    private record Name(String source, String id) {
        static final Name NONE = new Name(null, null);

        static Name of(LogHeaders headers) {
            return new Name(headers.source().orElse(null), headers.id().orElse(null));
        }
    }

    /**
     * @param consumer
     *            stays the caller's
     * @param out
     *            the container's standard output
     */
    LostList(Consumer<byte[], byte[]> consumer, TopicNames names, PrintStream out) {
        this.consumer = consumer;
        this.names = names;
        this.out = out;
    }

    /** The command that shows what a pod has printed. */
    static String where(Identity identity) {
        return "kubectl logs -n %s %s | grep '^{\"%s\"'".formatted(identity.namespace(), identity.pod(), MEMBER);
    }

    void print(Place place, List<Tally.Lost> lost) {
        List<Tally.Lost> sorted = lost.stream().sorted(IN_ORDER_OF_THE_LOG).toList();
        int begin = 0;
        while (begin < sorted.size()) {
            int end = begin + 1;
            while (end < sorted.size() && end - begin < MOST_AT_ONCE
                    && offset(sorted.get(end)) - offset(sorted.get(end - 1)) <= NEAR) {
                end++;
            }
            printStretch(place, sorted.subList(begin, end));
            begin = end;
        }
    }

    private void printStretch(Place place, List<Tally.Lost> lost) {
        Map<Long, Name> names = names(place.partition(), lost);
        lost.forEach(it -> {
            Name name = names.getOrDefault(offset(it), Name.NONE);
            ObjectNode json = JSON.createObjectNode();
            json.putObject(MEMBER)
                    .put("channel", place.channel())
                    .put("partition", place.partition())
                    .put("offset", offset(it))
                    .put("recipient", it.wish().isWhole() ? null : it.wish().recipient())
                    .put("source", name.source)
                    .put("id", name.id)
                    .put("reason", reason(it.why()));
            out.println(json);
        });
    }

    private static String reason(Verdict why) {
        return switch (why) {
            case STALE -> "Stale: older than timeToLive";
            case EXPIRED -> "Expired: past its expiresAt, or the log no longer holds it";
            default -> "Undecodable: not even the senders of now can read it";
        };
    }

    // A list without names is better than none.
    private Map<Long, Name> names(int number, List<Tally.Lost> lost) {
        var found = new HashMap<Long, Name>();
        Set<Long> offsets = lost.stream().map(LostList::offset).collect(Collectors.toSet());
        var partition = new TopicPartition(names.log(), number);
        try {
            long end = Math.min(offset(lost.getLast()) + 1, consumer.endOffsets(List.of(partition)).get(partition));
            new PartitionScan(consumer).read(partition, offset(lost.getFirst()), end, record -> {
                if (offsets.contains(record.offset())) {
                    found.put(record.offset(), Name.of(new LogHeaders(record.headers())));
                }
                return true;
            });
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            log.atWarn()
                    .addKeyValue("error", e.toString())
                    .log("the list of what cannot be sent lacks sources and ids");
        }
        return found;
    }

    private static long offset(Tally.Lost lost) {
        return lost.wish().offset();
    }
}
