package dev.herald.worker.status.rules;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Predicate;

import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.config.LiveSettings.Rule;

/**
 * A rule about the age of what waits, on one channel. It is judged on what waits now, which no ledger tells afterwards:
 * while that is not known nothing opens and nothing closes.
 */
final class AgeWatch implements Watch {

    private final String channel;
    private final Predicate<String> taken;
    private Rule rule;
    private Optional<Incident> open = Optional.empty();
    private Judgement judgement = Judgement.Unknown;
    // Since when the clear level holds, as far as that was seen.
    private Optional<Instant> lowSince = Optional.empty();

    AgeWatch(String channel, Rule rule, Predicate<String> taken) {
        this.channel = channel;
        this.rule = rule;
        this.taken = taken;
    }

    @Override
    public void follow(Rule changed) {
        rule = changed;
    }

    @Override
    public Measure measure() {
        return rule.measure();
    }

    @Override
    public void restore(Incident incident) {
        open = open.or(() -> Optional.of(incident).filter(Incident::isOpen));
    }

    @Override
    public Judgement judgement() {
        return judgement;
    }

    @Override
    public Optional<Incident> current() {
        return open;
    }

    /** What waits is not known. */
    void lost() {
        judgement = Judgement.Unknown;
        lowSince = Optional.empty();
    }

    /**
     * Judges what waits.
     *
     * @param at
     *            the time of which it is known
     * @param now
     *            when this is found
     * @return the incident, if it opened or closed
     */
    Optional<Incident> judge(Waiting waiting, Instant at, Instant now) {
        var level = new Level(rule);
        var share = new Share(MessageClass.WHOLE, waiting.age(at), waiting.count());
        judgement = !level.isAbove(share)
                ? Judgement.False
                : level.hasEnough(share) ? Judgement.True : Judgement.Unknown;
        if (open.isEmpty()) {
            open = Optional.of(waiting).filter(_ -> judgement == Judgement.True).map(late -> raise(late, at, now));
            return open;
        }
        Incident incident = open.get();
        open = Optional.of(incident.with(incident.of(), Math.max(incident.affected(), waiting.count()),
                waiting.oldest().isPresent() ? message(waiting, at) : incident.message()));
        if (!level.isLow(share)) {
            lowSince = Optional.empty();
            return Optional.empty();
        }
        Instant since = lowSince.orElse(at);
        lowSince = Optional.of(since);
        return Duration.between(since, at).compareTo(rule.clearFor()) < 0
                ? Optional.empty()
                : abandon(at, "cleared: at most %s for %s".formatted(
                        Incident.readable(Duration.ofSeconds(rule.clear())), Incident.readable(rule.clearFor())));
    }

    @Override
    public Optional<Incident> abandon(Instant at, String why) {
        Optional<Incident> closed = open
                .map(it -> it.closedAt(at.truncatedTo(ChronoUnit.SECONDS), it.message() + "; " + why));
        open = Optional.empty();
        lowSince = Optional.empty();
        return closed;
    }

    private Incident raise(Waiting waiting, Instant at, Instant now) {
        // When it became too old, which is the same for whoever finds it later.
        Instant onset = waiting.oldest().orElseThrow().plusSeconds(rule.raise()).truncatedTo(ChronoUnit.SECONDS);
        lowSince = Optional.empty();
        return new Incident(Incident.id(rule.name(), channel, onset, taken), rule.name(), rule.measure(), channel,
                MessageClass.WHOLE, onset, now, Optional.empty(), waiting.count(), Incident.ordered(rule.actions()),
                message(waiting, at));
    }

    private static String message(Waiting waiting, Instant at) {
        return "%d not attempted yet, the oldest due for %s".formatted(waiting.count(),
                Incident.readable(Duration.ofSeconds(waiting.age(at))));
    }
}
