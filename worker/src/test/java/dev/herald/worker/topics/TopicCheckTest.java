package dev.herald.worker.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.herald.worker.config.KafkaConfig;
import dev.herald.worker.config.LogConfig;
import dev.herald.worker.config.LogConfig.Management;
import dev.herald.worker.config.LogConfig.Policy;
import dev.herald.worker.status.report.Report.Durable;
import dev.herald.worker.status.report.Report.Log;
import dev.herald.worker.status.report.Report.Log.State;

class TopicCheckTest {

    private static final KafkaConfig KAFKA = new KafkaConfig(List.of("kafka-0:9092", "kafka-1:9092"), "orders", "shop");
    private static final Users CHANNELS = new Users(Set.of("email"), false);

    private final Map<String, FoundTopic> found = new HashMap<>();

    private static LogConfig config(Policy policy) {
        return new LogConfig(Management.Verify, 12, 10_485_760, 3, 2, Duration.ofHours(168), policy);
    }

    private Log report(Policy policy, int brokers) {
        return new TopicCheck(KAFKA, config(policy)).report(new Cluster("cluster", brokers, 10_080, found), CHANNELS);
    }

    /** All as it should be. */
    private void findAll() {
        for (WantedTopic topic : new TopicCheck(KAFKA, config(Policy.Enforce))
                .missing(new Cluster("cluster", 3, 10_080, Map.of()), CHANNELS)) {
            found.put(topic.name(), new FoundTopic(topic.name(), "id-of-" + topic.name(), topic.partitions(),
                    topic.replicationFactor(), Map.copyOf(topic.configs())));
        }
    }

    private void change(String name, int partitions, int replicas, Map<String, String> configs) {
        FoundTopic topic = found.get(name);
        Map<String, String> changed = new HashMap<>(topic.configs());
        changed.putAll(configs);
        found.put(name, new FoundTopic(name, topic.id(), partitions, replicas, changed));
    }

    @Test
    void printsTheExactCommandsForWhatIsMissing() {
        Log log = report(Policy.Enforce, 3);
        assertEquals(State.Missing, log.state());
        assertEquals("missing: orders, shop.control, shop.quarantine, shop.email.ledger, shop.email.feed",
                log.message());
        String create = "kafka-topics.sh --bootstrap-server kafka-0:9092,kafka-1:9092 --create --if-not-exists --topic ";
        assertEquals(List.of(
                create + "orders --partitions 12 --replication-factor 3 --config cleanup.policy=delete"
                        + " --config message.timestamp.type=CreateTime --config retention.ms=604800000"
                        + " --config retention.bytes=-1 --config max.message.bytes=10485760"
                        + " --config min.insync.replicas=2 --config unclean.leader.election.enable=false",
                create + "shop.control --partitions 1 --replication-factor 3 --config cleanup.policy=compact"
                        + " --config message.timestamp.type=LogAppendTime --config min.insync.replicas=2"
                        + " --config unclean.leader.election.enable=false --config segment.ms=3600000",
                create + "shop.quarantine --partitions 12 --replication-factor 3 --config cleanup.policy=delete"
                        + " --config message.timestamp.type=CreateTime --config retention.ms=691200000"
                        + " --config retention.bytes=-1 --config max.message.bytes=10551296"
                        + " --config min.insync.replicas=2 --config unclean.leader.election.enable=false",
                create + "shop.email.ledger --partitions 12 --replication-factor 3 --config cleanup.policy=delete"
                        + " --config message.timestamp.type=LogAppendTime --config retention.ms=691200000"
                        + " --config retention.bytes=-1 --config min.insync.replicas=2"
                        + " --config unclean.leader.election.enable=false",
                create + "shop.email.feed --partitions 12 --replication-factor 3 --config cleanup.policy=delete"
                        + " --config message.timestamp.type=LogAppendTime --config retention.ms=604800000"
                        + " --config retention.bytes=-1 --config min.insync.replicas=2"
                        + " --config unclean.leader.election.enable=false"),
                log.commands());
        assertEquals(new Durable("Unknown", "Missing", "the log is not there"), log.durable());
    }

    @Test
    void isReadyAndDurableWhenAllIsThere() {
        findAll();
        assertEquals(new Log(State.Ready, "", List.of(), "cluster", "id-of-orders", 12,
                new Durable("True", "Replicated", "3 replicas, 2 in sync")), report(Policy.Enforce, 3));
    }

    @Test
    void namesEachWrongSettingWithTheCommandThatMendsIt() {
        findAll();
        change("shop.email.ledger", 12, 3, Map.of("cleanup.policy", "compact", "retention.ms", "1000"));
        Log log = report(Policy.Enforce, 3);
        assertEquals(State.Misconfigured, log.state());
        assertEquals("shop.email.ledger: cleanup.policy is compact, not delete; "
                + "shop.email.ledger: retention.ms is 1000, not 691200000", log.message());
        assertEquals(
                List.of("kafka-configs.sh --bootstrap-server kafka-0:9092,kafka-1:9092 --alter --entity-type topics"
                        + " --entity-name shop.email.ledger --add-config cleanup.policy=delete,retention.ms=691200000"),
                log.commands());
    }

