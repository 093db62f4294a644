package dev.herald.worker.status.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.herald.worker.status.report.Report.IncidentEntry;
import dev.herald.worker.status.report.Report.Replay;
import dev.herald.worker.status.rules.Incident;

/** The JSON of the report, and of incidents on the control topic. */
public final class ReportFormat {

    private static final int CONTROL_VERSION = 1;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new InstantReader()))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ReportFormat() {
    }

    /** The report as it is sent. */
    public static byte[] encode(Report report) {
        return write(report);
    }

    /**
     * @throws IllegalArgumentException
     *             if it is not a report of a version that is known
     */
    public static Report decode(byte[] json) {
        JsonNode tree = tree(json, Report.VERSION);
        return JSON.convertValue(tree, Report.class);
    }

    /** The value of an incident's record on the control topic. */
    public static byte[] encodeIncident(Incident incident) {
        ObjectNode json = JSON.createObjectNode().put("v", CONTROL_VERSION);
        json.setAll((ObjectNode) JSON.valueToTree(entry(incident)));
        return write(json);
    }

    /**
     * @throws IllegalArgumentException
     *             if it is not an incident of a version that is known
     */
    public static Incident decodeIncident(byte[] json) {
        IncidentEntry entry = JSON.convertValue(tree(json, CONTROL_VERSION), IncidentEntry.class);
        if (Stream.of(entry.id(), entry.rule(), entry.measure(), entry.channel(), entry.of(), entry.onset(),
                entry.detected(), entry.actions(), entry.message()).anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("a member of the incident is missing");
        }
        return new Incident(entry.id(), entry.rule(), entry.measure(), entry.channel(), entry.messageClass(),
                entry.onset(), entry.detected(), Optional.ofNullable(entry.closed()), entry.affected(),
                entry.actions(), entry.message());
    }

    /**
     * A replay's record on the control topic.
     *
     * @param job
     *            from the record's key
     * @throws IllegalArgumentException
     *             if it is not one of a version that is known
     */
    public static Replay decodeReplay(String job, byte[] json) {
        ObjectNode tree = tree(json, CONTROL_VERSION);
        Replay replay = JSON.convertValue(tree.put("job", job), Replay.class);
        if (replay.phase() == null || replay.at() == null) {
            throw new IllegalArgumentException("phase or at of the replay is missing");
        }
        return replay;
    }

    static <T> T decodeControl(byte[] json, Class<T> type) {
        return JSON.convertValue(tree(json, CONTROL_VERSION), type);
    }

    /** The record on the control topic that says up to when rules have been judged. */
    public static byte[] encodeEvaluated(Instant until) {
        return write(JSON.createObjectNode().put("v", CONTROL_VERSION).put("evaluated", until.toString()));
    }

    /**
     * @throws IllegalArgumentException
     *             if it is not one of a version that is known
     */
    public static Instant decodeEvaluated(byte[] json) {
        try {
            return Instant.parse(tree(json, CONTROL_VERSION).path("evaluated").asText());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("evaluated is no time", e);
        }
    }

    static IncidentEntry entry(Incident incident) {
        return new IncidentEntry(incident.id(), incident.rule(), incident.measure(), incident.channel(),
                incident.of().labels(), incident.isOpen() ? IncidentEntry.State.Open : IncidentEntry.State.Closed,
                incident.onset(), incident.detected(), incident.closed().orElse(null), incident.affected(),
                incident.actions(), incident.message());
    }

    private static ObjectNode tree(byte[] json, int version) {
        try {
            JsonNode tree = JSON.readTree(json);
            if (!(tree instanceof ObjectNode)) {
                throw new IllegalArgumentException("not a JSON object");
            }
            if (tree.path("v").asInt() != version) {
                throw new IllegalArgumentException("version " + tree.path("v") + " is not known, only " + version);
            }
            return (ObjectNode) tree;
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
        }
    }

    private static byte[] write(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class InstantReader extends StdDeserializer<Instant> {
        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            try {
                return Instant.parse(parser.getText());
            } catch (DateTimeException e) {
                throw context.weirdStringException(parser.getText(), Instant.class, "not an RFC 3339 time");
            }
        }
    }
}
