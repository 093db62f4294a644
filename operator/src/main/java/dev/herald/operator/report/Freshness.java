package dev.herald.operator.report;

import java.time.Duration;
import java.util.Optional;

/**
 * Judges reports by the operator's own monotonic clock: what counts is when (instance, sequence) last moved here, whatever the report says of its time. No clock and no
 * thread; times are nanoseconds from an arbitrary origin.
 */
final class Freshness {
    /** A report moves at least every 10 s (docs/formats.md, section 8): thrice that is no accident. */
    static final Duration STALE_AFTER = Duration.ofSeconds(30);

    private final long began;
    private Optional<Report> last = Optional.empty();
    private long movedAt;
    private boolean moved;
    private Optional<Sighting> trouble = Optional.empty();

    Freshness(long now) {
        this.began = now;
        this.movedAt = now;
    }

    /** A report has come; whether it is news. */
    boolean came(Report report, long now) {
        trouble = Optional.empty();
        boolean news = last.isEmpty() || last.get().sequence() != report.sequence()
                || !last.get().instance().equals(report.instance());
        if (news) {
            moved = last.isPresent();
            last = Optional.of(report);
            movedAt = now;
        }
        return news;
    }

    /** Asking failed. */
    void failed(Sighting why) {
        trouble = Optional.of(why);
    }

    /** The sequence to ask beyond; below all sequences, which begin at 1, if there is none. */
    long sequence() {
        return last.map(Report::sequence).orElse(0L);
    }

    /** What is known. A short trouble changes nothing: what was reported seconds ago still holds. */
    Sighting at(long now) {
        boolean old = now - movedAt > STALE_AFTER.toNanos();
        if (last.isPresent() && !old) {
            return new Sighting.Fresh(last.get(), moved);
        }
        if (last.isEmpty() && now - began <= STALE_AFTER.toNanos()) {
            return new Sighting.Pending("The status worker has not reported yet.");
        }
        return trouble.orElseGet(() -> last.isEmpty()
                ? new Sighting.Pending("The status worker has not reported yet.")
                : new Sighting.Stale("The report has stood still at number %d for more than %d s."
                        .formatted(last.get().sequence(), STALE_AFTER.toSeconds())));
    }
}