    @Test
    void takesMoreThanItAsksFor() {
        findAll();
        change("orders", 12, 5, Map.of("retention.ms", "-1", "max.message.bytes", "99999999",
                "min.insync.replicas", "3"));
        assertEquals(State.Ready, report(Policy.Enforce, 5).state());
    }

    @Test
    void addsNoPartitionsButSaysHow() {
        findAll();
        for (String name : List.of("orders", "shop.quarantine", "shop.email.ledger", "shop.email.feed")) {
            change(name, 6, 3, Map.of());
        }
        Log log = report(Policy.Enforce, 3);
        assertEquals(State.Ready, log.state());
        assertEquals(6, log.partitions());
        assertEquals(
                "eventLog.partitions is 12, the log has 6: it stays at that; to add partitions, add them to ledgers "
                        + "and feeds first, then to the log",
                log.message());
    }

    @Test
    void needsAsManyPartitionsInALedgerAsTheLogHas() {
        findAll();
        change("shop.email.ledger", 6, 3, Map.of());
        Log log = report(Policy.Enforce, 3);
        assertEquals(State.Misconfigured, log.state());
        assertEquals(List.of("kafka-topics.sh --bootstrap-server kafka-0:9092,kafka-1:9092 --alter --topic "
                + "shop.email.ledger --partitions 12"), log.commands());
    }

    @Test
    void refusesALogThatCanLoseMessagesOrOnlySaysSo() {
        findAll();
        change("orders", 12, 1, Map.of("min.insync.replicas", "1"));
        Log enforced = report(Policy.Enforce, 3);
        assertEquals(State.Misconfigured, enforced.state());
        assertTrue(enforced.message().endsWith("eventLog.durability.policy is Enforce"), enforced.message());
        Log warned = report(Policy.Warn, 3);
        assertEquals(State.Ready, warned.state());
        assertEquals("", warned.message());
        for (Log log : List.of(enforced, warned)) {
            assertEquals(new Durable("False", "TooFewReplicas",
                    "orders has 1 replica, not 3: a message can be lost with a broker"), log.durable());
        }
    }

    @Test
    void tellsWhyALogIsNotDurable() {
        findAll();
        change("orders", 12, 3, Map.of("min.insync.replicas", "1"));
        assertEquals("TooFewInSync", report(Policy.Warn, 3).durable().reason());
        change("orders", 12, 3, Map.of("min.insync.replicas", "3"));
        assertEquals("NoneToSpare", report(Policy.Warn, 3).durable().reason());
        change("orders", 12, 3, Map.of("min.insync.replicas", "2", "unclean.leader.election.enable", "true"));
        assertEquals("UncleanElection", report(Policy.Warn, 3).durable().reason());
    }

    @Test
    void asksForNoMoreReplicasThanThereAreBrokersWhereThatIsAllowed() {
        Log warned = report(Policy.Warn, 1);
        assertTrue(warned.commands()
                .stream()
                .allMatch(c -> c.contains("--replication-factor 1 ")
                        && c.contains("min.insync.replicas=1")),
                warned.commands().toString());
        assertTrue(report(Policy.Enforce, 1).commands().getFirst().contains("--replication-factor 3 "));
        Cluster small = new Cluster("cluster", 1, 10_080, Map.of());
        assertEquals(
                "eventLog.durability.replicationFactor is 3, but Kafka has 1 broker: add brokers, or ask for fewer "
                        + "replicas with eventLog.durability.policy: Warn",
                new TopicCheck(KAFKA, config(Policy.Enforce)).obstacle(small));
        assertEquals("", new TopicCheck(KAFKA, config(Policy.Warn)).obstacle(small));
    }

    @Test
    void advisesOfWhatMayCutTheTimeShort() {
        findAll();
        change("orders", 12, 3, Map.of("retention.bytes", "1000000"));
        Log log = new TopicCheck(KAFKA, config(Policy.Enforce)).report(new Cluster("cluster", 3, 60, found), CHANNELS);
        assertEquals(State.Ready, log.state());
        assertTrue(log.message().contains("retention.bytes is 1000000"), log.message());
        assertTrue(log.message().contains("offsets.retention.minutes"), log.message());
    }

    @Test
    void wantsTheStatusTopicWhileThereIsAStream() {
        findAll();
        var check = new TopicCheck(KAFKA, config(Policy.Enforce));
        var cluster = new Cluster("cluster", 3, 10_080, found);
        assertEquals(State.Ready, check.report(cluster, CHANNELS).state());
        Log log = check.report(cluster, new Users(CHANNELS.channels(), true));
        assertEquals(State.Missing, log.state());
        String command = log.commands().getFirst();
        assertEquals(1, log.commands().size());
        assertTrue(command.contains("--create --if-not-exists --topic " + KAFKA.groupPrefix()
                + ".status --partitions 12 --replication-factor 3 --config cleanup.policy=delete"), command);
        assertTrue(command.contains("--config retention.ms=" + Duration.ofHours(168 + 24).toMillis()), command);
    }
}
