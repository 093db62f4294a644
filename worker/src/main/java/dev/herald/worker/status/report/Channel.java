package dev.herald.worker.status.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.herald.worker.control.Heartbeat.Credentials;
import dev.herald.worker.status.rules.RevisionFigures;
import dev.herald.worker.status.rules.Share;

/**
 * What the operator learns of one channel, by its ledger and its senders (docs/formats.md, "The report").
 *
 * @param lag
 *            messages addressed to it and not yet taken in
 * @param pending
 *            units that wait for a retry or a due time
 * @param oldest
 *            accept time of the oldest not yet attempted; null when there is none
 * @param owned
 *            partitions that a sender owns
 * @param measured
 *            whether the figures are those of now
 * @param lastDecision
 *            when the last outcome was appended; null when none was seen
 * @param credentials
 *            the worst that a sender says of them; null while none reports
 * @param revisions
 *            of its senders: those that own partitions, then those that decided something of late
 * @param scaling
 *            null while it cannot be told
 */
public record Channel(long lag, long pending, Instant oldest, int owned, boolean measured, Instant lastDecision,
        Totals totals, List<Failing> failing, Credentials credentials, List<Revision> revisions, Scaling scaling) {

    public Channel {
        revisions = Objects.requireNonNullElseGet(revisions, List::of);
    }

    /**
     * What one revision of a channel's senders does, by its own decisions alone.
     *
     * @param owned
     *            partitions
     * @param decided
     *            units, in the window of the rule about failures
     */
    public record Revision(String revision, int owned, long decided, List<Decided> classes, List<JudgedRule> rules) {
        /** From the rules' figures. */
        public static Revision of(RevisionFigures figures, int owned) {
            return new Revision(figures.revision(), owned, figures.decided(),
                    figures.classes()
                            .stream()
                            .map(share -> new Decided(share.of().labels(), share.decided()))
                            .toList(),
                    figures.rules().stream().map(JudgedRule::of).toList());
        }
    }

    /** How many of a class were decided. */
    @JsonPropertyOrder({"class", "decided"})
    public record Decided(@JsonProperty("class") Map<String, String> of, long decided) {}

    /**
     * What a rule says of a revision.
     *
     * @param of
     *            the worst class
     */
    @JsonPropertyOrder({"rule", "crossed", "class", "bad", "decided", "minimumCount", "message"})
    public record JudgedRule(String rule, boolean crossed, @JsonProperty("class") Map<String, String> of, long bad,
            long decided, int minimumCount, String message) {
        static JudgedRule of(RevisionFigures.RuleFigure figure) {
            return new JudgedRule(figure.rule(), figure.isCrossed(), figure.worst().of().labels(),
                    figure.worst().bad(), figure.worst().decided(), figure.minimumCount(), figure.message());
        }
    }

    /** Units since the start of the ledger that was read; {@code arrived} counts messages of the log. */
    public record Totals(long arrived, long accepted, long failed, long unknown, long undecodable) {}

    /** A class of messages that fails. */
    @JsonPropertyOrder({"class", "percent", "failed", "decided"})
    public record Failing(@JsonProperty("class") Map<String, String> of, int percent, long failed, long decided) {
        /** From the rules' figures. */
        public static Failing of(Share share) {
            return new Failing(share.of().labels(), share.percent(), share.bad(), share.decided());
        }
    }
}
