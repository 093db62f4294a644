package dev.herald.worker.status.rules;

import java.util.List;

import dev.herald.worker.config.LiveSettings.Rule;

/**
 * What one revision of a channel's senders has decided, and what the rules say of that alone.
 *
 * @param decided
 *            units, in the window of the rule about failures
 * @param classes
 *            those with anything decided in that window, most first, without the whole
 * @param rules
 *            each rule, in their order
 */
public record RevisionFigures(String revision, long decided, List<Share> classes, List<RuleFigure> rules) {

    /**
     * One rule.
     *
     * @param isCrossed
     *            by any class
     * @param worst
     *            the class that is the worst, of those that cross the rule if any does
     */
    public record RuleFigure(String rule, boolean isCrossed, Share worst, int minimumCount, String message) {}

    /** Of a revision that has decided nothing in any window. */
    public static RevisionFigures none(String revision, List<Rule> rules) {
        return new RevisionFigures(revision, 0, List.of(),
                Detector.ofDecisions(rules).map(RevisionFigures::nothing).toList());
    }

    static RuleFigure nothing(Rule rule) {
        return new RuleFigure(rule.name(), false, new Share(MessageClass.WHOLE, 0, 0), rule.minimumCount(),
                "nothing was decided in " + Incident.readable(rule.window()));
    }
}
