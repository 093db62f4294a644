package dev.herald.worker.pipeline;

/**
 * A live.json as tests change it.
 *
 * @param share
 *            the channel's members that say which revision works on which partitions
 * @param replaySharePercent
 *            of the slots that replays may take beside live work
 * @param rate
 *            the channel's member of that name; empty: no limit
 * @param replays
 *            what may be changed of replays while they run, by job
 */
public record LiveText(boolean suspend, int retry, String backoff, String onUnknown, String share,
        int replaySharePercent, String rate, String replays) {

    public LiveText() {
        this(false, 5, "PT0.5S", "Resend", "", 25, "", "{}");
    }

    public LiveText suspended(boolean now) {
        return new LiveText(now, retry, backoff, onUnknown, share, replaySharePercent, rate, replays);
    }

    public LiveText retries(int number) {
        return new LiveText(suspend, number, backoff, onUnknown, share, replaySharePercent, rate, replays);
    }

    public LiveText parking() {
        return new LiveText(suspend, retry, backoff, "Park", share, replaySharePercent, rate, replays);
    }

    /** This revision works on all partitions. */
    public LiveText serving(String revision) {
        return new LiveText(suspend, retry, backoff, onUnknown, ", \"serving\": \"%s\"".formatted(revision),
                replaySharePercent, rate, replays);
    }

    /** The next revision works on the partitions below a number, and the one that serves on the others. */
    public LiveText ramp(String serving, String next, int partitions) {
        return new LiveText(suspend, retry, backoff, onUnknown,
                ", \"serving\": \"%s\", \"ramp\": {\"revision\": \"%s\", \"partitions\": %d}".formatted(serving, next,
                        partitions),
                replaySharePercent, rate, replays);
    }

    public LiveText replayShare(int percent) {
        return new LiveText(suspend, retry, backoff, onUnknown, share, percent, rate, replays);
    }

    /** Messages a second, live and of replays, and how many of each at once. */
    public LiveText rate(int live, int replay, int burst) {
        return new LiveText(suspend, retry, backoff, onUnknown, share, replaySharePercent,
                ", \"rate\": {\"live\": %d000, \"replay\": %d000, \"liveBurst\": %d000, \"replayBurst\": %d000}"
                        .formatted(live, replay, burst, burst),
                replays);
    }

    /** What may be changed of one replay, as the members of its entry. */
    public LiveText replay(String job, String members) {
        return new LiveText(suspend, retry, backoff, onUnknown, share, replaySharePercent, rate,
                "{\"%s\": {%s}}".formatted(job, members));
    }

    String json() {
        return """
                {"v": 1, "suspend": %s, "format": "json-v1",
                 "delivery": {"retry": %d, "backoffPolicy": "Linear", "backoffDelay": "%s", "maxBackoff": "PT1M",
                              "timeToLive": "PT72H"},
                 "channels": {"hooks": {"name": "hooks", "type": "Webhook", "suspend": false, "onUnknown": "%s",
                                        "replaySharePercent": %d%s%s}},
                 "noDataFor": "PT3M", "rules": [], "replays": %s}
                """.formatted(suspend, retry, backoff, onUnknown, replaySharePercent, share, rate,
                replays);
    }
}
