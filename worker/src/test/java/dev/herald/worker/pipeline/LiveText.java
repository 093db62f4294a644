package dev.herald.worker.pipeline;

/** A live.json as tests change it. */
public record LiveText(boolean suspend, int retry, String backoff, String onUnknown) {

    public LiveText() {
        this(false, 5, "PT0.5S", "Resend");
    }

    public LiveText suspended(boolean now) {
        return new LiveText(now, retry, backoff, onUnknown);
    }

    public LiveText retries(int number) {
        return new LiveText(suspend, number, backoff, onUnknown);
    }

    public LiveText parking() {
        return new LiveText(suspend, retry, backoff, "Park");
    }

    String json() {
        return """
                {"v": 1, "suspend": %s, "format": "json-v1",
                 "delivery": {"retry": %d, "backoffPolicy": "Linear", "backoffDelay": "%s", "maxBackoff": "PT1M",
                              "timeToLive": "PT72H"},
                 "channels": {"hooks": {"name": "hooks", "type": "Webhook", "suspend": false, "onUnknown": "%s"}},
                 "noDataFor": "PT3M", "rules": []}
                """.formatted(suspend, retry, backoff, onUnknown);
    }
}
