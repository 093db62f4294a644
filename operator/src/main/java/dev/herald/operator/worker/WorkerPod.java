package dev.herald.operator.worker;

import dev.herald.api.v1alpha1.WorkerSettings;
import dev.herald.operator.plan.Role;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The pod of a worker, as the restricted Pod Security Standard wants it; docs/formats.md, sections 7 and 9.
 *
 * @param role
 *            its first argument
 * @param labels
 *            of the pod
 * @param config
 *            name of the ConfigMap with {@code worker.json}
 * @param live
 *            name of the ConfigMap with {@code live.json}
 * @param revision
 *            image, settings and credentials
 */
public record WorkerPod(Role role, Map<String, String> labels, String config, String live, Revision revision) {
    /** Where workers listen; the only name it has in a Service is {@value #PORT_NAME}. */
    public static final int PORT = 8080;
    public static final String PORT_NAME = "http";

    private static final String CONTAINER = "worker";
    private static final String CONFIG_FOLDER = "/etc/herald/config";
    private static final String LIVE_FOLDER = "/etc/herald/live";
    private static final String CREDENTIALS_FOLDER = "/etc/herald/credentials";
    /** Longer than lease and send deadline: what has been claimed is brought to an end; docs/formats.md, section 7. */
    private static final long GRACE_SECONDS = 45;
    /** A JVM with messages of some megabytes in flight; no limit of the processor, which would throttle it in bursts. */
    private static final Map<String, Quantity> REQUESTS = new TreeMap<>(Map.of("cpu", new Quantity("100m"), "memory",
            new Quantity("256Mi")));
    private static final Map<String, Quantity> LIMITS = Map.of("memory", new Quantity("1Gi"));

    /** The template, with the restart policy of a Deployment ({@code Always}) or a Job ({@code Never}). */
    public PodTemplateSpec template(String restartPolicy) {
        return new PodTemplateSpecBuilder().withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy(restartPolicy)
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withContainers(container())
                .withVolumes(volumes())
                .endSpec()
                .build();
    }

    private Container container() {
        return new ContainerBuilder().withName(CONTAINER)
                .withImage(revision.image())
                .withArgs(arguments())
                .withEnv(environment())
                .addNewPort()
                .withName(PORT_NAME)
                .withContainerPort(PORT)
                .withProtocol("TCP")
                .endPort()
                .withResources(resources())
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withPrivileged(false)
                .withReadOnlyRootFilesystem(true)
                .withRunAsNonRoot(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withReadinessProbe(probe("/readyz", 2, 3))
                .withLivenessProbe(probe("/livez", 10, 6))
                .withVolumeMounts(mounts())
                .build();
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(
                List.of(role.name(), "--config", CONFIG_FOLDER, "--live", LIVE_FOLDER));
        revision.credentials().ifPresent(secret -> arguments.addAll(List.of("--credentials", CREDENTIALS_FOLDER)));
        return arguments;
    }

    private List<EnvVar> environment() {
        Map<String, EnvVar> variables = new LinkedHashMap<>();
        revision.settings()
                .env()
                .forEach(variable -> variables.put(variable.name(),
                        new EnvVar(variable.name(), Optional.ofNullable(variable.value()).orElse(""), null)));
        variables.put("POD_NAME", field("POD_NAME", "metadata.name"));
        variables.put("POD_NAMESPACE", field("POD_NAMESPACE", "metadata.namespace"));
        variables.put("POD_IP", field("POD_IP", "status.podIP"));
        variables.put("HERALD_PORT", new EnvVar("HERALD_PORT", Integer.toString(PORT), null));
        return List.copyOf(variables.values());
    }

    private static EnvVar field(String name, String path) {
        return new EnvVarBuilder().withName(name)
                .withNewValueFrom()
                .withNewFieldRef()
                .withApiVersion("v1")
                .withFieldPath(path)
                .endFieldRef()
                .endValueFrom()
                .build();
    }

    private ResourceRequirements resources() {
        Optional<WorkerSettings.Resources> chosen = Optional.ofNullable(revision.settings().resources());
        return new ResourceRequirementsBuilder()
                .withRequests(amounts(chosen.map(WorkerSettings.Resources::requests), REQUESTS))
                .withLimits(amounts(chosen.map(WorkerSettings.Resources::limits), LIMITS))
                .build();
    }

    private static Map<String, Quantity> amounts(Optional<WorkerSettings.Amounts> chosen,
            Map<String, Quantity> otherwise) {
        if (chosen.isEmpty()) {
            return otherwise;
        }
        Map<String, Quantity> amounts = new LinkedHashMap<>();
        Optional.ofNullable(chosen.get().cpu()).ifPresent(cpu -> amounts.put("cpu", cpu));
        Optional.ofNullable(chosen.get().memory()).ifPresent(memory -> amounts.put("memory", memory));
        return amounts;
    }

    private static Probe probe(String path, int periodSeconds, int failures) {
        return new ProbeBuilder().withNewHttpGet()
                .withPath(path)
                .withNewPort(PORT_NAME)
                .withScheme("HTTP")
                .endHttpGet()
                .withPeriodSeconds(periodSeconds)
                .withTimeoutSeconds(2)
                .withFailureThreshold(failures)
                .build();
    }

    private List<VolumeMount> mounts() {
        List<VolumeMount> mounts = new ArrayList<>();
        mounts.add(new VolumeMountBuilder().withName("config").withMountPath(CONFIG_FOLDER).withReadOnly(true).build());
        mounts.add(new VolumeMountBuilder().withName("live").withMountPath(LIVE_FOLDER).withReadOnly(true).build());
        revision.credentials()
                .ifPresent(secret -> mounts.add(new VolumeMountBuilder().withName("credentials")
                        .withMountPath(CREDENTIALS_FOLDER)
                        .withReadOnly(true)
                        .build()));
        mounts.add(new VolumeMountBuilder().withName("tmp").withMountPath("/tmp").build());
        return mounts;
    }

    private List<Volume> volumes() {
        List<Volume> volumes = new ArrayList<>();
        volumes.add(new VolumeBuilder().withName("config").withNewConfigMap().withName(config).endConfigMap().build());
        volumes.add(new VolumeBuilder().withName("live").withNewConfigMap().withName(live).endConfigMap().build());
        // Optional: the pod then runs before its Secret is there, and says so, rather than hanging with an Event that nobody reads.
        revision.credentials()
                .ifPresent(secret -> volumes
                        .add(new VolumeBuilder().withName("credentials")
                                .withNewSecret()
                                .withSecretName(secret)
                                .withOptional(true)
                                .endSecret()
                                .build()));
        volumes.add(new VolumeBuilder().withName("tmp").withNewEmptyDir().endEmptyDir().build());
        return volumes;
    }
}
