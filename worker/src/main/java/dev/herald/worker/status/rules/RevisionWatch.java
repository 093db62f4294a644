package dev.herald.worker.status.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.config.LiveSettings.Rule;
import dev.herald.worker.status.rules.RevisionFigures.RuleFigure;

/**
 * The figures of a channel by the revision of the sender that decided, each as if there were no other: what one revision
 * repairs of another's failures makes neither look better. Windows are whole, for no incident begins or ends here.
 */
final class RevisionWatch {

    /** At most two serve at a time; the others are those that were rolled back a moment ago. */
    static final int MOST = 4;
    private static final int MOST_CLASSES_SHOWN = 20;
    private static final Comparator<Share> MOST_DECIDED_FIRST = Comparator.comparingLong(Share::decided)
            .reversed()
            .thenComparing(share -> share.of().label())
            .thenComparing(share -> share.of().value());

    private final Buckets buckets;
    // In the order of their latest decisions. Which four are kept follows from the decisions of a window alone.
    private final SequencedMap<String, ChannelFigures> revisions = new LinkedHashMap<>(MOST * 2, 0.75f, true);

    RevisionWatch(Buckets buckets) {
        this.buckets = buckets;
    }

    void count(Decision decision) {
        if (decision.revision().isEmpty()) {
            return;
        }
        ChannelFigures figures = revisions.get(decision.revision());
        if (figures == null) {
            if (revisions.size() == MOST) {
                revisions.pollFirstEntry();
            }
            figures = ChannelFigures.ofRevision(buckets);
            revisions.put(decision.revision(), figures);
        }
        figures.count(decision);
    }

    /**
     * The revisions that decided something in the window of a rule, the one with the latest decision first.
     *
     * @param failures
     *            the window in which decisions are counted
     * @param end
     *            the first bucket that is not looked at
     */
    List<RevisionFigures> figures(List<Rule> rules, Duration failures, long end) {
        revisions.values().removeIf(figures -> figures.isEmptyAt(end));
        var all = new ArrayList<RevisionFigures>(revisions.size());
        revisions.sequencedEntrySet().reversed().forEach(entry -> {
            RevisionFigures one = figures(entry.getKey(), entry.getValue(), rules, failures, end);
            if (one.decided() > 0 || one.rules().stream().anyMatch(rule -> rule.worst().decided() > 0)) {
                all.add(one);
            }
        });
        return all;
    }

    private RevisionFigures figures(String revision, ChannelFigures figures, List<Rule> rules, Duration failures,
            long end) {
        long from = end - buckets.spanning(failures.toMillis());
        return new RevisionFigures(revision,
                figures.share(MessageClass.WHOLE, Measure.FailedPercent, from, end).decided(),
                figures.decided(from, end).stream().sorted(MOST_DECIDED_FIRST).limit(MOST_CLASSES_SHOWN).toList(),
                rules.stream().map(rule -> judge(rule, figures, end)).toList());
    }

    private RuleFigure judge(Rule rule, ChannelFigures figures, long end) {
        var level = new Level(rule);
        List<Share> shares = figures.shares(rule.measure(), level::looksAt,
                end - buckets.spanning(rule.window().toMillis()), end);
        if (shares.getFirst().decided() == 0) {
            return RevisionFigures.nothing(rule);
        }
        List<Share> crossing = shares.stream().filter(level::isCrossed).toList();
        Share worst = (crossing.isEmpty() ? shares : crossing).stream().min(Share.WORST_FIRST).orElseThrow();
        return new RuleFigure(rule.name(), !crossing.isEmpty(), worst, rule.minimumCount(),
                level.message(worst, worst.bad() == 0 ? "" : figures.lastError(worst.of(), rule.measure())));
    }
}
