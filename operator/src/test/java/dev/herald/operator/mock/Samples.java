package dev.herald.operator.mock;

/** Resources and reports that tests begin with. */
public final class Samples {
    /** A pipeline with a door. */
    public static final String PIPELINE = """
            apiVersion: herald.dev/v1alpha1
            kind: NotificationPipeline
            metadata: {name: orders, namespace: shop, generation: 1, creationTimestamp: "2026-11-23T08:00:00Z"}
            spec:
              eventLog:
                kafka: {bootstrapServers: ["kafka:9092"], topic: orders, groupPrefix: orders}
                management: Create
              ingest: {mode: Enabled, replicas: 1, authentication: {type: None}}
            """;
    /** A channel of it. */
    public static final String EMAIL = """
            apiVersion: herald.dev/v1alpha1
            kind: Channel
            metadata: {name: email, namespace: shop, generation: 1, creationTimestamp: "2026-11-23T08:00:01Z"}
            spec:
              pipelineRef: {name: orders}
              type: Email
              startFrom: {position: Earliest}
              providers:
              - name: relay
                smtp: {host: smtp.shop, port: 587, from: shop@example.org}
                credentials: {secretRef: {name: relay}}
            """;
    /** Another. */
    public static final String HOOKS = """
            apiVersion: herald.dev/v1alpha1
            kind: Channel
            metadata: {name: hooks, namespace: shop, generation: 1, creationTimestamp: "2026-11-23T08:00:02Z"}
            spec:
              pipelineRef: {name: orders}
              type: Webhook
              startFrom: {position: Earliest}
              providers:
              - name: partner
                webhook: {url: "https://partner.example.org/hook"}
            """;
    /** Members of a report when all is well. */
    public static final String WELL = """
            "log": {"state": "Ready", "topicId": "t1", "partitions": 12, "durable": {"status": "True", "reason": "Replicated", "message": "3 replicas, 2 in sync"}},
            "channels": {"email": {"measured": true, "lag": 0, "totals": {"accepted": 1}, "credentials": {"state": "Present"}}, "hooks": {"measured": true}}""";
    /** An incident, given its state and the time of its end or null. */
    private static final String INCIDENT = """
            "incidents": [{"id": "i-7f3a9c", "rule": "failed", "measure": "FailedPercent", "channel": "email", "class": {"attachments": "true"}, "state": "%s",
              "onset": "2026-11-23T08:10:00Z", "detected": "2026-11-23T08:10:05Z", "closed": %s, "affected": 38, "actions": ["Alert", "CreateReplayJob"],
              "message": "38 of 38 with attachments=true failed in 5m"}]""";

    private Samples() {
    }

    /** Members of a report with the incident open, and traffic at any time. */
    public static String open() {
        return WELL.replace("\"lag\": 0,", "\"lag\": 0, \"lastDecision\": \"2099-01-01T00:00:00Z\",") + ", "
                + INCIDENT.formatted("Open", "null");
    }

    /** Members of a report with the incident closed. */
    public static String closed() {
        return WELL + ", " + INCIDENT.formatted("Closed", "\"2026-11-23T08:20:00Z\"");
    }

    /** The member of a report about a replay. */
    public static String replay(String job, String phase) {
        return """
                "replays": [{"job": "%s", "phase": "%s", "counts": {"matched": 38, "sent": 38}, "startedAt": "2026-11-23T08:21:00Z", "finishedAt": %s}]"""
                .formatted(job, phase, phase.equals("Complete") ? "\"2026-11-23T08:22:00Z\"" : "null");
    }
}
