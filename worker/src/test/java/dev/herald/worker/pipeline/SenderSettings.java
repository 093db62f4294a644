package dev.herald.worker.pipeline;

import java.time.Instant;

/** What is different between the worker.json of tests. Times are short, so that tests need not wait long for Unknown. */
public record SenderSettings(String revision, String type, int concurrency, String lease, String margin, String timeout,
        String startFrom) {

    public static final String EARLIEST = "{\"position\": \"Earliest\"}";

    public SenderSettings() {
        this("3f9a1c22", "Webhook", 8, "PT3S", "PT1S", "PT2S", EARLIEST);
    }

    public SenderSettings concurrency(int number) {
        return new SenderSettings(revision, type, number, lease, margin, timeout, startFrom);
    }

    public SenderSettings revision(String name) {
        return new SenderSettings(name, type, concurrency, lease, margin, timeout, startFrom);
    }

    /** As what kind of channel messages are read. */
    public SenderSettings type(String name) {
        return new SenderSettings(revision, name, concurrency, lease, margin, timeout, startFrom);
    }

    public SenderSettings startFrom(String json) {
        return new SenderSettings(revision, type, concurrency, lease, margin, timeout, json);
    }

    public SenderSettings times(String newLease, String newMargin, String newTimeout) {
        return new SenderSettings(revision, type, concurrency, newLease, newMargin, newTimeout, startFrom);
    }

    String json(Pipeline pipeline, String url) {
        return """
                {"v": 1, "namespace": "test", "pipeline": "orders", "revision": "%s",
                 %s,
                 "concurrency": %d,
                 "send": {"channel": "hooks", "key": "hooks", "type": "%s", "lease": "%s", "margin": "%s",
                          "startFrom": %s,
                          "provider": {"name": "sink", "timeout": "%s",
                                       "webhook": {"url": "%s", "addresses": "Any"}}}}
                """.formatted(revision, shared(pipeline), concurrency, type, lease, margin, startFrom, timeout, url);
    }

    /** The worker.json of a replay. */
    static String replay(Pipeline pipeline, String job, String mode, Instant from) {
        return """
                {"v": 1, "namespace": "test", "pipeline": "orders", "revision": "3f9a1c22",
                 %s,
                 "concurrency": 1,
                 "replay": {"job": "%s", "mode": "%s", "window": {"from": "%s"},
                            "selector": {"channels": ["hooks"]}}}
                """.formatted(shared(pipeline), job, mode, from);
    }

    static String shared(Pipeline pipeline) {
        return """
                "kafka": {"bootstrapServers": ["%s"], "topic": "%s", "groupPrefix": "%s"},
                "log": {"management": "Verify", "partitions": %d, "maxMessageSize": 1048576, "replicationFactor": 1,
                        "minInSyncReplicas": 1, "retention": "PT168H", "policy": "Warn"}
                """.formatted(pipeline.kafka().bootstrapServers().getFirst(), pipeline.names().log(),
                pipeline.names().groupPrefix(), pipeline.partitions());
    }
}
