package dev.herald.operator.scaling;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Duration;
import java.util.Objects;

/**
 * What is known about how much one replica does.
 *
 * Replicas that are not full complete what arrives, which says little of what they could do. So the rate is measured while they have more than they keep up with; where quota or
 * provider is the limit, that is no measure of the replicas either. Otherwise the slots in use tell it, by Little's law: what is under way is rate times latency. But who has little
 * to do may look faster than he is, where it is not the slots that limit him; so it is first seen how many slots the measured rate takes, and an estimate counts only if it is far off.
 *
 * @param observed
 *            how the channel has been lately
 * @param rate
 *            messages a second that one replica completes when it is full; 0: not known
 * @param underLoad
 *            whether it was measured while replicas were full
 * @param calibration
 *            of the slots of a replica: those that its rate takes when it is not full; 1: all; 0: to be seen
 * @param limit
 *            messages a second that the provider takes, however many replicas send; 0: none is known
 * @param trial
 *            of more replicas, of which is not known yet whether it helps; null: none
 * @param tooFew
 *            replicas that did not keep up with what arrived; null: none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Learned(Observed observed, double rate, boolean underLoad, double calibration, double limit, Trial trial,
        TooFew tooFew) {
    static final Learned NOTHING = new Learned(Observed.NOTHING, 0, false, 1, 0, null, null);

    /** Rates are averages over some seconds: those before replicas were full must have left them. */
    private static final Duration FULL_FOR = Duration.ofSeconds(10);
    private static final Duration CALM_FOR = Duration.ofMinutes(4);
    private static final double SECONDS_UNDER_LOAD = 10;
    private static final double SECONDS_OTHERWISE = 60;
    /** Of all slots in use: below, the moment of the measurement says more than the load. */
    private static final double HARDLY = 0.1;
    private static final double FAR_OFF = 2;
    private static final double FASTER = 1.25;
    /** As many messages must be expected under way before half of them means anything. */
    private static final double SOME = 4;
    private static final double AT_LIMIT = 0.9;
    private static final double BEYOND_LIMIT = 1.05;
    /** Of the rise that more replicas should have brought: below, they have not helped. */
    private static final double HELPED = 0.5;
    /** Of what full replicas complete: below, the provider does not work. */
    private static final double STALLED = 0.05;

    public Learned {
        observed = Objects.requireNonNullElse(observed, Observed.NOTHING);
    }

    /**
     * What fewer replicas did before there were more.
     *
     * @param completed
     *            messages a second
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Trial(int replicas, double completed) {}

    /**
     * Replicas that did not keep up.
     *
     * @param arrivals
     *            messages a second, with which they did not
     * @param rate
     *            that was known then
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record TooFew(int replicas, double arrivals, double rate) {}

    /** Whether messages wait, replicas are busy, and next to nothing is completed: then more of them would only hold more slots. */
    boolean stalled(ScalingFacts facts, ScalingFigures figures) {
        int sending = figures.isFull(facts) ? figures.working() : 1;
        return figures.isBehind(facts) && figures.completionsPerSecond() <= STALLED * rate * sending;
    }

    /** Whether so many have been seen not to keep up with what arrives, and neither that nor their rate has changed. */
    boolean wereTooFew(int replicas) {
        return tooFew != null && replicas <= tooFew.replicas() && rate < FASTER * tooFew.rate()
                && observed.arrivals() > tooFew.arrivals() * (1 - observed.chance());
    }

    /**
     * More replicas are asked for: what these do is remembered, to see whether it helps, and not to come back.
     *
     * @param keepUp
     *            whether they would with what arrives, but for the backlog
     */
    Learned adding(ScalingFigures figures, boolean keepUp) {
        Trial next = observed.full() ? new Trial(figures.working(), figures.completionsPerSecond()) : trial;
        return new Learned(observed, rate, underLoad, calibration, limit, next,
                keepUp ? tooFew : new TooFew(figures.working(), observed.arrivals(), rate));
    }

    /** With what these figures say. They must be later than those before, and not be disturbed by a rebalance. */
    Learned after(ScalingFacts facts, ScalingFigures figures) {
        if (figures.measuredAt().equals(observed.at())) {
            return this;
        }
        Observed now = observed.after(facts, figures);
        Learned next = new Learned(now, rate, underLoad, calibration, now.full() ? limit : 0, trial, tooFew);
        if (figures.working() == 0 || figures.completionsPerSecond() == 0 || stalled(facts, figures)) {
            return next;
        }
        if (now.full()) {
            boolean forSome = now.lasts(FULL_FOR) || figures.oldest().compareTo(FULL_FOR) >= 0;
            return forSome
                    ? next.judged(facts, figures).whileFull(facts, figures, observed)
                    : rate == 0 ? next.knowing(figures.completedByEach(), false) : next;
        }
        // Most of the slots may be in use, or not, where one partition has the backlog; and a replay takes some that are not counted.
        return figures.isBehind(facts) || facts.replayPercent() > 0 ? next : next.whileCalm(facts, figures, observed);
    }

    /** Whether the replicas that were added have helped. If not, what is completed is what the provider takes. */
    private Learned judged(ScalingFacts facts, ScalingFigures figures) {
        if (trial == null || figures.working() < facts.replicas()) {
            return this;
        }
        double expected = Math.min(trial.completed() * figures.working() / trial.replicas(), facts.quota());
        double rise = expected - trial.completed();
        boolean helped = figures.working() <= trial.replicas() || rise < (1 - AT_LIMIT) * trial.completed()
                || figures.completionsPerSecond() - trial.completed() >= HELPED * rise;
        return limitedTo(helped ? limit : Math.max(trial.completed(), figures.completionsPerSecond()));
    }

    private Learned whileFull(ScalingFacts facts, ScalingFigures figures, Observed before) {
        double completed = figures.completionsPerSecond();
        double each = figures.completedByEach();
        if (trial != null && rate > 0) {
            // Not all of those who were added work: whether they are slower, or the provider takes no more, is seen then.
            return this;
        }
        if (limit > 0 && completed > BEYOND_LIMIT * limit) {
            return limitedTo(0);
        }
        if (completed >= AT_LIMIT * Math.min(facts.quota(), limit > 0 ? limit : Double.MAX_VALUE)) {
            return each > rate ? knowing(each, underLoad) : this;
        }
        return knowing(underLoad ? before.towards(rate, each, figures, SECONDS_UNDER_LOAD) : each, true).calibrated(0);
    }

    private Learned whileCalm(ScalingFacts facts, ScalingFigures figures, Observed before) {
        double each = figures.completedByEach();
        double completed = figures.completionsPerSecond();
        if (rate > 0 && each > rate) {
            return knowing(before.towards(rate, each, figures, SECONDS_UNDER_LOAD), underLoad);
        }
        double estimate = calibration * completed / Math.max(observed.busy(), HARDLY * figures.working());
        if (!underLoad) {
            return knowing(rate == 0 ? estimate : before.towards(rate, estimate, figures, SECONDS_OTHERWISE), false);
        }
        if (calibration == 0) {
            return observed.lasts(CALM_FOR) ? calibrated(Math.min(1, rate * observed.busy() / completed)) : this;
        }
        double expected = calibration * facts.slots() * completed / rate;
        return expected >= SOME && estimate > FAR_OFF * rate ? knowing(rate, false) : this;
    }

    private Learned knowing(double next, boolean measured) {
        return new Learned(observed, next, measured, calibration, limit, trial, tooFew);
    }

    private Learned calibrated(double next) {
        return new Learned(observed, rate, underLoad, next, limit, trial, tooFew);
    }

    private Learned limitedTo(double next) {
        return new Learned(observed, rate, underLoad, calibration, next, null, tooFew);
    }
}
