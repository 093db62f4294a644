package dev.herald.operator.leader;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a Lease of {@code coordination.k8s.io/v1} says.
 *
 * @param version
 *            the resourceVersion it was read at, and a write of it must still find; absent: there is no Lease yet
 * @param holder
 *            who leads; absent: nobody
 * @param duration
 *            how long the holder is safe from others after each renewal
 * @param acquired
 *            when the holder took it, by the holder's clock; for people
 * @param renewed
 *            when the holder renewed it last, by the holder's clock; for people
 * @param transitions
 *            how often it has changed hands
 */
record LeaseRecord(Optional<String> version, Optional<String> holder, Duration duration, Instant acquired,
        Instant renewed, int transitions) {

    boolean isHeldBy(String identity) {
        return holder.filter(identity::equals).isPresent();
    }

    LeaseRecord renewed(Instant now) {
        return new LeaseRecord(version, holder, Candidate.DURATION, acquired, now, transitions);
    }

    LeaseRecord takenBy(String identity, Instant now) {
        return new LeaseRecord(version, Optional.of(identity), Candidate.DURATION, now, now, transitions + 1);
    }

    LeaseRecord released(Instant now) {
        return new LeaseRecord(version, Optional.empty(), Candidate.DURATION, acquired, now, transitions);
    }

    static LeaseRecord first(String identity, Instant now) {
        return new LeaseRecord(Optional.empty(), Optional.of(identity), Candidate.DURATION, now, now, 0);
    }
}
