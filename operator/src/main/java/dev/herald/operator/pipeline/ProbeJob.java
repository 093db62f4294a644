package dev.herald.operator.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Names;
import dev.herald.operator.plan.Role;
import dev.herald.operator.plan.Subject;
import dev.herald.operator.plan.Write;
import dev.herald.operator.rollout.Pin;
import dev.herald.operator.rollout.Rollout;
import dev.herald.operator.rollout.Rollout.Phase;
import dev.herald.operator.rollout.Rollout.Target;
import dev.herald.operator.worker.Once;
import dev.herald.operator.worker.ProbePod;
import dev.herald.operator.worker.Release;
import dev.herald.operator.worker.WorkerFile;
import dev.herald.operator.worker.WorkerObjects;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Job that lets the image of a new revision read real messages beside the old one; docs/formats.md, "The probe". */
final class ProbeJob {
    private static final int SAMPLES = 200;
    private static final String TIMEOUT = "PT2M";
    /** Two JVMs start, and the timeout may pass three times: census, samples and answer. Whatever hangs then is given up. */
    private static final long DEADLINE_SECONDS = 600;
    private static final int KEPT_SECONDS = 3600;

    private ProbeJob() {
    }

    /** The writes that start the probe which a rollout waits for. */
    static List<Write> writes(ObservedPipeline observed, NotificationPipelineSpec spec, Rollout rollout, Pin pin) {
        List<Write> writes = new ArrayList<>();
        Optional<Target> target = rollout.underWay().filter(way -> way.phase() == Phase.Probe);
        target.ifPresent(way -> start(observed, spec, rollout, way, pin).forEach(writes::add));
        String current = target.map(way -> Names.probe(observed.pipeline().name(), way.probe())).orElse("");
        observed.revisions(Role.probe)
                .stream()
                .filter(config -> !config.getMetadata().getName().equals(current))
                .forEach(config -> writes.add(new Write.Delete(config)));
        return writes;
    }

    /** Why the Job of an attempt failed, if it did. */
    static Optional<String> failure(ObservedPipeline observed, String attempt) {
        return job(observed, attempt).stream()
                .filter(job -> job.getStatus() != null)
                .flatMap(job -> job.getStatus().getConditions().stream())
                .filter(condition -> "Failed".equals(condition.getType()) && "True".equals(condition.getStatus()))
                .map(condition -> Optional.ofNullable(condition.getMessage()).orElse(condition.getReason()))
                .findFirst();
    }

    private static Optional<Job> job(ObservedPipeline observed, String attempt) {
        String name = Names.probe(observed.pipeline().name(), attempt);
        return observed.jobs().stream().filter(job -> job.getMetadata().getName().equals(name)).findFirst();
    }

    private static List<Write> start(ObservedPipeline observed, NotificationPipelineSpec spec, Rollout rollout,
            Target target, Pin pin) {
        Subject owner = observed.pipeline().subject();
        String name = Names.probe(owner.name(), target.probe());
        Map<String, String> labels = Labels.of(owner.name(), Role.probe, target.revision());
        ConfigMap config = WorkerObjects.config(owner, name, labels, file(observed, spec, target, pin));
        List<Write> writes = new ArrayList<>();
        Once.write(config, observed.observed(config)).ifPresent(writes::add);
        if (job(observed, target.probe()).isEmpty()) {
            Release serving = rollout.servingRelease().release();
            Release next = rollout.known(target.revision()).orElseThrow().release();
            writes.add(new Write.Create(new JobBuilder().withMetadata(WorkerObjects.meta(owner, name, labels))
                    .withNewSpec()
                    .withBackoffLimit(0)
                    .withActiveDeadlineSeconds(DEADLINE_SECONDS)
                    .withTtlSecondsAfterFinished(KEPT_SECONDS)
                    .withTemplate(ProbePod.of(labels, name, Names.live(owner.name()), spec, serving, next))
                    .endSpec()
                    .build()));
        }
        return writes;
    }

    private static ObjectNode file(ObservedPipeline observed, NotificationPipelineSpec spec, Target target, Pin pin) {
        ObjectNode probe = Json.object()
                .put("id", target.probe())
                .put("pin", pin.format())
                .put("format", pin.target().orElse(pin.format()));
        observed.channels()
                .stream()
                .flatMap(channel -> channel.spec()
                        .readable()
                        .map((ChannelSpec told) -> WorkerFile.key(channel.name(), told))
                        .stream())
                .distinct()
                .sorted()
                .forEach(probe.withArray("keys")::add);
        probe.put("samples", SAMPLES).put("timeout", TIMEOUT);
        Subject owner = observed.pipeline().subject();
        return WorkerFile.probe(WorkerFile.common(owner.namespace(), owner.name(), spec), probe)
                .put("revision", target.revision());
    }
}
