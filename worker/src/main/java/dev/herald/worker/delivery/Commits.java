package dev.herald.worker.delivery;

import dev.herald.worker.ledger.Fact.Progress;
import java.time.Duration;

/**
 * Commits progress, safe point and the feed's position. The broker forgets commits of a group without members some time
 * after the last one: what has not changed is committed again. A commit may be lost, or come late from an owner that is
 * none any more: any of them is a consistent place to start from.
 */
final class Commits {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration RECORDED = Duration.ofMinutes(10);
    private static final Duration AGAIN = Duration.ofHours(1);

    private final Ownership ownership;
    private final Intake intake;
    private final Checkpoints checkpoints;
    private final Feed feed;
    private Place committed;
    private Place recorded;
    private long feedCommitted;
    private Moment lastCommit;
    private Moment lastFeedCommit;
    private Moment lastRecord;

    private record Place(long progress, long takeover, long safePoint) {}

    Commits(Ownership ownership, Intake intake, Checkpoints checkpoints, Feed feed) {
        this.ownership = ownership;
        this.intake = intake;
        this.checkpoints = checkpoints;
        this.feed = feed;
        this.committed = place();
        this.recorded = committed;
        this.feedCommitted = feed.position();
    }

    void advance() {
        if (lastCommit == null) {
            lastCommit = ownership.now();
            lastFeedCommit = lastCommit;
            lastRecord = lastCommit;
        }
        Place place = place();
        if (isTime(lastCommit, !place.equals(committed), PAUSE)) {
            commit(place);
        }
        boolean safePointMoved = place.safePoint() != recorded.safePoint();
        if (safePointMoved || isTime(lastRecord, !place.equals(recorded), RECORDED)) {
            record(place);
        }
        if (isTime(lastFeedCommit, feed.position() != feedCommitted, PAUSE)) {
            commitFeed();
        }
    }

    /** The last word of an owner that leaves. */
    void close() {
        Place place = place();
        if (!place.equals(recorded)) {
            record(place);
        }
        if (!place.equals(committed)) {
            commit(place);
        }
        if (feed.position() != feedCommitted) {
            commitFeed();
        }
    }

    private boolean isTime(Moment last, boolean changed, Duration pause) {
        Duration since = ownership.now().monotonicSince(last);
        return changed && since.compareTo(pause) >= 0 || since.compareTo(AGAIN) >= 0;
    }

    private Place place() {
        return new Place(intake.progress(), checkpoints.takeover(), checkpoints.safePoint());
    }

    private void commit(Place place) {
        ownership.ask(new Command.Commit(place.progress(), place.takeover(), place.safePoint()));
        committed = place;
        lastCommit = ownership.now();
    }

    private void record(Place place) {
        ownership.append(
                new Progress(ownership.takeover(), place.progress(), place.safePoint(), ownership.terms.topic()));
        recorded = place;
        lastRecord = ownership.now();
    }

    private void commitFeed() {
        ownership.ask(new Command.CommitFeed(feed.position()));
        feedCommitted = feed.position();
        lastFeedCommit = ownership.now();
    }
}
