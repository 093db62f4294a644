package dev.herald.operator.replay;

import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.api.v1alpha1.ReplayJobSpec;
import dev.herald.api.v1alpha1.ReplayJobStatus;
import dev.herald.operator.plan.Names;
import dev.herald.operator.report.Report;
import dev.herald.operator.report.Sighting;
import dev.herald.operator.resource.Stored;
import dev.herald.operator.rollout.Rollout;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Optional;

/**
 * All that a decision about a replay rests on.
 *
 * @param replay
 *            itself
 * @param pipeline
 *            that it names
 * @param rivals
 *            other pipelines with a topic of the same name as its pipeline's
 * @param configMaps
 *            made for it; so are jobs
 * @param report
 *            of the pipeline's status worker
 * @param rollout
 *            where the pipeline's rollouts are
 */
public record ObservedReplay(Stored<ReplayJobSpec, ReplayJobStatus> replay,
        Optional<Stored<NotificationPipelineSpec, NotificationPipelineStatus>> pipeline,
        List<Stored<NotificationPipelineSpec, NotificationPipelineStatus>> rivals, List<ConfigMap> configMaps,
        List<Job> jobs, Sighting report, Optional<Rollout> rollout) {

    /** Its status as it was. */
    public ReplayJobStatus before() {
        return replay.status().orElse(ReplayJobStatus.NONE);
    }

    /** Whether its start has been announced in the status. */
    boolean started() {
        return before().startTime() != null && before().specHash() != null;
    }

    /** Whether it is over. */
    boolean finished() {
        return before().phase() == ReplayJobStatus.Phase.Complete || before().phase() == ReplayJobStatus.Phase.Failed;
    }

    /** Its Job, if it is there. */
    Optional<Job> job() {
        String name = Names.replay(replay.name(), replay.subject().uid());
        return jobs.stream().filter(job -> job.getMetadata().getName().equals(name)).findFirst();
    }

    /** Its ConfigMap, if it is there. */
    Optional<ConfigMap> config() {
        String name = Names.replay(replay.name(), replay.subject().uid());
        return configMaps.stream().filter(map -> map.getMetadata().getName().equals(name)).findFirst();
    }

    /** What the control topic says of a replay with that hash, if the report is fresh. */
    Optional<Report.Replay> record(String specHash) {
        return report.fresh().flatMap(fresh -> fresh.replay(id(specHash)));
    }

    /** What identifies a replay for ever. */
    String id(String specHash) {
        return Names.replayId(replay.subject(), specHash);
    }
}
