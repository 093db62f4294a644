package dev.herald.operator.rollout;

import dev.herald.operator.report.Report;
import dev.herald.operator.report.ReportedFigures;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the figures say of a new revision of a sender beside the one that serves. */
sealed interface Analysis {
    /** A rule without a minimum of its own. */
    long FEWEST = 50;

    /** Nothing can be told: that never counts as well. */
    record Blind(String why) implements Analysis {}

    /** Its own messages fail, and those of the old one do not. */
    record Failing(String why) implements Analysis {}

    /** Messages fail whoever sends them: that is not the new one's fault, and no time to go on. */
    record BothFail(String why) implements Analysis {}

    /** Its own messages fail by a rule that holds a rollout, and does not take it back. */
    record Halting(String why) implements Analysis {}

    /** Nothing speaks against it, and there is too little to say that something would. */
    record TooFew(String why) implements Analysis {}

    /** Enough of each class that is under way was decided, and no rule is crossed. */
    record Fine(String why) implements Analysis {}

    /** The figures' verdict. */
    static Analysis of(Optional<ReportedFigures> figures, String serving, String target, Reactions reactions) {
        if (figures.isEmpty() || !figures.get().measured()) {
            return new Blind(figures.isEmpty() ? "there is no fresh report" : "its figures are not measured");
        }
        ReportedFigures.RevisionFigures mine = figures.get().revision(target);
        ReportedFigures.RevisionFigures others = figures.get().revision(serving);
        for (ReportedFigures.RuleFigures rule : mine.rules()) {
            String why = "rule %s: %s".formatted(rule.rule(), rule.message());
            if (rule.crossed() && reactions.rollsBack(rule.rule())) {
                return others.rule(rule.rule()).filter(ReportedFigures.RuleFigures::crossed).isPresent()
                        ? new BothFail(why + "; so do messages of revision " + serving)
                        : new Failing(why);
            }
            if (rule.crossed() && reactions.halts(rule.rule())) {
                return new Halting(why);
            }
        }
        return enough(mine, others);
    }

    private static Analysis enough(ReportedFigures.RevisionFigures mine, ReportedFigures.RevisionFigures others) {
        long needed = mine.rules()
                .stream()
                .mapToLong(ReportedFigures.RuleFigures::minimumCount)
                .max()
                .orElse(FEWEST);
        if (mine.decided() < needed) {
            return new TooFew("%d of %d messages are decided".formatted(mine.decided(), needed));
        }
        List<Map<String, String>> missing = others.classes()
                .stream()
                .filter(active -> active.decided() >= needed && !active.labels().containsKey("revision"))
                .filter(active -> mine.decided(active.labels()) < needed)
                .map(ReportedFigures.ClassFigures::labels)
                .toList();
        return missing.isEmpty()
                ? new Fine("%d messages are decided, no rule is crossed".formatted(mine.decided()))
                : new TooFew("%d messages with %s are decided, of %d".formatted(mine.decided(missing.getFirst()),
                        Report.words(missing.getFirst()), needed));
    }
}
