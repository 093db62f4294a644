package dev.herald.worker.status.rules;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.config.LiveSettings.Rule;
import dev.herald.worker.status.rules.ChannelFigures.Failure;
import dev.herald.worker.status.rules.MessageClass.Label;

/**
 * One rule on one channel: opens an incident when it is crossed, widens it when failures spread beyond its class, closes it
 * when the clear level has held. One incident at a time. Figures are taken at the boundaries of buckets only, so that they
 * depend on the ledger and not on when someone looked.
 */
final class RuleWatch implements Watch {

    // A class explains the failures if it holds this many percent of them.
    private static final int EXPLAINS = 90;

    private final String channel;
    private final Buckets buckets;
    private final ChannelFigures figures;
    private final Predicate<String> taken;
    private Rule rule;
    private Level level;
    private Optional<Incident> open = Optional.empty();
    private Judgement judgement = Judgement.Unknown;
    // What an incident left behind must not raise the next one: the window begins after it.
    private long closedBucket = Long.MIN_VALUE;
    private long affectedInClass;
    private long affectedInAll;

    RuleWatch(String channel, Rule rule, Buckets buckets, ChannelFigures figures, Predicate<String> taken) {
        this.channel = channel;
        this.rule = rule;
        this.level = new Level(rule);
        this.buckets = buckets;
        this.figures = figures;
        this.taken = taken;
    }

    @Override
    public void follow(Rule changed) {
        rule = changed;
        level = new Level(changed);
    }

    @Override
    public Measure measure() {
        return rule.measure();
    }

    @Override
    public void restore(Incident incident) {
        if (incident.isOpen()) {
            open = Optional.of(incident);
        } else {
            closedBucket = Math.max(closedBucket, buckets.of(incident.closed().orElseThrow().toEpochMilli() - 1) + 1);
        }
    }

    @Override
    public Judgement judgement() {
        return judgement;
    }

    /** Units of an open incident fail on: each counts once. */
    void count(List<Failure> failures, long at, Measure measure) {
        if (open.isEmpty() || rule.measure() != measure || at < open.get().onset().toEpochMilli()) {
            return;
        }
        Incident incident = open.get();
        long onset = incident.onset().toEpochMilli();
        for (Failure failure : failures) {
            if (failure.before() < onset) {
                affectedInAll += failure.in().equals(MessageClass.WHOLE) ? 1 : 0;
                affectedInClass += failure.in().equals(incident.of()) ? 1 : 0;
            }
        }
    }

    /**
     * Judges the window that ends where a bucket begins.
     *
     * @param end
     *            the first bucket that is not looked at
     * @param now
     *            when this is found
     * @return the incident, if it opened, widened or closed
     */
    Optional<Incident> judge(long end, Instant now) {
        long from = Math.max(end - buckets.spanning(rule.window().toMillis()), closedBucket);
        List<Share> shares = figures.shares(rule.measure(), level::looksAt, from, end);
        boolean isCrossed = shares.stream().anyMatch(level::isCrossed);
        judgement = isCrossed
                ? Judgement.True
                : level.hasEnough(shares.getFirst()) ? Judgement.False : Judgement.Unknown;
        if (open.isEmpty()) {
            return isCrossed ? Optional.of(raise(shares, from, end, now)) : Optional.empty();
        }
        open = Optional.of(refreshed(open.get(), open.get().of(), shares));
        if (hasCleared(end)) {
            return Optional.of(close(end, "cleared: %s for %s".formatted(clearLevel(),
                    Incident.readable(rule.clearFor()))));
        }
        if (isCrossed && !open.get().of().equals(MessageClass.WHOLE) && hasSpread(shares)) {
            affectedInClass = Math.max(affectedInClass, affectedInAll);
            open = Optional.of(refreshed(open.get(), MessageClass.WHOLE, shares));
            return open;
        }
        return Optional.empty();
    }

