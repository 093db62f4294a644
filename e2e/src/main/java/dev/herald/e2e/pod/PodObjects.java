package dev.herald.e2e.pod;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;

/**
 * A pod of the image herald-e2e and its Service, as the restricted Pod Security Standard wants them. What is in {@value #DATA} outlives its
 * container, not its pod.
 *
 * @param name of both
 * @param image to run
 * @param main class, followed by its arguments
 * @param port of the Service, besides that of the {@link ControlServer}; 0: none
 * @param memory of the container at most
 */
record PodObjects(String name, String image, List<String> main, int port, String memory) {
    static final String DATA = "/data";
    /** On all of them. */
    static final Map<String, String> LABEL = Map.of("app.kubernetes.io/part-of", "herald-e2e");

    private static final String APP = "app.kubernetes.io/name";

    Deployment deployment() {
        return new DeploymentBuilder().withNewMetadata()
                .withName(name)
                .withLabels(LABEL)
                .endMetadata()
                .withNewSpec()
                .withReplicas(1)
                .withNewStrategy()
                .withType("Recreate")
                .endStrategy()
                .withNewSelector()
                .addToMatchLabels(APP, name)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels(LABEL)
                .addToLabels(APP, name)
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(2L)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .addNewContainer()
                .withName(name)
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withArgs(main)
                .withPorts(ports().stream().map(PodObjects::containerPort).toList())
                .withNewResources()
                .addToRequests("memory", new Quantity("64Mi"))
                .addToLimits("memory", new Quantity(memory))
                .endResources()
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .withNewReadinessProbe()
                .withNewTcpSocket()
                .withPort(new IntOrString(port == 0 ? ControlServer.PORT : port))
                .endTcpSocket()
                .withPeriodSeconds(1)
                .endReadinessProbe()
                .addNewVolumeMount()
                .withName("data")
                .withMountPath(DATA)
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("tmp")
                .withMountPath("/tmp")
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("data")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .addNewVolume()
                .withName("tmp")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    Service service() {
        return new ServiceBuilder().withNewMetadata()
                .withName(name)
                .withLabels(LABEL)
                .endMetadata()
                .withNewSpec()
                .addToSelector(APP, name)
                .withPorts(ports().stream().map(PodObjects::servicePort).toList())
                .endSpec()
                .build();
    }

    private List<Integer> ports() {
        var ports = new ArrayList<>(List.of(ControlServer.PORT));
        if (port != 0) {
            ports.add(port);
        }
        return ports;
    }

    private static ContainerPort containerPort(int port) {
        return new ContainerPortBuilder().withContainerPort(port).build();
    }

    private static ServicePort servicePort(int port) {
        return new ServicePortBuilder().withName("port-" + port)
                .withPort(port)
                .withTargetPort(new IntOrString(port))
                .build();
    }
}
