package dev.herald.operator.scaling;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.operator.plan.Json;
import java.util.Optional;

/**
 * A channel's part of an account's limit, in thousandths so that the parts add up exactly. A token bucket of live messages and one of replays, each with its rate and its depth.
 *
 * @param live
 *            thousandths of a message a second for live messages
 * @param replay
 *            the same for replays
 * @param liveBurst
 *            thousandths of a message at once, live
 * @param replayBurst
 *            the same for replays
 */
public record QuotaPart(long live, long replay, long liveBurst, long replayBurst) {
    /** What it is called in a channel's entry of the live file. */
    public static final String MEMBER = "rate";

    static final long UNITS = 1000;

    /** A channel's part as its entry in the live file has it; empty if it has none. */
    public static Optional<QuotaPart> of(JsonNode entry) {
        return Optional.of(entry.path(MEMBER)).filter(JsonNode::isObject).map(QuotaPart::read);
    }

    private static QuotaPart read(JsonNode part) {
        return new QuotaPart(part.path("live").asLong(), part.path("replay").asLong(),
                part.path("liveBurst").asLong(), part.path("replayBurst").asLong());
    }

    /** The same, as it is written there. */
    public JsonNode json() {
        return Json.object()
                .put("live", live)
                .put("replay", replay)
                .put("liveBurst", liveBurst)
                .put("replayBurst", replayBurst);
    }

    /** Messages a second of both: what {@link ScalingFacts#quotaPerSecond()} asks for. */
    public double perSecond() {
        return (double) rate() / UNITS;
    }

    /** So many thousandths, shared between live and replay as these are. */
    QuotaPart of(long rate, long depth) {
        long[] rates = Apportionment.of(rate, new long[]{live, replay});
        long[] depths = Apportionment.of(depth, new long[]{live, replay});
        return new QuotaPart(rates[0], rates[1], depths[0], depths[1]);
    }

    long rate() {
        return live + replay;
    }

    long depth() {
        return liveBurst + replayBurst;
    }
}
