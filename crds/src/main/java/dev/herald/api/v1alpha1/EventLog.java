package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.herald.api.ByteSizes;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** The topics in Kafka that hold everything durable about a pipeline's messages. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(value = "!has(self.maxMessageSize) || quantity(self.maxMessageSize).isLessThan(quantity('2Gi'))", fieldPath = ".maxMessageSize", message = "maxMessageSize must be below 2Gi (2048Mi), which is as large as a record of Kafka can be")
public record EventLog(
        @Required @JsonPropertyDescription("Where the log is.") Kafka kafka,
        @Default("Verify") @JsonPropertyDescription("Create: Herald makes the topics it needs. Verify: Herald only checks them, and the condition Ready prints the exact commands for what is missing.") Management management,
        @Min(1) @Max(1000) @JsonPropertyDescription("Partitions of the topics that Herald creates: at most so many senders of a channel work at once. Absent: 12. Partitions that exist are never removed.") Long partitions,
        @Pattern(ByteSizes.PATTERN) @Size(min = 1, max = ByteSizes.MAX_LENGTH) @JsonPropertyDescription("The largest message the log takes, attachments included, in bytes or with Ki or Mi; the ingest answers 413 beyond it. Absent: 10Mi.") String maxMessageSize,
        @Default("{}") @JsonPropertyDescription("How the log outlives the loss of a broker, and how long it remembers.") Durability durability) {

    public EventLog {
        management = management == null ? Management.Verify : management;
        durability = durability == null ? new Durability(null, null, null, null) : durability;
    }

    /** Who makes the topics. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Management {
        Create, Verify,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** Where the log is. Two pipelines never share cluster, topic and group prefix. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(value = "self.topic == oldSelf.topic", fieldPath = ".topic", message = "eventLog.kafka.topic is immutable: another topic is another pipeline")
    @ValidationRule(value = "self.groupPrefix == oldSelf.groupPrefix", fieldPath = ".groupPrefix", message = "eventLog.kafka.groupPrefix is immutable: what has been sent is recorded under it")
    @ValidationRule(value = "!self.topic.startsWith(self.groupPrefix + '.') || !(self.topic.endsWith('.ledger') || self.topic.endsWith('.feed') || self.topic in [self.groupPrefix + '.control', self.groupPrefix + '.quarantine', self.groupPrefix + '.status'])", fieldPath = ".topic", message = "eventLog.kafka.topic must not be the name of a topic that Herald makes under groupPrefix: .control, .quarantine, .status, or one that ends in .ledger or .feed")
    @ValidationRule(value = "self.bootstrapServers.all(server, int(server.substring(server.lastIndexOf(':') + 1)) <= 65535)", fieldPath = ".bootstrapServers", message = "eventLog.kafka.bootstrapServers: a port is at most 65535")
    public record Kafka(
            @Required @Size(min = 1, max = 16) @JsonPropertyDescription("Brokers to ask first, each as host:port; an IPv6 address stands in brackets. Two or three are enough, the rest is found through them.") List<@Size(min = 3, max = 262) @Pattern("^(\\[[0-9A-Fa-f:.]{2,45}\\]|[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?):[1-9][0-9]{0,4}$") String> bootstrapServers,
            @Required @Size(min = 1, max = 200) @Pattern("^[a-zA-Z0-9_-][a-zA-Z0-9._-]*$") @JsonPropertyDescription("The topic that holds the messages. Immutable.") String topic,
            @Required @Size(min = 1, max = 100) @Pattern("^[a-zA-Z0-9_-][a-zA-Z0-9._-]*$") @JsonPropertyDescription("What the names of Herald's own topics and consumer groups begin with, such as <groupPrefix>.control. Immutable.") String groupPrefix) {

        public Kafka {
            bootstrapServers = Absent.orEmpty(bootstrapServers);
        }
    }

    /** What the log promises. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(value = "!has(self.minInSyncReplicas) || !has(self.replicationFactor) || self.minInSyncReplicas <= self.replicationFactor", fieldPath = ".minInSyncReplicas", message = "durability.minInSyncReplicas (2 when not said) must not be above durability.replicationFactor (3 when not said), or nothing could ever be written")
    @ValidationRule(value = "!has(self.retention) || duration(self.retention) >= duration('1m')", fieldPath = ".retention", message = "durability.retention must be at least 1m")
    public record Durability(
            @Default("3") @Min(1) @Max(9) @JsonPropertyDescription("Copies of each message, on different brokers. Default 3.") Long replicationFactor,
            @Default("2") @Min(1) @Max(9) @JsonPropertyDescription("Copies that must be there before a message counts as accepted. Default 2: one broker can be lost without losing a message, or refusing one.") Long minInSyncReplicas,
            @Default("168h") @DurationText @JsonPropertyDescription("How long the log remembers a message, such as 168h, the default. A replay reaches no further back, and delivery.timeToLive must be shorter.") String retention,
            @Default("Enforce") @JsonPropertyDescription("Enforce, the default: when the topics promise less than this, the pipeline is not Ready. Warn: it runs, and the condition LogDurable says that the promise does not hold.") Policy policy) {

        public Durability {
            replicationFactor = replicationFactor == null ? Long.valueOf(3) : replicationFactor;
            minInSyncReplicas = minInSyncReplicas == null ? Long.valueOf(2) : minInSyncReplicas;
            retention = retention == null ? "168h" : retention;
            policy = policy == null ? Policy.Enforce : policy;
        }
    }

    /** What is done when the topics promise less. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Policy {
        Enforce, Warn,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }
}
