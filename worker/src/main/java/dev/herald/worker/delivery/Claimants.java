package dev.herald.worker.delivery;

import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnitState;

/**
 * All who share an owner's slots: live work, which is first attempts and their retries, and what replays ask for, with
 * retries of its own. Each of the two keeps to its part of the slots, and to its own rate limit.
 */
final class Claimants {

    private final RateLimits limits;
    private final Retries retries;
    private final Retries retriesOfReplays;
    private final Claimant live;
    private final Claimant replayed;

    Claimants(RateLimits limits, Retries retries, Intake intake, Retries retriesOfReplays, Feed feed) {
        this.limits = limits;
        this.retries = retries;
        this.retriesOfReplays = retriesOfReplays;
        live = new Turns(retries, intake);
        replayed = new Turns(retriesOfReplays, feed);
    }

    /** The unit waits for a due time. */
    void add(Unit unit, UnitState pending) {
        retriesOf(pending).add(unit, pending);
    }

    /** A claim of the unit did not count. */
    void addAgain(Unit unit, UnitState state) {
        retriesOf(state).addAgain(unit);
    }

    private Retries retriesOf(UnitState state) {
        return state.origin().job().isEmpty() ? retries : retriesOfReplays;
    }

    /** Whether more live work would be claimed if there were a slot for it. */
    boolean liveWaits() {
        return waits(live, limits.live());
    }

    /** Whether more of what replays ask for would be claimed if there were a slot for it. */
    boolean replayedWaits() {
        return waits(replayed, limits.feed());
    }

    /** For a slot: what has to wait for the rate limit keeps none from others. */
    private static boolean waits(Claimant claimant, RateLimit limit) {
        return limit.mayClaim() && claimant.waits();
    }

    /** What waits is asked once: live work that is handed over in pieces must not seem to be at its end between two. */
    void claim(Slots slots) {
        live.readAhead();
        replayed.readAhead();
        int forLive = slots.forLive(replayedWaits());
        int forFeed = slots.forFeed(liveWaits());
        int claimed = claim(live, limits.live(), forLive);
        claim(replayed, limits.feed(), Math.min(forFeed, slots.free() - claimed));
    }

    private static int claim(Claimant claimant, RateLimit limit, int most) {
        int claimed = 0;
        while (claimed < most && limit.mayClaim() && claimant.claimOne()) {
            claimed++;
        }
        return claimed;
    }
}