    @Override
    public Optional<Incident> current() {
        return open;
    }

    @Override
    public Optional<Incident> abandon(Instant at, String why) {
        return open.map(_ -> close(buckets.of(at.toEpochMilli()), why));
    }

    private Incident raise(List<Share> shares, long from, long end, Instant now) {
        MessageClass of = explanation(shares).orElse(MessageClass.WHOLE);
        Instant onset = Instant.ofEpochMilli(buckets.start(figures.onset(of, rule.measure(), from, end)));
        long since = buckets.of(onset.toEpochMilli());
        affectedInClass = figures.affected(of, rule.measure(), since, end);
        affectedInAll = figures.affected(MessageClass.WHOLE, rule.measure(), since, end);
        Incident incident = new Incident(Incident.id(rule.name(), channel, onset, taken), rule.name(), rule.measure(),
                channel, of, onset, now, Optional.empty(), affectedInClass, Incident.ordered(rule.actions()),
                message(of, shares));
        open = Optional.of(incident);
        return incident;
    }

    private Incident close(long end, String why) {
        Incident incident = open.orElseThrow();
        Incident closed = incident.closedAt(Instant.ofEpochMilli(buckets.start(end)), incident.message() + "; " + why);
        open = Optional.empty();
        closedBucket = end;
        return closed;
    }

    private Incident refreshed(Incident incident, MessageClass of, List<Share> shares) {
        boolean isBad = shares.stream().anyMatch(share -> share.of().equals(of) && share.bad() > 0);
        // After a restart from the middle of an incident fewer may have been seen than were written down.
        return incident.with(of, Math.max(incident.affected(), affectedInClass),
                isBad ? message(of, shares) : incident.message());
    }

    private boolean hasCleared(long end) {
        long from = end - buckets.spanning(rule.clearFor().toMillis());
        Incident incident = open.orElseThrow();
        // Not before it was detected, or an incident found after the fact would end before anyone knew.
        if (from < buckets.of(incident.onset().toEpochMilli())
                || buckets.start(end) <= incident.detected().toEpochMilli()) {
            return false;
        }
        Share last = figures.share(witness(incident.of()), rule.measure(), from, end);
        // Of what cannot be decoded, that there is none any more is enough: it may have been the last message for long.
        return level.isLow(last) && (rule.measure() == Measure.UndecodableCount
                || last.decided() >= Math.max(1, rule.minimumCount() / 5));
    }

    /** A revision that was taken back decides nothing any more: whether messages fail no longer, the others tell. */
    private static MessageClass witness(MessageClass of) {
        return of.label() == MessageClass.Label.revision ? MessageClass.WHOLE : of;
    }

    private boolean hasSpread(List<Share> shares) {
        return explaining(shares).stream().noneMatch(share -> share.of().equals(open.orElseThrow().of()));
    }

    private Optional<MessageClass> explanation(List<Share> shares) {
        return explaining(shares).stream()
                .min(Share.WORST_FIRST)
                .map(Share::of);
    }

    // Without a minimum count: the channel as a whole, which has the most, would otherwise be blamed for every class that has
    // just begun to fail, and an incident never narrows.
    private List<Share> explaining(List<Share> shares) {
        long bad = shares.getFirst().bad();
        return shares.stream()
                .filter(share -> level.isAbove(share) && share.of().label() != Label.other)
                .filter(share -> share.bad() * 100 >= EXPLAINS * bad)
                .toList();
    }

    private String message(MessageClass of, List<Share> shares) {
        Share whole = shares.getFirst();
        Share share = shares.stream()
                .filter(s -> s.of().equals(of))
                .findFirst()
                .orElse(new Share(of, whole.bad(), whole.decided()));
        return level.message(share, figures.lastError(of, rule.measure()));
    }

    private String clearLevel() {
        return rule.measure() == Measure.UndecodableCount ? "none" : "at most %d%%".formatted(rule.clear());
    }
}
