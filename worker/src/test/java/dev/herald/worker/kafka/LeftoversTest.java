package dev.herald.worker.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/install.md says how to remove what a deleted pipeline or channel leaves in Kafka: all of it, and nothing else. */
class LeftoversTest {
    private static final String PREFIX = "shop.orders";
    private static final Pattern TOPICS = Pattern.compile("--delete --topic '(.+?)'");
    private static final Pattern GROUPS = Pattern.compile("grep -E '(.+?)'");

    private final TopicNames names = new TopicNames("orders", PREFIX);
    private final List<String> topics = List.of("orders", names.control(), names.quarantine(), names.ledger("email"),
            names.feed("email"), names.ledger("hooks-2"), names.feed("hooks-2"));
    private final List<String> groups = List.of(names.progressGroup("email"), names.membersGroup("email", "1c0ffee5"),
            names.progressGroup("hooks-2"), names.membersGroup("hooks-2", "1c0ffee5"));
    private final List<String> foreign = List.of(PREFIX, "shop-orders.control", PREFIX + ".eu.control",
            PREFIX + ".eu.email.ledger", PREFIX + ".eu.email", PREFIX + ".Mine");

    @Test
    void thePipelineIsRemovedButForItsLog() throws IOException {
        assertEquals(topics.subList(1, topics.size()), meant(patterns(TOPICS).getFirst(), topics));
        assertEquals(groups, meant(patterns(GROUPS).getFirst(), groups));
    }

    @Test
    void theChannelIsRemovedAlone() throws IOException {
        assertEquals(List.of(names.ledger("email"), names.feed("email")), meant(patterns(TOPICS).getLast(), topics));
        assertEquals(groups.subList(0, 2), meant(patterns(GROUPS).getLast(), groups));
    }

    private List<String> meant(String pattern, List<String> own) {
        Pattern filled = Pattern.compile(pattern.replace("PREFIX", PREFIX.replace(".", "\\.")));
        return Stream.concat(own.stream(), foreign.stream()).filter(name -> filled.matcher(name).matches()).toList();
    }

    private static List<String> patterns(Pattern place) throws IOException {
        return place.matcher(Files.readString(Path.of("..", "docs", "install.md")))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
