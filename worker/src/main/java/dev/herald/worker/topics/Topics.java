package dev.herald.worker.topics;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

import dev.herald.worker.config.KafkaConfig;
import dev.herald.worker.config.LogConfig;
import dev.herald.worker.config.LogConfig.Management;
import dev.herald.worker.status.report.Report.Log;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the topics of a pipeline, and makes those that are missing where that was asked for. Topics that are there are
 * never changed: what they hold may not be this pipeline's alone.
 */
public final class Topics {

    private static final Logger log = LoggerFactory.getLogger(Topics.class);
    private static final int LOOKS = 25;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final String OFFSETS_RETENTION = "offsets.retention.minutes";

    private final Admin admin;
    private final LogConfig config;
    private final TopicCheck check;

    /** @param admin stays the caller's */
    public Topics(Admin admin, KafkaConfig kafka, LogConfig config) {
        this.admin = admin;
        this.config = config;
        this.check = new TopicCheck(kafka, config);
    }

    /**
     * What the report says of the topics, after the missing ones have been made if they are to be.
     *
     * @throws KafkaException
     *             if Kafka cannot be asked
     */
    public Log ensure(Users users) throws InterruptedException {
        Cluster cluster = look(users);
        List<WantedTopic> missing = check.missing(cluster, users);
        if (missing.isEmpty() || config.management() == Management.Verify) {
            return check.report(cluster, users);
        }
        String obstacle = check.obstacle(cluster);
        if (obstacle.isEmpty()) {
            obstacle = create(missing);
        }
        cluster = look(users);
        for (int i = 0; i < LOOKS && obstacle.isEmpty() && !check.missing(cluster, users).isEmpty(); i++) {
            // Brokers hear of a new topic a little later than its maker.
            Thread.sleep(BETWEEN_LOOKS);
            cluster = look(users);
        }
        Log report = check.report(cluster, users);
        return obstacle.isEmpty()
                ? report
                : new Log(report.state(), obstacle + "; " + report.message(), report.commands(), report.clusterId(),
                        report.topicId(), report.partitions(), report.durable());
    }

    private String create(List<WantedTopic> missing) throws InterruptedException {
        var wanted = missing.stream()
                .map(topic -> new NewTopic(topic.name(), topic.partitions(),
                        (short) topic.replicationFactor()).configs(topic.configs()))
                .toList();
        String complaint = "";
        for (var created : admin.createTopics(wanted).values().entrySet()) {
            try {
                created.getValue().get();
                log.atInfo().addKeyValue("topic", created.getKey()).log("topic made");
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    complaint = "%s could not be made: %s".formatted(created.getKey(), e.getCause().getMessage());
                    log.atWarn()
                            .addKeyValue("topic", created.getKey())
                            .addKeyValue("error", e.getCause().toString())
                            .log("topic not made");
                }
            }
        }
        return complaint;
    }

    private Cluster look(Users users) throws InterruptedException {
        DescribeClusterResult cluster = admin.describeCluster();
        Map<String, TopicDescription> described = describe(check.names(users));
        List<ConfigResource> resources = described.keySet()
                .stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<ConfigResource, Config> configs = get(admin.describeConfigs(resources).all());
        Map<String, FoundTopic> found = new HashMap<>();
        described.forEach((name, topic) -> found.put(name, new FoundTopic(name, topic.topicId().toString(),
                topic.partitions().size(),
                topic.partitions().stream().mapToInt(partition -> partition.replicas().size()).min().orElse(0),
                settings(configs.get(new ConfigResource(ConfigResource.Type.TOPIC, name))))));
        var nodes = get(cluster.nodes());
        return new Cluster(get(cluster.clusterId()), nodes.size(), offsetsRetention(nodes.iterator().next().idString()),
                found);
    }

    private Map<String, TopicDescription> describe(List<String> names) throws InterruptedException {
        Map<String, TopicDescription> described = new HashMap<>();
        for (var one : admin.describeTopics(names).topicNameValues().entrySet()) {
            try {
                described.put(one.getKey(), one.getValue().get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw asKafka(e);
                }
            }
        }
        return described;
    }

    // Reading a broker's settings takes a right of its own; without it nothing is advised.
    private long offsetsRetention(String broker) throws InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, broker);
        try {
            Map<String, String> settings = settings(get(admin.describeConfigs(List.of(resource)).all()).get(resource));
            return Optional.ofNullable(settings.get(OFFSETS_RETENTION)).map(Long::parseLong).orElse(Long.MAX_VALUE);
        } catch (KafkaException e) {
            log.atDebug().addKeyValue("error", e.toString()).log("settings of the broker cannot be read");
            return Long.MAX_VALUE;
        }
    }

    private static Map<String, String> settings(Config config) {
        return config.entries()
                .stream()
                .filter(entry -> entry.value() != null)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw asKafka(e);
        }
    }

    private static KafkaException asKafka(ExecutionException e) {
        return e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
    }
}
