package dev.herald.operator.report;

import java.util.Optional;

/** What the operator knows of a pipeline's report. */
public sealed interface Sighting {
    /** No report has come yet, for not longer than is usual. */
    record Pending(String why) implements Sighting {}

    /**
     * The report moves.
     *
     * @param moved
     *            whether it has been seen to move; the first one after a start of the operator may have stood still for long
     */
    record Fresh(Report report, boolean moved) implements Sighting {}

    /** The status worker answers, and always the same. */
    record Stale(String why) implements Sighting {}

    /** The status worker does not answer. */
    record Unreachable(String url, String why) implements Sighting {}

    /** The answer is no report, or one of a version that this operator does not know. */
    record Unreadable(String url, String why) implements Sighting {}

    /** The report, if it is fresh: an old one decides nothing. */
    default Optional<Report> fresh() {
        return this instanceof Fresh(Report report, boolean moved) ? Optional.of(report) : Optional.empty();
    }

    /** The report, if it is fresh beyond doubt: what may be done once only rests on it. */
    default Optional<Report> proven() {
        return this instanceof Fresh(Report report, boolean moved) && moved ? Optional.of(report) : Optional.empty();
    }
}
