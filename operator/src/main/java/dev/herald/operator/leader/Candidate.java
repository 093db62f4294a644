package dev.herald.operator.leader;

import java.time.Duration;
import java.util.Optional;

/**
 * What one replica makes of the Lease it reads: pure decisions, without thread or client. The times in a Lease are never compared with a clock of this machine. A
 * foreign Lease has run out when this replica has seen it unchanged for its whole duration; its own ends {@link #RENEW_WITHIN} after the last renewal was <em>asked
 * for</em>, which the others can have seen only later. So clocks may differ by any amount. They must not run at speeds that differ by half.
 *
 * <p>
 * Reading and writing is one thread's; anybody may ask whether it leads.
 */
final class Candidate {
    /** How long others leave a Lease alone that does not change. The figure of client-go and of the components of Kubernetes. */
    static final Duration DURATION = Duration.ofSeconds(15);
    /** A leader that could not renew for that long leads no more; the rest of {@link #DURATION} is for what it has under way. */
    static final Duration RENEW_WITHIN = Duration.ofSeconds(10);

    private final String identity;
    private LeaseRecord seen;
    private Moment unchangedSince;
    private volatile Moment renewed;

    /**
     * A replica that does not lead.
     *
     * @param identity
     *            of no other living process. What stands in the Lease under this name was a predecessor's, and is taken over at once
     */
    Candidate(String identity) {
        this.identity = identity;
    }

    /**
     * What to do about the Lease.
     *
     * @param read
     *            as it is stored; empty if there is none
     * @param now
     *            after it was read
     */
    Step consider(Optional<LeaseRecord> read, Moment now) {
        boolean mine = read.filter(lease -> lease.isHeldBy(identity)).isPresent();
        if (renewed != null && !mine) {
            return new Step.Lost(read.flatMap(LeaseRecord::holder).orElse("nobody"));
        }
        if (read.isEmpty()) {
            return new Step.Write(LeaseRecord.first(identity, now.wall()));
        }
        LeaseRecord lease = read.get();
        if (mine) {
            return new Step.Write(lease.renewed(now.wall()));
        }
        if (seen == null || !seen.version().equals(lease.version())) {
            seen = lease;
            unchangedSince = now;
        }
        boolean over = lease.holder().isEmpty() || now.surelySince(unchangedSince).compareTo(lease.duration()) >= 0;
        return over
                ? new Step.Write(lease.takenBy(identity, now.wall()))
                : new Step.Wait(lease.holder().get());
    }

    /**
     * What {@link #consider} wanted to have written is stored.
     *
     * @param asked
     *            a moment before the write was sent
     */
    void written(Moment asked) {
        renewed = asked;
    }

    /** Whether nobody else can lead now. */
    boolean leads(Moment now) {
        Moment last = renewed;
        return last != null && now.atMostSince(last).compareTo(RENEW_WITHIN) < 0;
    }

    /** Whether it has led, and may not know that it no longer does. */
    boolean hasLed() {
        return renewed != null;
    }

    /** The Lease as it is to be left behind; empty if it is not this replica's. */
    Optional<LeaseRecord> release(Optional<LeaseRecord> read, Moment now) {
        return read.filter(lease -> lease.isHeldBy(identity)).map(lease -> lease.released(now.wall()));
    }

    /** What to do. */
    sealed interface Step {
        /** Look again later: that one leads. */
        record Wait(String holder) implements Step {}

        /** Store this, if the Lease is still as it was read. */
        record Write(LeaseRecord lease) implements Step {}

        /** It has led, and the Lease names another: never go on. */
        record Lost(String holder) implements Step {}
    }
}
