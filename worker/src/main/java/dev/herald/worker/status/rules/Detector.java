package dev.herald.worker.status.rules;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.config.LiveSettings.Rule;
import dev.herald.worker.status.rules.ChannelFigures.Failure;
import dev.herald.worker.status.rules.Decision.Verdict;

/**
 * Finds incidents in what ledgers say. It is fed with decisions in the order of their time and judges all rules wherever a
 * bucket of time ends; what it finds follows from the decisions alone, so that a restart that reads them again finds the
 * same.
 */
public final class Detector {

    private static final Duration SHORTEST_MEMORY = Duration.ofMinutes(5);
    private static final int MOST_FAILING = 10;

    private final Buckets buckets;
    private final Map<String, ChannelWatch> channels = new LinkedHashMap<>();
    private final Map<String, Incident> known = new HashMap<>();
    private List<Rule> rules;
    private long judged;

    private record ChannelWatch(ChannelFigures figures, Map<String, RuleWatch> rules) {}

    /**
     * @param from
     *            from when on rules are judged, in milliseconds since 1970; decisions from before only fill the windows
     */
    public Detector(List<Rule> rules, Set<String> channels, long from) {
        this.buckets = Buckets.covering(memory(rules).toMillis());
        this.judged = buckets.of(from);
        this.rules = List.of();
        follow(rules, channels);
    }

    /** How far back these rules look. */
    public static Duration memory(List<Rule> rules) {
        return rules.stream()
                .map(rule -> longer(rule.window(), rule.clearFor()))
                .reduce(SHORTEST_MEMORY,
                        Detector::longer);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** Whether it can follow these rules; otherwise the ledgers have to be read again by a new one. */
    public boolean canFollow(List<Rule> changed) {
        return Buckets.covering(memory(changed).toMillis()).equals(buckets);
    }

    /**
     * Takes over changed rules and channels.
     *
     * @return incidents that are closed because their rule or channel is no longer there
     */
    public List<Incident> follow(List<Rule> changed, Set<String> keys) {
        rules = List.copyOf(changed);
        var closed = new ArrayList<Incident>();
        Set<String> names = new HashSet<>(rules.stream().map(Rule::name).toList());
        channels.forEach((key, watch) -> watch.rules.forEach((name, rule) -> {
            if (!keys.contains(key) || !names.contains(name)) {
                rule.abandon(judged, keys.contains(key) ? "the rule was removed" : "the channel was removed")
                        .ifPresent(closed::add);
            }
        }));
        channels.keySet().retainAll(keys);
        for (String key : keys) {
            ChannelWatch watch = channels.computeIfAbsent(key,
                    _ -> new ChannelWatch(new ChannelFigures(buckets), new LinkedHashMap<>()));
            watch.rules.keySet().retainAll(names);
            for (Rule rule : rules) {
                watch.rules.computeIfAbsent(rule.name(), _ -> newWatch(key, rule, watch.figures)).follow(rule);
            }
        }
        closed.forEach(this::remember);
        return closed;
    }

    private RuleWatch newWatch(String key, Rule rule, ChannelFigures figures) {
        RuleWatch watch = new RuleWatch(key, rule, buckets, figures, this::isTaken);
        known.values()
                .stream()
                .filter(i -> i.channel().equals(key) && i.rule().equals(rule.name()))
                .forEach(watch::restore);
        return watch;
    }

    private boolean isTaken(String id) {
        return known.containsKey(id);
    }

    /**
     * Takes up incidents that were written down earlier.
     *
     * @return those that nothing watches any more, closed
     */
    public List<Incident> restore(Collection<Incident> incidents) {
        var orphans = new ArrayList<Incident>();
        for (Incident incident : incidents) {
            Optional<RuleWatch> watch = Optional.ofNullable(channels.get(incident.channel()))
                    .map(channel -> channel.rules.get(incident.rule()));
            watch.ifPresent(w -> w.restore(incident));
            if (watch.isEmpty() && incident.isOpen()) {
                orphans.add(incident.closedAt(Instant.ofEpochMilli(buckets.start(judged)),
                        incident.message() + "; the rule or the channel was removed"));
            }
            remember(incident);
        }
        orphans.forEach(this::remember);
        return orphans;
    }

    /** Counts a decision; it must not be older than the last {@link #advance}. */
    public void decided(String channel, Decision decision) {
        ChannelWatch watch = channels.get(channel);
        if (watch == null) {
            return;
        }
        List<Failure> failures = watch.figures.count(decision);
        if (!failures.isEmpty()) {
            Measure measure = decision.verdict() == Verdict.Undecodable
                    ? Measure.UndecodableCount
                    : Measure.FailedPercent;
            watch.rules.values().forEach(rule -> rule.count(failures, decision.at(), measure));
        }
    }

    /**
     * Judges every boundary of buckets up to a time: all decisions before it have been counted.
     *
     * @param now
     *            when this is found; later than the time when the ledger is read after the fact
     * @return incidents that opened, widened or closed, in this order of time
     */
    public List<Incident> advance(long time, Instant now) {
        var changed = new ArrayList<Incident>();
        for (long end = judged + 1; end <= buckets.of(time); end++) {
            judged = end;
            for (ChannelWatch channel : channels.values()) {
                // Once judged on nothing, nothing changes until something is decided.
                if (channel.figures.isEmptyAt(end - 1)) {
                    continue;
                }
                for (RuleWatch rule : channel.rules.values()) {
                    rule.judge(end, now).ifPresent(incident -> {
                        remember(incident);
                        changed.add(incident);
                    });
                }
            }
        }
        return changed;
    }

    private void remember(Incident incident) {
        known.put(incident.id(), incident);
    }

    /** Removes closed incidents that ended before a time, and names them. */
    public List<Incident> forget(Instant before) {
        List<Incident> old = known.values()
                .stream()
                .filter(incident -> incident.closed().map(closed -> closed.isBefore(before)).orElse(false))
                .toList();
        old.forEach(incident -> known.remove(incident.id()));
        return old;
    }

    /** The open incidents with their figures as they are now. */
    public List<Incident> open() {
        return channels.values()
                .stream()
                .flatMap(channel -> channel.rules.values().stream())
                .flatMap(rule -> rule.current().stream())
                .toList();
    }

    public Judgement judgement(String channel, String rule) {
        return Optional.ofNullable(channels.get(channel))
                .map(watch -> watch.rules.get(rule))
                .map(RuleWatch::judgement)
                .orElse(Judgement.Unknown);
    }

    /** The classes of a channel that fail, worst first, over the window of its rule about failures; at most 10. */
    public List<Share> failing(String channel) {
        Optional<Rule> rule = rules.stream().filter(r -> r.measure() == Measure.FailedPercent).findFirst();
        ChannelWatch watch = channels.get(channel);
        if (rule.isEmpty() || watch == null) {
            return List.of();
        }
        long end = judged + 1;
        return watch.figures.shares(Measure.FailedPercent, end - buckets.spanning(rule.get().window().toMillis()), end)
                .stream()
                .filter(share -> share.bad() > 0)
                .sorted(((Comparator<Share>) Share::worseThan).thenComparingLong(Share::bad)
                        .reversed()
                        .thenComparing(share -> share.of().label())
                        .thenComparing(share -> share.of().value()))
                .limit(MOST_FAILING)
                .toList();
    }

    /** The time up to which rules have been judged. */
    public Instant judgedUntil() {
        return Instant.ofEpochMilli(buckets.start(judged));
    }
}
