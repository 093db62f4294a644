package dev.herald.worker.replay;

import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.config.LiveSettings.ReplaySettings;
import dev.herald.worker.config.ReplayConfig;
import dev.herald.worker.ledger.Reducer;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.replay.ReplayRecord.Outlook;
import dev.herald.worker.replay.ReplayRecord.Phase;
import dev.herald.worker.replay.ReplayRecord.Unrecoverable;
import dev.herald.worker.status.stream.DeliveryStatus;
import dev.herald.worker.status.stream.DeliveryStatus.Outcome;
import dev.herald.worker.status.stream.PartitionEvents;
import dev.herald.worker.status.stream.PartitionEvents.Event;
import dev.herald.worker.status.stream.PartitionEvents.Start;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Publishes the status of what was selected once more, as it was and under the same ids. It asks no sender for anything and
 * writes into no ledger and no feed. The order is that of places and ledgers, always the same, so that the number of events
 * published says where to go on after a restart.
 */
final class Rehydration implements Replay.Task {

    private static final Duration RECORD_EVERY = Duration.ofSeconds(1);
    private static final Duration REST = Duration.ofMillis(100);

    private final ReplayConfig replay;
    private final Supplier<LiveSettings> live;
    private final Ledgers ledgers;
    private final StatusWriter writer;
    private final Journal journal;
    private final Progress progress;
    private final InstantSource clock;
    private final Course course;

    Rehydration(ReplayConfig replay, Supplier<LiveSettings> live, Ledgers ledgers, StatusWriter writer,
            Journal journal, Progress progress, InstantSource clock) {
        this.replay = replay;
        this.live = live;
        this.ledgers = ledgers;
        this.writer = writer;
        this.journal = journal;
        this.progress = progress;
        this.clock = clock;
        this.course = new Course(replay.guards());
    }

    @Override
    public ReplayRecord run(ReplayRecord begun, Map<Place, Selected> selected) throws InterruptedException {
        long matched = selected.values().stream().mapToLong(part -> part.wishes().size()).sum();
        var run = new Run(begun, matched);
        run.awaitApproval();
        writer.begin();
        selected.forEach((place, part) -> run.publish(place, part));
        return run.end();
    }

    private ReplaySettings settings() {
        return live.get().replay(replay.job());
    }

    /** One run, from what an earlier one has published. */
    private final class Run {
        private final long matched;
        private final long before;
        private final Pace pace = new Pace(clock.instant());
        private ReplayRecord written;
        private Speed speed = Speed.UNKNOWN;
        private long found;
        private Instant due;

        Run(ReplayRecord begun, long matched) {
            this.matched = matched;
            this.before = begun.counts().sent();
            this.written = begun;
            this.due = clock.instant().plus(RECORD_EVERY);
        }

        void awaitApproval() throws InterruptedException {
            while (course.needsApproval(matched) && !settings().approved()) {
                tell(Phase.AwaitingApproval, new Outlook(0, Optional.empty(), "approval"));
                Thread.sleep(REST);
            }
        }

        void publish(Place place, Selected part) {
            Map<Unit, Integer> wanted = new HashMap<>();
            part.wishes().forEach(wish -> wanted.put(wish.unit(), wish.attempt()));
            if (wanted.isEmpty()) {
                return;
            }
            long from = ledgers.beginning(place, written.from(), part.until());
            var events = new PartitionEvents(place.channel(), place.partition(),
                    new Start(from, Reducer.UNKNOWN_TAKEOVER));
            ledgers.read(place, from, part.until(), (_, offset, at, fact) -> events.apply(offset, at, fact)
                    .map(Event::status)
                    .filter(status -> isLatest(status, wanted))
                    .ifPresent(this::publish));
        }

        // A unit that was replayed has had several ends; the attempt that would come next names the latest.
        private static boolean isLatest(DeliveryStatus status, Map<Unit, Integer> wanted) {
            return status.outcome() != Outcome.Retrying
                    && Integer.valueOf(status.attempt() + 1).equals(wanted.get(status.unit()));
        }

        private void publish(DeliveryStatus status) {
            found++;
            if (found <= before) {
                return;
            }
            while (pace.available(clock.instant(), settings().perSecond()) < 1) {
                rest();
            }
            pace.take(1);
            writer.write(status);
            progress.step(clock.instant());
            if (!clock.instant().isBefore(due)) {
                writer.flush();
                speed = speed.with(clock.instant(), found);
                String holds = settings().perSecond().isPresent()
                        ? "rateLimit %d/s".formatted(settings().perSecond().getAsInt())
                        : "";
                told(new Outlook(speed.perSecond(), speed.eta(matched - found), holds));
            }
        }

        private void rest() {
            try {
                Thread.sleep(REST);
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }

        private void told(Outlook outlook) {
            try {
                tell(Phase.Running, outlook);
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }

        private void tell(Phase phase, Outlook outlook) throws InterruptedException {
            due = clock.instant().plus(RECORD_EVERY);
            progress.step(clock.instant());
            progress.stands(counts(matched - sent()), 0);
            written = journal.update(written, written.during(phase, counts(matched - sent()), outlook,
                    Unrecoverable.NONE, clock.instant()));
        }

        private long sent() {
            return Math.max(before, found);
        }

        private Counts counts(long remaining) {
            return new Counts(0, 0, sent(), 0, 0, matched - sent() - remaining, remaining);
        }

        // What retention took while this ran cannot be told any more: it is skipped.
        ReplayRecord end() throws InterruptedException {
            writer.flush();
            progress.stands(counts(0), 0);
            return journal.write(written.ended(
                    Step.End.complete(matched == 0 ? "Nothing matched." : sent() + " status events, no message."),
                    counts(0), Unrecoverable.NONE, clock.instant()));
        }
    }
}
