package dev.herald.worker.replay;

import java.util.Map;
import java.util.stream.Stream;

/**
 * What became of the units a replay matched (in Quarantine mode: of the messages). Each is in exactly one of the parts.
 *
 * @param alreadyAccepted
 *            a provider had taken it by another claim
 * @param stale
 *            too old to be of use
 * @param sent
 *            accepted by a claim of this replay
 * @param failed
 *            refused once more, for good
 * @param unknown
 *            sent by this replay, and nobody knows whether it arrived
 * @param skipped
 *            not sent for another reason: expired, undecodable, or another replay was first
 * @param remaining
 *            not yet decided
 */
public record Counts(long alreadyAccepted, long stale, long sent, long failed, long unknown, long skipped,
        long remaining) {

    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

    static Counts of(Map<Verdict, Long> parts) {
        return new Counts(part(parts, Verdict.ALREADY_ACCEPTED), part(parts, Verdict.STALE), part(parts, Verdict.SENT),
                part(parts, Verdict.FAILED, Verdict.REFUSED), part(parts, Verdict.UNKNOWN),
                part(parts, Verdict.SKIPPED, Verdict.EXPIRED, Verdict.UNDECODABLE), part(parts, Verdict.REMAINING));
    }

    private static long part(Map<Verdict, Long> parts, Verdict... verdicts) {
        return Stream.of(verdicts).mapToLong(verdict -> parts.getOrDefault(verdict, 0L)).sum();
    }

    /** All that were selected: the sum of the parts. */
    public long matched() {
        return alreadyAccepted + stale + sent + failed + unknown + skipped + remaining;
    }

    Counts plus(Counts other) {
        return new Counts(alreadyAccepted + other.alreadyAccepted, stale + other.stale, sent + other.sent,
                failed + other.failed, unknown + other.unknown, skipped + other.skipped, remaining + other.remaining);
    }
}
