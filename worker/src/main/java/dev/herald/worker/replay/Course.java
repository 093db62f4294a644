package dev.herald.worker.replay;

import dev.herald.worker.config.ReplayGuards;
import dev.herald.worker.config.ReplayGuards.StopOn;
import dev.herald.worker.replay.ReplayRecord.Phase;
import dev.herald.worker.replay.ReplayRecord.Reason;
import java.util.Optional;

/**
 * How a replay goes on: a pure decision from what the ledgers say, so that a feeder that begins anew decides the same. It is
 * judged by what has been decided when nothing is outstanding; what looked bad and came out well stops nothing.
 */
final class Course {

    private static final int WHOLE = 100;

    private final ReplayGuards guards;

    Course(ReplayGuards guards) {
        this.guards = guards;
    }

    /** Whether it ends once it has selected. */
    Optional<Step.End> atSelection(long matched) {
        if (guards.maxMessages().isPresent() && matched > guards.maxMessages().getAsLong()) {
            return Optional.of(Step.End.failed(Reason.TooMany,
                    "maxMessages: %d matched, and no more than %d may; nothing was sent. Narrow window or selector, or raise maxMessages"
                            .formatted(matched, guards.maxMessages().getAsLong())));
        }
        return guards.dryRun()
                ? Optional.of(Step.End.complete("Dry run: %d matched, nothing was sent.".formatted(matched)))
                : Optional.empty();
    }

    /** Whether a person must agree before it goes on. */
    boolean needsApproval(long matched) {
        return guards.approval().filter(it -> it.manual() || matched > it.above()).isPresent();
    }

    /**
     * What comes next.
     *
     * @param trial
     *            {@link Trial.Result#NONE} where there is none
     * @param outstanding
     *            how many were asked for and are not decided
     */
    Step next(Standing standing, Trial.Result trial, boolean isApproved, long outstanding) {
        if (trial.trouble() > 0) {
            return stop(outstanding, Phase.Trial, Reason.TrialFailed, "trial: %d of %d failed or are unknown"
                    .formatted(trial.trouble(), trial.tried()), standing);
        }
        if (!holds(standing)) {
            return stop(outstanding, Phase.Running, Reason.RepairDoesNotHold,
                    "stopOn: %d of %d failed, which is %d %% or more".formatted(standing.failed(), standing.judged(),
                            guards.stopOn().failurePercent()),
                    standing);
        }
        if (standing.counts().remaining() == 0) {
            return Step.End.complete(standing.counts().matched() == 0 ? "Nothing matched." : "");
        }
        if (needsApproval(standing.counts().matched()) && !isApproved) {
            return new Step.Wait(Phase.AwaitingApproval, "approval");
        }
        if (!trial.isPassed()) {
            return new Step.Feed(Phase.Trial, trial.open(), true);
        }
        boolean isEarly = standing.judged() < guards.stopOn().minimumCount();
        return new Step.Feed(Phase.Running, isEarly ? guards.stopOn().minimumCount() : Long.MAX_VALUE, false);
    }

    private boolean holds(Standing standing) {
        StopOn stop = guards.stopOn();
        return standing.judged() < stop.minimumCount()
                || standing.failed() * WHOLE < stop.failurePercent() * standing.judged();
    }

    private static Step stop(long outstanding, Phase phase, Reason reason, String why, Standing standing) {
        if (outstanding > 0) {
            return new Step.Wait(phase, "%s; waits for %d outstanding".formatted(why, outstanding));
        }
        String last = standing.trouble().map(it -> ", the last with: " + it.text()).orElse("");
        return Step.End.failed(reason, "%s%s. %d were not sent: put it right and make another ReplayJob".formatted(why,
                last, standing.counts().remaining()));
    }
}
