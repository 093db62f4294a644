package dev.herald.operator.scaling;

import dev.herald.operator.plan.InvalidSpec;

/**
 * What a channel would send, in messages a second, if nothing limited it.
 *
 * @param live
 *            for what arrives and what waits
 * @param replay
 *            for a replay under way; 0 if there is none
 * @param replaySharePercent
 *            of the channel's part that a replay may take from live messages that need it, from 1 to 100
 */
public record QuotaNeed(double live, double replay, int replaySharePercent) {
    private static final double MINUTE = 60;
    private static final double ROOM = 1.25;

    /**
     * @throws InvalidSpec
     *             about a share that is none
     * @throws IllegalArgumentException
     *             if a need is no number, or below zero
     */
    public QuotaNeed {
        if (!(live >= 0) || !(replay >= 0) || Double.isInfinite(live) || Double.isInfinite(replay)) {
            throw new IllegalArgumentException("live, replay: %s, %s are no messages a second".formatted(live, replay));
        }
        if (replaySharePercent < 1 || replaySharePercent > 100) {
            throw new InvalidSpec("spec.replaySharePercent", "write a number from 1 to 100");
        }
    }

    /**
     * From figures: what arrives, and what waits within a minute, with some room for what comes in the next moment.
     *
     * @param replay
     *            as above
     */
    public static QuotaNeed of(ScalingFigures figures, double replay, int replaySharePercent) {
        double live = figures.arrivalsPerSecond() + figures.backlog() / MINUTE;
        return new QuotaNeed(live * ROOM, replay, replaySharePercent);
    }
}
