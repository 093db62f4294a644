package dev.herald.worker.status.rules;

import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.status.rules.ClassCounts.Figure;

/**
 * Where a measure of decisions is counted.
 *
 * @param bad
 *            what speaks against a class
 * @param latest
 *            units, by when it last happened to them
 * @param each
 *            every time it happened
 */
record Measured(Figure bad, Figure latest, Figure each) {

    private static final Measured FAILED = new Measured(Figure.failed, Figure.lastFailed, Figure.failures);
    private static final Measured UNKNOWN = new Measured(Figure.unknown, Figure.lastUnknown, Figure.unknowns);
    private static final Measured UNDECODABLE = new Measured(Figure.undecodable, Figure.undecodable,
            Figure.undecodable);

    static Measured by(Measure measure) {
        return switch (measure) {
            case FailedPercent -> FAILED;
            case UnknownPercent -> UNKNOWN;
            case UndecodableCount -> UNDECODABLE;
            case OldestMessageAge -> throw new IllegalArgumentException("no decision tells the age of what waits");
        };
    }
}
