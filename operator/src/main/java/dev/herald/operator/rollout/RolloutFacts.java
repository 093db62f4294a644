package dev.herald.operator.rollout;

import dev.herald.operator.report.Report;
import dev.herald.operator.report.ReportedFigures;
import dev.herald.operator.worker.Release;
import java.util.List;
import java.util.Optional;

/**
 * What a decision about a pipeline's rollouts rests on.
 *
 * @param wanted
 *            the release that the spec asks for
 * @param partitions
 *            of the log
 * @param report
 *            if it is fresh
 * @param hasIngest
 *            whether the pipeline has a door
 * @param statusCurrent
 *            whether the status worker that runs, and reports, is wholly of the release it is to be of; likewise ingestCurrent
 * @param probeFailed
 *            why the probe's Job failed, if it did
 * @param reactions
 *            to rules that are crossed
 */
public record RolloutFacts(Release wanted, RolloutSettings settings, int partitions, List<ChannelFacts> channels,
        Optional<Report> report, boolean hasIngest, boolean statusCurrent, boolean ingestCurrent,
        Optional<String> probeFailed, Reactions reactions) {

    /**
     * Why nothing may go further, if so.
     *
     * @param back
     *            whether it goes back to what is known to be good: no failure holds that
     */
    Optional<String> held(boolean back) {
        return settings.paused()
                ? Optional.of("spec.rollout.paused is true")
                : reactions.halt().filter(halt -> !back);
    }

    /** What the figures say of a revision of a channel's sender beside the one that serves. */
    Analysis analysis(ChannelFacts channel, String serving, String target) {
        return Analysis.of(figures(channel), serving, target, reactions);
    }

    private Optional<ReportedFigures> figures(ChannelFacts channel) {
        return report.map(fresh -> fresh.channels().get(channel.key()));
    }
}
