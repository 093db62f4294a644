package dev.herald.operator.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/**
 * What is measured of a channel for scaling; docs/formats.md, section 8. Rates are over the last 15 s; times are the broker's.
 *
 * @param arrivalsPerSecond
 *            messages that fall due, without a replay's
 * @param completionsPerSecond
 *            attempts that are decided, a replay's included
 * @param backlog
 *            messages that are due and not decided, without a replay's
 * @param oldest
 *            when the oldest of them that was never attempted fell due; null if there is none
 * @param working
 *            senders that own partitions
 * @param rebalanced
 *            when a partition last changed hands; null if that was not seen
 * @param nextDue
 *            when the next message falls due that waits for its time; null if none does
 * @param hottest
 *            the partition in which most waits; null if nothing does
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReportedScaling(double arrivalsPerSecond, double completionsPerSecond, long backlog, Instant oldest,
        int working, Instant rebalanced, Instant nextDue, Hottest hottest) {

    /** One partition's part of that. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Hottest(int partition, long backlog, double arrivalsPerSecond) {}
}
