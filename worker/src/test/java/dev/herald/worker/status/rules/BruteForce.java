package dev.herald.worker.status.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;

import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.config.LiveSettings.Rule;
import dev.herald.worker.status.rules.Decision.Unit;
import dev.herald.worker.status.rules.Decision.Verdict;

/**
 * The rules as docs/formats.md says them, by going through all decisions anew every second: slow, and without anything that
 * is remembered from one second to the next but the open incident.
 */
final class BruteForce {

    private static final long SECOND = 1_000;

    /** What happened to an incident, and when. */
    record Event(String what, long at, MessageClass of, long onset, long affected) {}

    private final LongFunction<Optional<Rule>> rules;
    private final LongUnaryOperator found;
    private final List<Decision> decisions;
    private Rule rule;
    private Measure openMeasure;
    private final List<Event> events = new ArrayList<>();
    private MessageClass openClass;
    private long onset;
    private long detected;
    private long closed = Long.MIN_VALUE;

    BruteForce(Rule rule, List<Decision> decisions) {
        this(_ -> Optional.of(rule), decisions, time -> time);
        this.rule = rule;
    }

    /**
     * @param rules
     *            what the rule says at a time; empty while there is none
     * @param found
     *            when what can be seen at a time is found, later where nobody looks
     */
    BruteForce(LongFunction<Optional<Rule>> rules, List<Decision> decisions, LongUnaryOperator found) {
        this.rules = rules;
        this.decisions = decisions;
        this.found = found;
    }

    List<Event> run(long from, long to) {
        for (long end = from + SECOND; end <= to; end += SECOND) {
            Optional<Rule> now = rules.apply(found.applyAsLong(end));
            if (openClass != null && now.map(Rule::measure).filter(openMeasure::equals).isEmpty()) {
                close(end - SECOND);
            }
            if (now.isPresent()) {
                rule = now.get();
                judge(end);
            }
        }
        return events;
    }

    private void close(long end) {
        events.add(new Event("closed", end, openClass, onset, affected(end)));
        openClass = null;
        closed = end;
    }

    /** Units of the incident that is open at the end of a run. */
    long affectedAtEnd(long end) {
        return affected(end);
    }

    private void judge(long end) {
        List<Decision> window = between(Math.max(end - rule.window().toMillis(), closed), end);
        Map<MessageClass, long[]> figures = figures(window);
        figures.keySet().removeIf(of -> !isToldApart(of));
        boolean isCrossed = figures.values().stream().anyMatch(f -> f[1] >= rule.minimumCount() && isAbove(f));
        if (openClass == null) {
            if (isCrossed) {
                open(end, window, figures);
            }
        } else if (hasCleared(end)) {
            close(end);
        } else if (isCrossed && !openClass.equals(MessageClass.WHOLE) && !explains(openClass, figures)) {
            openClass = MessageClass.WHOLE;
            events.add(new Event("widened", end, openClass, onset, affected(end)));
        }
    }

    private void open(long end, List<Decision> window, Map<MessageClass, long[]> figures) {
        MessageClass best = null;
        for (MessageClass one : figures.keySet()) {
            if (explains(one, figures) && (best == null || isBetter(one, best, figures))) {
                best = one;
            }
        }
        openMeasure = rule.measure();
        openClass = best == null ? MessageClass.WHOLE : best;
        onset = window.stream().filter(isIn(openClass)).filter(this::isBad).mapToLong(Decision::at).min().orElseThrow();
        onset = onset / SECOND * SECOND;
        detected = found.applyAsLong(end);
        events.add(new Event("opened", detected, openClass, onset, affected(end)));
    }

    private static boolean isBetter(MessageClass one, MessageClass best, Map<MessageClass, long[]> figures) {
        double percent = 100.0 * figures.get(one)[0] / figures.get(one)[1];
        double bestPercent = 100.0 * figures.get(best)[0] / figures.get(best)[1];
        if (percent != bestPercent) {
            return percent > bestPercent;
        }
        int order = one.label().compareTo(best.label());
        return order < 0 || order == 0 && one.value().compareTo(best.value()) < 0;
    }

    private boolean explains(MessageClass of, Map<MessageClass, long[]> figures) {
        long[] figure = figures.getOrDefault(of, new long[2]);
        return isAbove(figure) && figure[0] * 10 >= figures.get(MessageClass.WHOLE)[0] * 9;
    }

    private boolean isToldApart(MessageClass of) {
        return of.equals(MessageClass.WHOLE)
                || rule.groupBy().stream().anyMatch(label -> label.name().equals(of.label().name()));
    }

    private boolean isAbove(long[] figure) {
        return rule.measure() == Measure.UndecodableCount
                ? figure[0] > rule.raise()
                : 100.0 * figure[0] / figure[1] > rule.raise();
    }

    private boolean hasCleared(long end) {
        long from = end - rule.clearFor().toMillis();
        if (from < onset || end <= detected) {
            return false;
        }
        // What was taken back decides nothing any more.
        MessageClass witness = openClass.label() == MessageClass.Label.revision ? MessageClass.WHOLE : openClass;
        long[] figure = figures(between(from, end)).getOrDefault(witness, new long[2]);
        return rule.measure() == Measure.UndecodableCount
                ? figure[0] == 0
                : figure[1] >= Math.max(1, rule.minimumCount() / 5) && 100.0 * figure[0] / figure[1] <= rule.clear();
    }

    private long affected(long end) {
        Set<Unit> units = new HashSet<>();
        between(onset, end).stream().filter(isIn(openClass)).filter(this::isBad).forEach(d -> units.add(d.unit()));
        return units.size();
    }

    /** Bad ones and all, by class, each unit with its latest attempt. */
    Map<MessageClass, long[]> figures(List<Decision> window) {
        var latest = new HashMap<Object, Decision>();
        for (Decision decision : window) {
            if (decision.verdict() != Verdict.Undecodable) {
                latest.put(decision.unit(), decision);
            } else if (rule.measure() == Measure.UndecodableCount) {
                latest.put(decision, decision);
            }
        }
        var figures = new HashMap<MessageClass, long[]>();
        figures.put(MessageClass.WHOLE, new long[2]);
        for (Decision decision : latest.values()) {
            add(figures, MessageClass.WHOLE, decision);
            decision.classes().forEach(of -> add(figures, of, decision));
        }
        return figures;
    }

    private void add(Map<MessageClass, long[]> figures, MessageClass of, Decision decision) {
        long[] figure = figures.computeIfAbsent(of, _ -> new long[2]);
        figure[0] += isBad(decision) ? 1 : 0;
        figure[1]++;
    }

    private boolean isBad(Decision decision) {
        return decision.verdict() == switch (openClass == null ? rule.measure() : openMeasure) {
            case FailedPercent -> Verdict.Failed;
            case UnknownPercent -> Verdict.Unknown;
            default -> Verdict.Undecodable;
        };
    }

    private static Predicate<Decision> isIn(MessageClass of) {
        return decision -> of.equals(MessageClass.WHOLE) || decision.classes().contains(of);
    }

    private List<Decision> between(long from, long to) {
        return decisions.stream().filter(d -> d.at() >= from && d.at() < to).toList();
    }
}
