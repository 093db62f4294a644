package dev.herald.worker.delivery;

import dev.herald.worker.ledger.Rule;
import dev.herald.worker.ledger.Rules;
import java.time.Duration;

/** How long a claim allows its send to begin: from the claim's creation, on the monotonic and the wall clock. */
public final class Lease {

    private final Moment from;
    private final Duration length;
    private final Rules rules;

    Lease(Moment from, Duration length, Rules rules) {
        this.from = from;
        this.length = length;
        this.rules = rules;
    }

    /** To be asked on the sending thread, right before the first byte. */
    public boolean holds(Moment now) {
        boolean monotonic = now.monotonicSince(from).compareTo(length) < 0;
        boolean wall = now.wall().isBefore(from.wall().plus(length));
        return (monotonic || !rules.hold(Rule.LEASE_BY_THE_MONOTONIC_CLOCK))
                && (wall || !rules.hold(Rule.LEASE_BY_THE_WALL_CLOCK));
    }
}
