package dev.herald.worker.status.rules;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.config.LiveSettings.Rule;
import dev.herald.worker.status.rules.ChannelFigures.Failure;

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

    private record ChannelWatch(ChannelFigures figures, RevisionWatch revisions, Map<String, Watch> rules) {}

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
        return ofDecisions(rules)
                .map(rule -> longer(rule.window(), rule.clearFor()))
                .reduce(SHORTEST_MEMORY,
                        Detector::longer);
    }

    /** Without those about what waits. */
    static Stream<Rule> ofDecisions(List<Rule> rules) {
        return rules.stream().filter(rule -> rule.measure() != Measure.OldestMessageAge);
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
        // A rule that measures something else is another rule.
        Map<String, Measure> measures = rules.stream()
                .collect(Collectors.toMap(Rule::name, Rule::measure, (a, _) -> a));
        channels.forEach((key, watch) -> watch.rules.entrySet().removeIf(entry -> {
            boolean isGone = !keys.contains(key) || measures.get(entry.getKey()) != entry.getValue().measure();
            if (isGone) {
                entry.getValue()
                        .abandon(judgedUntil(), keys.contains(key) ? "the rule was removed" : "the channel was removed")
                        .ifPresent(closed::add);
            }
            return isGone;
        }));
        closed.forEach(this::remember);
        channels.keySet().retainAll(keys);
        for (String key : keys) {
            ChannelWatch watch = channels.computeIfAbsent(key,
                    _ -> new ChannelWatch(ChannelFigures.ofChannel(buckets), new RevisionWatch(buckets),
                            new LinkedHashMap<>()));
            for (Rule rule : rules) {
                watch.rules.computeIfAbsent(rule.name(), _ -> newWatch(key, rule, watch.figures)).follow(rule);
            }
        }
        return closed;
    }

    private Watch newWatch(String key, Rule rule, ChannelFigures figures) {
        Watch watch = rule.measure() == Measure.OldestMessageAge
                ? new AgeWatch(key, rule, this::isTaken)
                : new RuleWatch(key, rule, buckets, figures, this::isTaken);
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
            Optional<Watch> watch = Optional.ofNullable(channels.get(incident.channel()))
                    .map(channel -> channel.rules.get(incident.rule()))
                    .filter(it -> it.measure() == incident.measure() || !incident.isOpen());
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
        watch.revisions.count(decision);
        List<Failure> failures = watch.figures.count(decision);
        decision.against().ifPresent(measure -> {
            for (Watch rule : watch.rules.values()) {
                if (rule instanceof RuleWatch counts) {
                    counts.count(failures, decision.at(), measure);
                }
            }
        });
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
                for (Watch rule : channel.rules.values()) {
                    if (rule instanceof RuleWatch judges) {
                        // At once: the next one must not get its id.
                        judges.judge(end, now).ifPresent(incident -> {
                            remember(incident);
                            changed.add(incident);
                        });
                    }
                }
            }
        }
        return changed;
    }

    /**
     * Judges the age of what waits.
     *
     * @param waiting
     *            by channel; of one that is not there it is not known
     * @param at
     *            the time of which it is known
     * @param now
     *            when this is found
     * @return incidents that opened or closed
     */
    public List<Incident> judgeWaiting(Map<String, Waiting> waiting, Instant at, Instant now) {
        var changed = new ArrayList<Incident>();
        channels.forEach((key, channel) -> channel.rules.values().forEach(rule -> {
            if (rule instanceof AgeWatch judges && waiting.containsKey(key)) {
                judges.judge(waiting.get(key), at, now).ifPresent(incident -> {
                    remember(incident);
                    changed.add(incident);
                });
            } else if (rule instanceof AgeWatch judges) {
                judges.lost();
            }
        }));
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
                .map(Watch::judgement)
                .orElse(Judgement.Unknown);
    }

    /** The classes of a channel that fail, worst first, over the window of its rule about failures; at most 10. */
    public List<Share> failing(String channel) {
        Optional<Rule> rule = aboutFailures();
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

    /**
     * What each revision of the channel's senders decided, by itself; the one with the latest decision first, at most 4. As
     * {@link #failing}, it follows from all that has been counted.
     */
    public List<RevisionFigures> revisions(String channel) {
        ChannelWatch watch = channels.get(channel);
        return watch == null
                ? List.of()
                : watch.revisions.figures(ofDecisions(rules).toList(),
                        aboutFailures().map(Rule::window).orElse(SHORTEST_MEMORY),
                        judged + 1);
    }

    private Optional<Rule> aboutFailures() {
        return rules.stream().filter(rule -> rule.measure() == Measure.FailedPercent).findFirst();
    }

    /** The time up to which rules have been judged. */
    public Instant judgedUntil() {
        return Instant.ofEpochMilli(buckets.start(judged));
    }
}
