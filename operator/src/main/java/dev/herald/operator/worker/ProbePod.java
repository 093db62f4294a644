package dev.herald.operator.worker;

import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Role;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pod of a probe: the old image and the new one side by side over a folder that they share. */
public final class ProbePod {
    private static final String FOLDER = "/probe";
    private static final String VOLUME = "probe";

    private ProbePod() {
    }

    /**
     * The template.
     *
     * @param serving
     *            asks
     * @param target
     *            answers
     */
    public static PodTemplateSpec of(Map<String, String> labels, String config, String live,
            NotificationPipelineSpec spec, Release serving, Release target) {
        PodTemplateSpec pods = pod(labels, config, live, spec, serving).template("Never");
        return new PodTemplateSpecBuilder(pods).editSpec()
                .withContainers(side("serving", pods),
                        side("target", pod(labels, config, live, spec, target).template("Never")))
                .addToVolumes(new VolumeBuilder().withName(VOLUME).withNewEmptyDir().endEmptyDir().build())
                .endSpec()
                .build();
    }

    private static WorkerPod pod(Map<String, String> labels, String config, String live,
            NotificationPipelineSpec spec, Release release) {
        return new WorkerPod(Role.probe, labels, config, live,
                Revision.of(release, spec, Optional.empty(), Json.object()));
    }

    /** Nobody asks a side whether it is ready, and the two would meet at their port. */
    private static Container side(String name, PodTemplateSpec pods) {
        Container worker = pods.getSpec().getContainers().getFirst();
        List<String> arguments = new ArrayList<>(worker.getArgs());
        arguments.addAll(List.of("--probe", FOLDER, "--side", name));
        return new ContainerBuilder(worker).withName(name)
                .withArgs(arguments)
                .withPorts(List.of())
                .withReadinessProbe(null)
                .withLivenessProbe(null)
                .addToVolumeMounts(new VolumeMountBuilder().withName(VOLUME).withMountPath(FOLDER).build())
                .build();
    }
}
