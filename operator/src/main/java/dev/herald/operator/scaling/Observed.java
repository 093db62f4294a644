package dev.herald.operator.scaling;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Duration;
import java.time.Instant;

/**
 * How a channel has been lately, over many figures.
 *
 * @param at
 *            when the last of them were measured; null: there were none
 * @param arrivals
 *            messages a second, on average over a minute, or since they changed by more than chance
 * @param busy
 *            how many replicas the slots in use would fill, on average over a minute, or since {@code since}
 * @param full
 *            whether replicas are busy with more than they keep up with
 * @param since
 *            since when that is so, or is not; null: never seen
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Observed(Instant at, double arrivals, double busy, boolean full, Instant since) {
    static final Observed NOTHING = new Observed(null, 0, 0, false, null);

    private static final double MINUTE = 60;
    /** Messages are counted over so many seconds at least; and by chance no count is so many standard deviations away. */
    private static final double COUNTED = 10;
    private static final double DEVIATIONS = 4;

    Observed after(ScalingFacts facts, ScalingFigures figures) {
        boolean fullNow = figures.isFull(facts);
        boolean goesOn = at != null && fullNow == full;
        double slots = Math.min(figures.working(), (double) figures.backlog() / facts.slots());
        double perSecond = figures.arrivalsPerSecond();
        boolean changed = at == null || Math.abs(perSecond - arrivals) > DEVIATIONS * Math.sqrt(arrivals / COUNTED);
        return new Observed(figures.measuredAt(), changed ? perSecond : towards(arrivals, perSecond, figures, MINUTE),
                goesOn ? towards(busy, slots, figures, MINUTE) : slots, fullNow,
                goesOn ? since : figures.measuredAt());
    }

    /** Whether it has been full, or not, for some time. */
    boolean lasts(Duration time) {
        return !at.isBefore(since.plus(time));
    }

    /** How far arrivals may be off by chance, as a share of themselves. */
    double chance() {
        return DEVIATIONS / Math.sqrt(Math.max(1, 2 * MINUTE * arrivals));
    }

    /** An average with one more value, those of more than {@code seconds} ago hardly counting. */
    double towards(double average, double value, ScalingFigures figures, double seconds) {
        double passed = at == null ? seconds : Duration.between(at, figures.measuredAt()).toMillis() / 1000.0;
        return average + (value - average) * passed / (passed + seconds);
    }
}
