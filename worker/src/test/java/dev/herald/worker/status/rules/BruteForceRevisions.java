package dev.herald.worker.status.rules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.config.LiveSettings.Rule;
import dev.herald.worker.status.rules.MessageClass.Label;
import dev.herald.worker.status.rules.RevisionFigures.RuleFigure;

/** What docs/formats.md says of revisions, by going through all of a revision's decisions anew. */
final class BruteForceRevisions {

    private static final long SECOND = 1_000;

    private final List<Rule> rules;

    BruteForceRevisions(List<Rule> rules) {
        this.rules = rules;
    }

    /** After these decisions, within the second that begins at a time. */
    List<RevisionFigures> of(List<Decision> decisions, Instant second) {
        long end = second.toEpochMilli() + SECOND;
        var latestFirst = new LinkedHashSet<String>();
        decisions.reversed().forEach(decision -> latestFirst.add(decision.revision()));
        var all = new ArrayList<RevisionFigures>();
        for (String revision : latestFirst) {
            List<Decision> own = decisions.stream()
                    .filter(decision -> decision.revision().equals(revision))
                    .map(BruteForceRevisions::withoutRevision)
                    .toList();
            RevisionFigures figures = figures(revision, own, end);
            if (figures.decided() > 0 || figures.rules().stream().anyMatch(rule -> rule.worst().decided() > 0)) {
                all.add(figures);
            }
        }
        return all;
    }

    private static Decision withoutRevision(Decision decision) {
        return new Decision(decision.unit(), decision.at(), decision.verdict(), decision.again(),
                decision.classes().stream().filter(one -> one.label() != Label.revision).toList(),
                decision.revision(), decision.error());
    }

    private RevisionFigures figures(String revision, List<Decision> own, long end) {
        Rule failures = rules.stream().filter(r -> r.measure() == Measure.FailedPercent).findFirst().orElseThrow();
        Map<MessageClass, long[]> decided = figures(failures, own, end);
        List<Share> classes = decided.entrySet()
                .stream()
                .filter(entry -> !entry.getKey().equals(MessageClass.WHOLE) && entry.getValue()[1] > 0)
                .map(entry -> new Share(entry.getKey(), entry.getValue()[0], entry.getValue()[1]))
                .sorted(Comparator.comparingLong((Share share) -> -share.decided())
                        .thenComparing(share -> share.of().label())
                        .thenComparing(share -> share.of().value()))
                .toList();
        return new RevisionFigures(revision, decided.get(MessageClass.WHOLE)[1], classes,
                rules.stream().map(rule -> judge(rule, figures(rule, own, end))).toList());
    }

    private static Map<MessageClass, long[]> figures(Rule rule, List<Decision> own, long end) {
        return new BruteForce(rule, own)
                .figures(own.stream().filter(d -> d.at() >= end - rule.window().toMillis()).toList());
    }

    private static RuleFigure judge(Rule rule, Map<MessageClass, long[]> figures) {
        if (figures.get(MessageClass.WHOLE)[1] == 0) {
            return new RuleFigure(rule.name(), false, new Share(MessageClass.WHOLE, 0, 0), rule.minimumCount(),
                    "nothing was decided in " + Incident.readable(rule.window()));
        }
        MessageClass worst = MessageClass.WHOLE;
        boolean isCrossed = isCrossed(rule, figures.get(worst));
        for (MessageClass one : figures.keySet()) {
            boolean crosses = isCrossed(rule, figures.get(one));
            if (crosses && !isCrossed || crosses == isCrossed && isWorse(one, worst, figures)) {
                worst = one;
                isCrossed = crosses;
            }
        }
        long[] figure = figures.get(worst);
        String message = figure[0] + " of " + figure[1] + (worst.equals(MessageClass.WHOLE) ? "" : " with " + worst)
                + (rule.measure() == Measure.FailedPercent ? " failed in " : " could not be decoded in ")
                + Incident.readable(rule.window());
        return new RuleFigure(rule.name(), isCrossed, new Share(worst, figure[0], figure[1]), rule.minimumCount(),
                message);
    }

    private static boolean isCrossed(Rule rule, long[] figure) {
        return figure[1] >= rule.minimumCount() && (rule.measure() == Measure.FailedPercent
                ? 100.0 * figure[0] / figure[1] > rule.raise()
                : figure[0] > rule.raise());
    }

    private static boolean isWorse(MessageClass one, MessageClass other, Map<MessageClass, long[]> figures) {
        long[] a = figures.get(one);
        long[] b = figures.get(other);
        if (a[0] * b[1] != b[0] * a[1]) {
            return a[0] * b[1] > b[0] * a[1];
        }
        // A class of which nothing speaks is not named.
        int order = one.label().compareTo(other.label());
        return a[0] > 0 && (order < 0 || order == 0 && one.value().compareTo(other.value()) < 0);
    }
}
