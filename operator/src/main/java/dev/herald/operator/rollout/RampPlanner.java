package dev.herald.operator.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a new revision of a sender gets the partitions of its channel, step by step. Pure: the same facts at the same time give the same step.
 *
 * @param steps
 *            in percent; none: all at once
 * @param stepDuration
 *            how long a step is watched at least; {@value #PATIENCE} times as long where there is too little to judge
 * @param held
 *            why it may go no further, if so
 * @param partitions
 *            of the log
 * @param obstacle
 *            why no partition may be given yet
 */
record RampPlanner(List<Integer> steps, Duration stepDuration, Optional<String> held, int partitions,
        Optional<String> obstacle) {
    private static final int PATIENCE = 5;
    /** A pod that ends is back within seconds; one that is not is not coming back. */
    private static final Duration DOWN = Duration.ofSeconds(60);
    /** What serves is broken if it has no pod by then, and what follows may be what mends it. */
    private static final Duration COMES_BACK = Duration.ofMinutes(5);

    /**
     * A channel after a step.
     *
     * @param failure
     *            why the new revision is to be taken back
     */
    record Step(ChannelRollout channel, Optional<String> failure) {
        private static Step of(ChannelRollout channel) {
            return new Step(channel, Optional.empty());
        }

        private static Step failing(ChannelRollout channel, String why) {
            return new Step(channel, Optional.of(why));
        }
    }

    /**
     * The next step of a channel whose sender is to be of a revision.
     *
     * @param wanted
     *            that revision
     */
    Step next(ChannelRollout before, String wanted, ChannelFacts facts, Analysis analysis, Instant now) {
        if (before.ramping().filter(ramp -> isWanted(ramp, wanted)).isEmpty()) {
            ChannelRollout back = before.givenBack(facts, now);
            boolean waits = back.ramping().filter(ramp -> now.isBefore(ramp.since().plus(COMES_BACK))).isPresent();
            return Step.of(wanted.equals(before.serving()) || waits ? back : before.with(Ramp.coming(wanted, now)));
        }
        Ramp ramp = before.ramp();
        if (facts.replicas() == 0) {
            return Step.of(before.with(held.isPresent() ? ramp.asleep() : idle(ramp, now)));
        }
        if (ramp.step() < 0) {
            return Step.of(before.with(coming(ramp, facts, now)));
        }
        if (facts.available(wanted) == 0) {
            return down(before, ramp, facts, now);
        }
        if (ramp.downSince() != null || ramp.idle()) {
            return Step.of(before.with(ramp.up(share(ramp.step()), now)));
        }
        return judged(before, ramp, analysis, now);
    }

    /** Who was on the way out begins anew, unless there are no steps to go through again. */
    private boolean isWanted(Ramp ramp, String wanted) {
        return ramp.revision().equals(wanted) && (steps.isEmpty() || !ramp.isLeaving());
    }

    /** Nobody works, so there is nothing to watch; who comes when replicas are asked for must still be able to read what is there. */
    private Ramp idle(Ramp ramp, Instant now) {
        if (ramp.isThrough(steps.size())) {
            return ramp.asleep();
        }
        return obstacle.map(why -> ramp.goOn(now, why))
                .orElseGet(() -> ramp.at(steps.size(), Ramp.ALL, now, "no replicas are asked for"))
                .asleep();
    }

    private Ramp coming(Ramp ramp, ChannelFacts facts, Instant now) {
        if (held.isPresent()) {
            return ramp.hold(held.get());
        }
        if (facts.available(ramp.revision()) == 0) {
            return ramp.goOn(now, "waits for a ready pod");
        }
        return obstacle.map(why -> ramp.goOn(now, why)).orElseGet(() -> enter(ramp, 0, now));
    }

    private Ramp enter(Ramp ramp, int step, Instant now) {
        int share = share(step);
        return ramp.at(step, share, now, share == Ramp.ALL
                ? "has all partitions"
                : "has %d of %d partitions".formatted(share, partitions));
    }

    private int share(int step) {
        if (step >= steps.size() || steps.get(step) == 100) {
            return Ramp.ALL;
        }
        return Math.ceilDiv(partitions * steps.get(step), 100);
    }

    /** It loses its partitions at once, if there is somebody to take them. */
    private Step down(ChannelRollout before, Ramp ramp, ChannelFacts facts, Instant now) {
        boolean covered = facts.available(before.serving()) > 0;
        String why = covered
                ? "no pod is ready: revision %s has its partitions".formatted(before.serving())
                : "no pod is ready";
        Instant since = ramp.downSince() == null ? now : ramp.downSince();
        ChannelRollout next = before.with(ramp.down(since, covered ? 0 : ramp.partitions(), why));
        return ramp.idle() || now.isBefore(since.plus(DOWN))
                ? Step.of(next)
                : Step.failing(next, "none of its pods has been ready for %d s".formatted(DOWN.toSeconds()));
    }

    private Step judged(ChannelRollout before, Ramp ramp, Analysis analysis, Instant now) {
        if (analysis instanceof Analysis.Failing(String why)) {
            return Step.failing(before, why);
        }
        if (ramp.isThrough(steps.size())) {
            return Step.of(before);
        }
        if (held.isPresent()) {
            return Step.of(before.with(ramp.hold(held.get())));
        }
        if (ramp.step() >= steps.size()) {
            // Steps were taken out of the spec meanwhile.
            return Step.of(before.with(enter(ramp, steps.size(), now)));
        }
        return Step.of(before.with(switch (analysis) {
            case Analysis.Blind(String why) -> ramp.hold("cannot be judged: " + why);
            case Analysis.BothFail(String why) -> ramp.hold(why);
            case Analysis.Halting(String why) -> ramp.hold(why);
            case Analysis.TooFew(String why) when isOver(ramp, now, PATIENCE) -> enter(ramp, ramp.step() + 1, now);
            case Analysis.TooFew(String why) -> ramp.goOn(now, state(ramp) + ", little traffic");
            case Analysis.Fine(String why) when isOver(ramp, now, 1) -> enter(ramp, ramp.step() + 1, now);
            case Analysis.Fine(String why) -> ramp.goOn(now, state(ramp));
            case Analysis.Failing(String why) -> throw new IllegalStateException(why);
        }));
    }

    private boolean isOver(Ramp ramp, Instant now, int times) {
        return !ramp.held() && !now.isBefore(ramp.since().plus(stepDuration.multipliedBy(times)));
    }

    /** Without figures, which would change with every report. */
    private String state(Ramp ramp) {
        return ramp.partitions() == Ramp.ALL
                ? "has all partitions"
                : "has %d of %d partitions".formatted(ramp.partitions(), partitions);
    }
}
