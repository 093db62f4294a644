package dev.herald.operator.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.ReplayJobSpec;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Names;
import dev.herald.operator.plan.Role;
import dev.herald.operator.plan.Subject;
import dev.herald.operator.worker.Release;
import dev.herald.operator.worker.Revision;
import dev.herald.operator.worker.WorkerFile;
import dev.herald.operator.worker.WorkerObjects;
import dev.herald.operator.worker.WorkerPod;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The Job that selects the messages of a replay and feeds them to the senders; it sends nothing itself. */
record Feeder(ConfigMap config, Job job) {
    /** Each try costs little and goes on where the last one ended; with the Job controller's waits, these last for more than a day of outage. */
    private static final int TRIES = 300;
    /** Exit code of a worker whose configuration is wrong: a second try will not help; docs/formats.md, section 7. */
    private static final int CONFIGURATION_IS_WRONG = 64;

    /**
     * The feeder of a replay.
     *
     * @param id
     *            of the replay in the control topic
     * @param started
     *            when it was started, and thus where an open window ends
     * @param release
     *            that it is of
     * @param trial
     *            whether it begins with a trial
     * @throws InvalidSpec
     *             about the field
     */
    static Feeder of(Subject owner, ReplayJobSpec spec, NotificationPipelineSpec pipeline, String id, Instant started,
            Release release, boolean trial) {
        String pipelineName = spec.pipelineRef().name();
        ObjectNode common = WorkerFile.common(owner.namespace(), pipelineName, pipeline);
        Revision revision = Revision.of(release, pipeline, Optional.empty(),
                WorkerFile.replay(common, id, spec, pipeline, started, trial));
        String name = Names.replay(owner.name(), owner.uid());
        Map<String, String> labels = Labels.replay(pipelineName, owner.name());
        WorkerPod pod = new WorkerPod(Role.replay, labels, name, Names.live(pipelineName), revision);
        Job job = new JobBuilder().withMetadata(WorkerObjects.meta(owner, name, labels))
                .withNewSpec()
                .withBackoffLimit(TRIES)
                // A second feeder does not start before the first has ended.
                .withPodReplacementPolicy("Failed")
                .withNewPodFailurePolicy()
                .addNewRule()
                .withAction("FailJob")
                .withNewOnExitCodes()
                .withContainerName("worker")
                .withOperator("In")
                .withValues(CONFIGURATION_IS_WRONG)
                .endOnExitCodes()
                .endRule()
                .addNewRule()
                .withAction("Ignore")
                .addNewOnPodCondition()
                .withType("DisruptionTarget")
                .withStatus("True")
                .endOnPodCondition()
                .endRule()
                .endPodFailurePolicy()
                .withTemplate(pod.template("Never"))
                .endSpec()
                .build();
        return new Feeder(WorkerObjects.config(owner, name, labels, revision.file()), job);
    }
}
