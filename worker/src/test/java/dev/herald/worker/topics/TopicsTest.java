package dev.herald.worker.topics;

import static dev.herald.worker.kafka.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.herald.worker.config.KafkaConfig;
import dev.herald.worker.config.LogConfig;
import dev.herald.worker.config.LogConfig.Management;
import dev.herald.worker.config.LogConfig.Policy;
import dev.herald.worker.kafka.Broker;
import dev.herald.worker.kafka.KafkaExtension;
import dev.herald.worker.status.report.Report.Log;
import dev.herald.worker.status.report.Report.Log.State;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;

/** Topics on a real Kafka of one broker. */
@Tag("kafka")
@ExtendWith(KafkaExtension.class)
class TopicsTest {

    private final String name = "orders-" + UUID.randomUUID().toString().substring(0, 8);
    private Admin admin;
    private KafkaConfig kafka;

    @BeforeEach
    void connect(Broker broker) {
        admin = broker.admin();
        kafka = new KafkaConfig(List.of(broker.bootstrapServers()), name, name);
    }

    @AfterEach
    void disconnect() {
        admin.close();
    }

    private Topics topics(Management management, Policy policy) {
        return new Topics(admin, kafka,
                new LogConfig(management, 4, 1_048_576, 3, 2, Duration.ofHours(168), policy));
    }

    private Map<String, String> settings(String topic) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var settings = new HashMap<String, String>();
        admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .entries()
                .forEach(entry -> settings.put(entry.name(), entry.value()));
        return settings;
    }

    @Test
    void makesWhatIsMissingAndLeavesAloneWhatIsThere() throws Exception {
        Topics topics = topics(Management.Create, Policy.Warn);
        Log first = topics.ensure(new Users(Set.of("email"), false));
        assertEquals(State.Ready, first.state(), first.message());
        assertEquals("", first.message());
        assertEquals(4, first.partitions());
        assertEquals("TooFewReplicas", first.durable().reason());
        assertEquals("compact", settings(name + ".control").get("cleanup.policy"));
        assertEquals("LogAppendTime", settings(name + ".email.ledger").get("message.timestamp.type"));
        assertEquals("691200000", settings(name + ".email.ledger").get("retention.ms"));
        assertEquals("1114112", settings(name + ".quarantine").get("max.message.bytes"));
        assertEquals(1, admin.describeTopics(List.of(name + ".control"))
                .allTopicNames()
                .get()
                .get(name + ".control")
                .partitions()
                .size());

        Log second = topics.ensure(new Users(Set.of("email", "hooks"), false));
        assertEquals(State.Ready, second.state(), second.message());
        assertEquals(first.topicId(), second.topicId());
        assertEquals(first.clusterId(), second.clusterId());
        assertTrue(admin.listTopics().names().get().contains(name + ".hooks.feed"));
    }

    @Test
    void makesNothingThatItCannotMakeAsAskedFor() throws Exception {
        Log log = topics(Management.Create, Policy.Enforce).ensure(new Users(Set.of("email"), false));
        assertEquals(State.Missing, log.state());
        assertTrue(log.message().startsWith("eventLog.durability.replicationFactor is 3, but Kafka has 1 broker"),
                log.message());
        assertTrue(admin.listTopics().names().get().stream().noneMatch(topic -> topic.startsWith(name)));
    }

    @Test
    void printsCommandsThatMakeItReady() throws Exception {
        Topics topics = topics(Management.Verify, Policy.Warn);
        Log missing = topics.ensure(new Users(Set.of("email"), false));
        assertEquals(State.Missing, missing.state());
        assertEquals(5, missing.commands().size());
        assertTrue(admin.listTopics().names().get().stream().noneMatch(topic -> topic.startsWith(name)));

        for (String command : missing.commands()) {
            admin.createTopics(List.of(asTold(command))).all().get();
        }
        Log ready = await()
                .until(() -> topics.ensure(new Users(Set.of("email"), false)), log -> log.state() == State.Ready);
        assertEquals(List.of(), ready.commands());
    }

    /** What kafka-topics.sh would make of its arguments. */
    private static NewTopic asTold(String command) {
        var options = new HashMap<String, String>();
        var configs = new HashMap<String, String>();
        String[] words = command.split(" ");
        assertEquals("kafka-topics.sh", words[0]);
        for (int i = 1; i < words.length; i++) {
            if (words[i].equals("--config")) {
                String[] setting = words[++i].split("=");
                configs.put(setting[0], setting[1]);
            } else if (!Set.of("--create", "--if-not-exists").contains(words[i])) {
                options.put(words[i], words[++i]);
            }
        }
        return new NewTopic(options.get("--topic"), Integer.parseInt(options.get("--partitions")),
                Short.parseShort(options.get("--replication-factor"))).configs(configs);
    }

    @Test
    void tellsOfALedgerThatIsCompacted() throws Exception {
        admin.createTopics(List.of(new NewTopic(name + ".email.ledger", 4, (short) 1)
                .configs(Map.of("cleanup.policy", "compact")))).all().get();
        Topics topics = topics(Management.Create, Policy.Warn);
        Log log = await()
                .until(() -> topics.ensure(new Users(Set.of("email"), false)), l -> l.state() == State.Misconfigured);
        assertTrue(log.message().contains(name + ".email.ledger: cleanup.policy is compact, not delete"),
                log.message());
        assertEquals("compact", settings(name + ".email.ledger").get("cleanup.policy"), "it is not changed");
    }
}
