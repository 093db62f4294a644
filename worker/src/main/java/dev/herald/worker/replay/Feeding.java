package dev.herald.worker.replay;

import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.config.LiveSettings.ChannelSettings;
import dev.herald.worker.config.LiveSettings.Rate;
import dev.herald.worker.config.LiveSettings.ReplaySettings;
import dev.herald.worker.config.ReplayConfig;
import dev.herald.worker.replay.ReplayRecord.Outlook;
import dev.herald.worker.replay.ReplayRecord.Phase;
import dev.herald.worker.replay.ReplayRecord.Unrecoverable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Asks the channels' senders for what was selected, and follows the ledgers until every unit is decided or it has to stop. */
final class Feeding implements Replay.Task {

    private static final Duration RECORD_EVERY = Duration.ofSeconds(1);

    private final ReplayConfig replay;
    private final Supplier<LiveSettings> live;
    private final Ledgers ledgers;
    private final AskedBefore askedBefore;
    private final FeedWriter feedWriter;
    private final LostList lostList;
    private final String where;
    private final Journal journal;
    private final Progress progress;
    private final InstantSource clock;
    private final Course course;

    /** @param where a command that shows what {@code lostList} has printed */
    Feeding(ReplayConfig replay, Supplier<LiveSettings> live, Ledgers ledgers, AskedBefore askedBefore,
            FeedWriter feedWriter, LostList lostList, String where, Journal journal, Progress progress,
            InstantSource clock) {
        this.replay = replay;
        this.live = live;
        this.ledgers = ledgers;
        this.askedBefore = askedBefore;
        this.feedWriter = feedWriter;
        this.lostList = lostList;
        this.where = where;
        this.journal = journal;
        this.progress = progress;
        this.clock = clock;
        this.course = new Course(replay.guards());
    }

    @Override
    public ReplayRecord run(ReplayRecord begun, Map<Place, Selected> selected) throws InterruptedException {
        Feeds feeds = feeds(begun, selected);
        follow(feeds, selected);
        var pace = new Pace(clock.instant());
        Speed speed = Speed.UNKNOWN;
        ReplayRecord written = begun;
        Instant due = clock.instant();
        while (true) {
            feedWriter.lost(feeds::notFed);
            feeds.settle();
            feeds.lost(lostList::print);
            Standing standing = feeds.standing();
            Step step = course.next(standing, feeds.trial(), settings().approved(), feeds.outstanding());
            if (step instanceof Step.End end) {
                progress.stands(standing.counts(), 0);
                return journal.write(written.ended(end, standing.counts(), lost(standing), clock.instant()));
            }
            Held held = act(step, feeds, pace, speed);
            progress.stands(standing.counts(), feeds.outstanding());
            Instant now = clock.instant();
            if (!now.isBefore(due) || held.phase != written.phase()) {
                due = now.plus(RECORD_EVERY);
                speed = speed.with(now, standing.decided());
                var outlook = new Outlook(speed.perSecond(), speed.eta(standing.counts().remaining()), held.by);
                written = journal.update(written,
                        written.during(held.phase, standing.counts(), outlook, lost(standing), now));
            }
            read(feeds);
        }
    }

    private Feeds feeds(ReplayRecord begun, Map<Place, Selected> selected) {
        boolean release = replay.mode() == ReplayConfig.Mode.Quarantine;
        var feeds = new HashMap<Place, PartitionFeed>();
        selected.forEach((place, part) -> {
            feeds.put(place, new PartitionFeed(replay.job(), release, part,
                    askedBefore.units(place, begun.startedAt())));
            progress.step(clock.instant());
        });
        return new Feeds(feeds, replay.guards().trial());
    }

    // What was decided before a restart is known before anything is decided here.
    private void follow(Feeds feeds, Map<Place, Selected> selected) {
        ledgers.follow(selected.entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().until())));
        Map<Place, Long> before = ledgers
                .ends(selected.keySet().stream().map(Place::channel).distinct().toList());
        before.keySet().retainAll(selected.keySet());
        while (!ledgers.isPast(before)) {
            read(feeds);
        }
    }

    private void read(Feeds feeds) {
        ledgers.read(feeds::apply);
        progress.step(clock.instant());
    }

    private ReplaySettings settings() {
        return live.get().replay(replay.job());
    }

    private Unrecoverable lost(Standing standing) {
        return standing.unrecoverable() == 0
                ? Unrecoverable.NONE
                : new Unrecoverable(standing.unrecoverable(), where);
    }

    /** Where it is, and what keeps it from being faster. */
    private record Held(Phase phase, String by) {}

    private Held act(Step step, Feeds feeds, Pace pace, Speed speed) {
        return switch (step) {
            case Step.End end -> new Held(end.phase(), "");
            case Step.Wait wait -> new Held(wait.phase(), wait.holds());
            case Step.Feed feed -> new Held(feed.phase(), feed(feed, feeds, pace, speed));
        };
    }

    private String feed(Step.Feed step, Feeds feeds, Pace pace, Speed speed) {
        LiveSettings now = live.get();
        OptionalInt perSecond = settings().perSecond();
        Feeds.Fed fed = feeds.feed(step, pace.available(clock.instant(), perSecond),
                place -> now.suspended(place.channel()), feedWriter::append);
        pace.take(fed.records());
        return switch (fed.limit()) {
            case PACE -> "rateLimit %d/s".formatted(perSecond.orElseThrow());
            case SUSPENDED -> "suspended";
            case SENDERS -> usedQuota(now, feeds, speed).orElse("senders");
            case NOTHING_WAITS -> usedQuota(now, feeds, speed).orElse("");
        };
    }

    private static Optional<String> usedQuota(LiveSettings now, Feeds feeds, Speed speed) {
        List<Optional<Rate>> rates = feeds.unfinished()
                .stream()
                .map(channel -> now.channel(channel).flatMap(ChannelSettings::rate))
                .toList();
        return Quota.of(rates).filter(quota -> quota.isUsed(speed.perSecond())).map(Quota::toString);
    }
}
