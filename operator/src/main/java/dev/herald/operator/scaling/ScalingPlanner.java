package dev.herald.operator.scaling;

import dev.herald.operator.scaling.ScalingSettings.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides how many replicas the senders of a channel are. Pure: the same of everything at the same time gives the same; docs/scaling.md. */
public final class ScalingPlanner {
    /** Figures that old say nothing about now. */
    private static final Duration STALE_AFTER = Duration.ofSeconds(30);
    /** Figures measured so soon after partitions changed hands say nothing about the replicas there are. */
    private static final Duration SETTLING = Duration.ofSeconds(30);
    /** Without a usable figure for that long nothing is known. */
    private static final Duration UNKNOWN_AFTER = Duration.ofMinutes(2);

    private final ScalingSettings settings;
    private final ScalingFacts facts;
    private final Instant now;
    private final int fewest;
    private final int most;
    private final int current;

    private ScalingPlanner(ScalingSettings settings, ScalingFacts facts, Instant now) {
        this.settings = settings;
        this.facts = facts;
        this.now = now;
        this.most = Math.min(settings.maxReplicas(), facts.partitions());
        this.fewest = Math.min(settings.minReplicas(), most);
        this.current = Math.clamp(facts.replicas(), fewest, most);
    }

    /**
     * The number of replicas from now on. Nothing is thrown: what is not known is held.
     *
     * @param memory
     *            of the decision before; {@link ScalingMemory#NONE} if there was none
     */
    public static ScalingDecision decide(ScalingSettings settings, ScalingFacts facts, ScalingMemory memory,
            Instant now) {
        return new ScalingPlanner(settings, facts, now).decide(memory);
    }

    private ScalingDecision decide(ScalingMemory memory) {
        if (facts.suspended()) {
            return decision(facts.replicas(), Basis.Suspended, "held at %d: suspended".formatted(facts.replicas()),
                    Optional.empty(), recommending(facts.replicas(), memory));
        }
        if (settings.mode() != Mode.Auto) {
            return handed(memory);
        }
        if (facts.figures().isEmpty()) {
            return hold(Basis.Unknown, lacking(memory), memory);
        }
        ScalingFigures figures = facts.figures().get();
        if (figures.measuredAt().plus(STALE_AFTER).isBefore(now)) {
            return hold(Basis.Unknown, lacking(memory), memory);
        }
        ScalingMemory seen = memory.seeing(figures);
        if (current > 0 && isSettling(seen, figures)) {
            return settle(seen, figures);
        }
        Learned learned = seen.learned().after(facts, figures);
        ScalingMemory measured = seen.measured(learned, figures.measuredAt());
        if (current > 0 && learned.stalled(facts, figures)) {
            return hold(Basis.Stalled, Wording.stalled(figures), measured);
        }
        return recommend(figures, learned, measured);
    }

    private ScalingDecision handed(ScalingMemory memory) {
        int asked = facts.asked().orElse(facts.replicas());
        boolean fixed = settings.mode() == Mode.Fixed;
        return decision(asked, fixed ? Basis.Fixed : Basis.External, "%d: %s".formatted(asked, facts.asked().isEmpty()
                ? "as it was, for nobody has set spec.replicas"
                : fixed ? "spec.replicas" : "spec.replicas, from an autoscaler of yours"), Optional.empty(),
                recommending(asked, memory));
    }

    /** What is held counts as recommended: when figures are back, nothing goes down before they have spoken for it through a whole window. */
    private ScalingDecision hold(Basis basis, String why, ScalingMemory memory) {
        String reason = current == facts.replicas()
                ? "held at %d: %s".formatted(current, why)
                : "%d: minReplicas, maxReplicas and partitions allow no other; %s".formatted(current, why);
        return decision(current, basis, reason, Optional.empty(), recommending(current, memory));
    }

    private ScalingMemory recommending(int replicas, ScalingMemory memory) {
        return memory.recommending(replicas, Pace.longestWindow(settings.behavior()), now);
    }

    private String lacking(ScalingMemory memory) {
        return memory.measuredAt() == null
                ? "no measurement yet"
                : "no measurement for " + Wording.lasting(Duration.between(memory.measuredAt(), now));
    }

