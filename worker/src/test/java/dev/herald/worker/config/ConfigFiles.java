package dev.herald.worker.config;

import java.nio.charset.StandardCharsets;

/** The files of docs/formats.md, section 7, as tests change them. */
final class ConfigFiles {
    static final String WORKER = """
            {"v": 1, "namespace": "shop", "pipeline": "orders", "revision": "3f9a1c22",
             "kafka": {"bootstrapServers": ["kafka:9092"], "topic": "orders", "groupPrefix": "orders"},
             "log": {"management": "Create", "partitions": 12, "maxMessageSize": 10485760,
                     "replicationFactor": 3, "minInSyncReplicas": 2, "retention": "PT168H", "policy": "Enforce"},
             "concurrency": 64,
             "send": {"channel": "email", "key": "email", "type": "Email", "lease": "PT30S", "margin": "PT5S",
                      "startFrom": {"position": "Created", "time": "2026-11-23T08:00:00Z"},
                      "provider": {"name": "relay", "timeout": "PT10S",
                                   "smtp": {"host": "smtp.shop", "port": 587, "tls": "Required", "from": "shop@example.org"}}}}
            """;
    static final String LIVE = """
            {"v": 1, "suspend": false, "format": "json-v1",
             "delivery": {"retry": 8, "backoffPolicy": "Exponential", "backoffDelay": "PT5S", "maxBackoff": "PT1H", "timeToLive": "PT72H"},
             "channels": {"email": {"name": "email", "type": "Email", "suspend": false, "onUnknown": "Resend"},
                          "hooks": {"name": "hooks", "type": "Webhook", "suspend": false, "onUnknown": "Park"}},
             "noDataFor": "PT3M",
             "rules": [{"name": "failed", "measure": "FailedPercent", "window": "PT5M", "minimumCount": 50, "raise": 5, "clear": 1, "clearFor": "PT30S",
                        "actions": ["Alert", "CreateReplayJob"]}]}
            """;

    private ConfigFiles() {
    }

    static WorkerConfig worker(String json) {
        return WorkerConfig.parse("worker.json", json.getBytes(StandardCharsets.UTF_8));
    }

    static LiveSettings live(String json) {
        return LiveSettings.parse("live.json", json.getBytes(StandardCharsets.UTF_8));
    }
}
