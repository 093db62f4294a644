package dev.herald.api.v1alpha1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoredResourcesTest {
    private static final String PIPELINE = """
            apiVersion: herald.dev/v1alpha1
            kind: NotificationPipeline
            metadata: {name: orders}
            spec:
              eventLog: {kafka: {bootstrapServers: ["kafka:9092"], topic: orders, groupPrefix: orders}}
            """;

    @Test
    void whatTheSchemaDefaultsIsThereEvenIfNoApiServerFilledItIn() {
        NotificationPipelineSpec spec = Serialization.unmarshal(PIPELINE, NotificationPipeline.class).getSpec();

        assertEquals(EventLog.Management.Verify, spec.eventLog().management());
        assertEquals(new EventLog.Durability(3L, 2L, "168h", EventLog.Policy.Enforce), spec.eventLog().durability());
        assertEquals(Ingest.Mode.Disabled, spec.ingest().mode());
        assertEquals(FailurePolicy.Create.Always, spec.failurePolicy().replay().create());
        assertNull(spec.delivery(), "operator defaults are not the API's");
        assertNull(spec.eventLog().partitions());
    }

    @Test
    void fieldsOfANewerVersionAreLeftOut() {
        NotificationPipeline pipeline = Serialization.unmarshal(
                PIPELINE + "  rollout: {steps: [5, 50]}\n  failover: {mode: Auto}\n", NotificationPipeline.class);

        assertEquals("orders", pipeline.getSpec().eventLog().kafka().topic());
    }

    @Test
    void valuesOfANewerVersionAreSeenAsUnrecognised() {
        NotificationPipeline pipeline = Serialization.unmarshal(PIPELINE
                + "  failurePolicy: {rules: [{name: late, measure: Bounces, actions: [Alert, Page]}]}\n",
                NotificationPipeline.class);

        FailurePolicy.Rule rule = pipeline.getSpec().failurePolicy().rules().getFirst();
        assertEquals(FailurePolicy.Measure.Unrecognised, rule.measure());
        assertEquals(List.of(FailurePolicy.Action.Alert, FailurePolicy.Action.Unrecognised), rule.actions());
    }

    @Test
    void aValueOfTheWrongTypeNamesItsField() {
        var error = assertThrows(RuntimeException.class,
                () -> Serialization.unmarshal(PIPELINE + "  ingest: {mode: {a: b}}\n", NotificationPipeline.class));

        assertTrue(messages(error).contains("mode"), messages(error));
    }

    @Test
    void numbersBeyondAnIntAreRead() {
        NotificationPipeline pipeline = Serialization.unmarshal(PIPELINE + "  delivery: {retry: 99999999999}\n",
                NotificationPipeline.class);

        assertEquals(99_999_999_999L, pipeline.getSpec().delivery().retry());
    }

    @Test
    void amountsAreReadAsNumbersAndAsTexts() {
        NotificationPipeline pipeline = Serialization.unmarshal(
                PIPELINE + "  worker: {resources: {requests: {cpu: 2, memory: 256Mi}}}\n",
                NotificationPipeline.class);

        assertEquals(new WorkerSettings.Amounts(new Quantity("2"), new Quantity("256", "Mi")),
                pipeline.getSpec().worker().resources().requests());
    }

    @Test
    void statusIsWrittenAsItIsRead() {
        var incident = new NotificationPipelineStatus.Incident("i-7f3a9c", "failed",
                FailurePolicy.Measure.FailedPercent, "email", Map.of("attachments", "true"),
                NotificationPipelineStatus.State.Open, Instant.parse("2026-11-23T08:00:00Z"),
                Instant.parse("2026-11-23T08:01:00.250Z"), null, 38L,
                List.of(FailurePolicy.Action.CreateReplayJob), "orders-i-7f3a9c", "38 of 38 failed");
        var status = new NotificationPipelineStatus(3L,
                List.of(new Condition("Ready", Condition.Status.True, 3L, Instant.EPOCH, "RolledOut", "")), "3f9a1c22",
                "77aa0b1c",
                List.of(new NotificationPipelineStatus.RevisionStatus("77aa0b1c", "worker:2",
                        NotificationPipelineStatus.RevisionState.Ramping, 50L, List.of("json-v1"),
                        Instant.parse("2026-11-23T08:00:00Z"), "has 6 of 12 partitions")),
                new NotificationPipelineStatus.ProbeStatus("77aa0b1c-7", NotificationPipelineStatus.Verdict.Passed,
                        List.of(new NotificationPipelineStatus.Stratum("attachments=true", 20L, 0L, 0L)), List.of(),
                        "all alike", Instant.parse("2026-11-23T08:00:00Z")),
                "json-v1", "json-v2", "json-v1; json-v2 waits", "1/1", 0L, null, 1L, List.of(incident),
                new NotificationPipelineStatus.EventLogStatus("b1c9", 12L));

        String json = Serialization.asJson(status);

        assertEquals(status, Serialization.unmarshal(json, NotificationPipelineStatus.class));
        assertTrue(json.contains("\"class\":{\"attachments\":\"true\"}"), json);
        assertTrue(json.contains("\"onset\":\"2026-11-23T08:00:00Z\""), json);
        assertTrue(json.contains("\"message\":\"\""), "a condition's message is required, even if empty: " + json);
        assertFalse(json.contains("closed"), json);
    }

    @Test
    void everyTypeToleratesWhatItDoesNotKnow() {
        Set<Class<?>> types = new HashSet<>();
        for (Class<?> root : List.of(NotificationPipelineSpec.class, NotificationPipelineStatus.class,
                ChannelSpec.class, ChannelStatus.class,
                ReplayJobSpec.class, ReplayJobStatus.class)) {
            collect(root, types);
        }

        assertTrue(types.size() > 30, types.toString());
        for (Class<?> type : types) {
            if (type.isRecord()) {
                JsonIgnoreProperties ignored = type.getAnnotation(JsonIgnoreProperties.class);
                assertTrue(ignored != null && ignored.ignoreUnknown(), type + " fails on a field it does not know");
            } else {
                JsonDeserialize read = type.getAnnotation(JsonDeserialize.class);
                assertTrue(read != null && read.using() == Tolerant.class, type + " fails on a value it does not know");
                assertTrue(Set.of(type.getEnumConstants())
                        .stream()
                        .anyMatch(constant -> constant.toString().equals("Unrecognised")), type.toString());
            }
        }
    }

    private static void collect(Type type, Set<Class<?>> found) {
        switch (type) {
            case ParameterizedType generic ->
                List.of(generic.getActualTypeArguments()).forEach(argument -> collect(argument, found));
            case Class<?> each when (each.isRecord() || each.isEnum()) && found.add(each) && each.isRecord() -> {
                for (RecordComponent component : each.getRecordComponents()) {
                    collect(component.getGenericType(), found);
                }
            }
            default -> {
                // a type of the language or of Kubernetes
            }
        }
    }

    private static String messages(Throwable error) {
        return error == null ? "" : error.getMessage() + "\n" + messages(error.getCause());
    }
}