    private boolean isSettling(ScalingMemory memory, ScalingFigures figures) {
        return memory.rebalancedAt() != null && figures.measuredAt().isBefore(memory.rebalancedAt().plus(SETTLING));
    }

    /** What was recommended before goes on where a policy has let only a part of it through. */
    private ScalingDecision settle(ScalingMemory memory, ScalingFigures figures) {
        if (memory.measuredAt() != null && memory.measuredAt().plus(UNKNOWN_AFTER).isBefore(now)) {
            return hold(Basis.Unknown,
                    "partitions change hands again and again, so that nothing was measured for "
                            + Wording.lasting(Duration.between(memory.measuredAt(), now)),
                    memory);
        }
        Pace pace = new Pace(settings.behavior(), memory, now);
        int replicas = Math.max(current, pace.allowed(current, Math.clamp(pace.stabilised(current), current, most)));
        String ago = Wording.time(Duration.between(memory.rebalancedAt(), now));
        return decision(replicas, Basis.Settling, replicas == current
                ? "held at %d: partitions changed hands %s ago".formatted(current, ago)
                : "%d: on the way to what was needed before partitions changed hands %s ago".formatted(replicas, ago),
                Optional.empty(), memory);
    }

    private ScalingDecision recommend(ScalingFigures figures, Learned learned, ScalingMemory memory) {
        Wording.Aimed aimed = aim(figures, learned);
        // Where nothing is remembered, what is there was somebody's decision, and has its window.
        ScalingMemory before = memory.recommendations().isEmpty() ? recommending(current, memory) : memory;
        ScalingMemory recommended = recommending(aimed.replicas(), before);
        Pace pace = new Pace(settings.behavior(), recommended, now);
        int wanted = pace.stabilised(current);
        int replicas = wanted < current
                ? pace.allowed(current, Math.max(wanted, oneStepDown()))
                : pace.allowed(current, wanted);
        if (current == 0 && aimed.replicas() > 0) {
            replicas = Math.max(1, replicas);
        }
        ScalingMemory next = replicas > current
                ? recommended.with(learned.adding(figures, keepsUp(figures, learned)))
                : replicas < current ? recommended.rebalancing(now) : recommended;
        Wording wording = new Wording(settings, facts, figures, learned);
        boolean there = replicas == aimed.replicas();
        return decision(replicas, there ? aimed.basis() : Basis.Behavior,
                there ? wording.aimed(aimed) : wording.underWay(replicas, aimed.replicas()),
                wording.catchUp(replicas), next);
    }

    private boolean keepsUp(ScalingFigures figures, Learned learned) {
        return figures.working() == 0 || learned.rate() == 0
                || !Capacity.of(facts, figures, learned).isHardFor(figures.working());
    }

    /** To the next number that shares the partitions as evenly: between them nothing is gained. */
    private int oneStepDown() {
        int partitions = facts.partitions();
        return current == 1 ? 0 : Math.ceilDiv(partitions, Math.ceilDiv(partitions, current - 1));
    }

    private Wording.Aimed aim(ScalingFigures figures, Learned learned) {
        boolean due = figures.nextDue().filter(it -> !it.isAfter(now.plus(Aim.START))).isPresent();
        if (figures.backlog() == 0 && figures.arrivalsPerSecond() == 0 && figures.replayBacklog() == 0 && !due) {
            return new Wording.Aimed(fewest, Basis.Idle);
        }
        int least = Math.max(1, fewest);
        if (learned.rate() == 0) {
            return new Wording.Aimed(Math.max(least, current), Basis.Demand);
        }
        Duration oldest = figures.backlog() == 0
                ? Duration.ZERO
                : figures.oldest().plus(Duration.between(figures.measuredAt(), now));
        Aim aim = new Aim(settings, Capacity.of(facts, figures, learned), oldest.toMillis() / 1000.0, current, least,
                most, figures.isBehind(facts), learned);
        int replicas = aim.replicas();
        return new Wording.Aimed(replicas, aim.basis(replicas));
    }

    private ScalingDecision decision(int replicas, Basis basis, String reason, Optional<Duration> catchUp,
            ScalingMemory memory) {
        return new ScalingDecision(replicas, basis, reason, catchUp,
                memory.changing(replicas - facts.replicas(), Pace.longestPeriod(settings.behavior()), now));
    }
}
