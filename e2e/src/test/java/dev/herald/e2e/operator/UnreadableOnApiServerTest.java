package dev.herald.e2e.operator;

import static dev.herald.e2e.operator.OperatedNamespace.WEBHOOK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.e2e.chart.AuditLog;
import dev.herald.e2e.chart.InstalledChart;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the operator makes of resources that no schema would take any more, or not yet. It acts as the service account of the chart, with the chart's Role in its
 * namespace.
 */
@Tag("apiserver")
class UnreadableOnApiServerTest {
    private static final String PIPELINE = """
            apiVersion: herald.dev/v1alpha1
            kind: NotificationPipeline
            metadata: {name: orders}
            spec: {eventLog: {kafka: {bootstrapServers: ["kafka:9092"], topic: orders, groupPrefix: orders}}}
            """;

    private static OperatedCluster operated;
    private static KubernetesClient client;
    private static ChannelSchema schema;

    private OperatedNamespace namespace;

    @BeforeAll
    static void startServer() throws Exception {
        operated = OperatedCluster.start("unreadable-test");
        client = operated.cluster().client();
        schema = new ChannelSchema(client);
    }

    @AfterAll
    static void stopServer() {
        operated.close();
    }

    @BeforeEach
    void start() throws Exception {
        namespace = OperatedNamespace.open(operated, "operator");
    }

    @AfterEach
    void stop() {
        namespace.close();
        assertEquals(List.of(), new AuditLog(operated.server().audit()).refused(InstalledChart.USER));
    }

    @Test
    void whatCannotBeReadBecomesAConditionThereAndStopsNothingElse() throws Exception {
        namespace.apply(PIPELINE);
        namespace.applyChannel("hooks", WEBHOOK);
        namespace.eventually(() -> assertEquals("True/RolledOut", namespace.condition("Channel", "hooks", "Ready")));
        try {
            schema.loosen();
            namespace.applyChannel("wrong-type", WEBHOOK.replace("providers:\n", "suspend: maybe\n  providers:\n"));
            namespace.applyChannel("unknown-enum", WEBHOOK.replace("Webhook", "Pigeon"));
        } finally {
            schema.tighten();
        }
        // An operator that is older than the schema.
        schema.extend("speed", WEBHOOK);
        namespace.applyChannel("unknown-field", WEBHOOK + "  speed: 5\n");

        // While it runs,
        namespace.eventually(this::theTwoAreTold);
        namespace.stopOperator();
        // when it starts,
        List.of("wrong-type", "unknown-enum", "unknown-field")
                .forEach(name -> namespace.patchStatus("Channel", name, "{\"status\": null}"));
        namespace.startOperator();
        namespace.eventually(this::theThreeAreTold);
        // and with all that in the cluster, others are served.
        namespace.applyChannel("later", WEBHOOK);
        namespace.eventually(() -> assertEquals("True/RolledOut", namespace.condition("Channel", "later", "Ready")));
    }

    @Test
    void whereEvenAStatusIsRefusedAnEventTells() throws Exception {
        namespace.stopOperator();
        try {
            schema.loosen();
            namespace.applyChannel("no-spec", "  {pipelineRef: {name: orders}}\n");
        } finally {
            schema.tighten();
        }

        namespace.startOperator();
        namespace.eventually(() -> {
            List<String> notes = client.v1()
                    .events()
                    .inNamespace(namespace.name())
                    .list()
                    .getItems()
                    .stream()
                    .map(event -> event.getReason() + " " + event.getMessage())
                    .toList();
            assertEquals(1, notes.size(), notes.toString());
            assertTrue(notes.getFirst()
                    .startsWith(
                            "StatusRefused spec.type: is required. No status can be written until that is mended: "),
                    notes.toString());
        });
    }

    private void theTwoAreTold() {
        assertEquals("True/Unreadable spec.suspend: must be true or false", told("wrong-type"));
        assertEquals(
                "True/Unrecognised spec.type: this version of Herald does not know \"Pigeon\"; write one of Email, Webhook, or upgrade Herald",
                told("unknown-enum"));
    }

    /** A watch that began under the old schema is not shown the new field for a minute; a list is at once. */
    private void theThreeAreTold() {
        theTwoAreTold();
        assertEquals(
                "True/Unrecognised spec.speed: this version of Herald does not know the field; remove it, or upgrade Herald",
                told("unknown-field"));
    }

    private String told(String channel) {
        return namespace.condition("Channel", channel, "Stalled") + " "
                + namespace.message("Channel", channel, "Stalled");
    }
}
