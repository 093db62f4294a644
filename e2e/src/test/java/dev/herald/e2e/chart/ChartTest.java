package dev.herald.e2e.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import dev.herald.operator.Settings;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the chart makes; who may do what is in {@link AccessTest}. */
class ChartTest {
    private static final Pattern VERSION = Pattern.compile("<version>(.+?)</version>");

    @Test
    void lintFindsNothing() {
        LintResult lint = new Helm(Chart.FOLDER).lint().strict().call();

        assertFalse(lint.isFailed(), lint.getMessages().toString());
        assertEquals(List.of("[INFO] Chart.yaml: icon is recommended"), lint.getMessages());
    }

    @Test
    void versionsAreThoseOfTheBuild() throws IOException {
        Matcher project = VERSION.matcher(Files.readString(Path.of("..", "pom.xml")));
        assertTrue(project.find());
        Map<?, ?> chart = Serialization.unmarshal(Files.readString(Chart.FOLDER.resolve("Chart.yaml")), Map.class);

        assertEquals(project.group(1), chart.get("version"));
        assertEquals(project.group(1), chart.get("appVersion"));
    }

    @Test
    void theDefinitionsAreThoseOfTheFilesAndAreKept() throws IOException {
        Rendered rendered = Chart.herald().render();
        for (CustomResourceDefinition definition : rendered.all(CustomResourceDefinition.class)) {
            assertEquals(Map.of("helm.sh/resource-policy", "keep"), definition.getMetadata().getAnnotations());
            definition.getMetadata().setAnnotations(Map.of());
            Path file = Path.of("..", "crds", definition.getMetadata().getName() + ".yaml");
            assertEquals(Serialization.<CustomResourceDefinition>unmarshal(Files.readString(file)), definition);
        }

        assertEquals(3, rendered.all(CustomResourceDefinition.class).size());
        assertEquals(List.of(), Chart.herald().render("crds: {install: false}").all(CustomResourceDefinition.class));
    }

    @Test
    void everythingIsNamedAfterTheReleaseAndLabelled() {
        Rendered rendered = new Chart("mine", "tools").render();

        for (HasMetadata object : rendered.objects()) {
            if (!(object instanceof CustomResourceDefinition)) {
                assertTrue(object.getMetadata().getName().startsWith("mine-herald-operator"),
                        object.getKind() + " " + object.getMetadata().getName());
                Map<String, String> labels = object.getMetadata().getLabels();
                assertEquals("mine", labels.get("app.kubernetes.io/instance"));
                // What the operator makes says herald here; its caches must not hold what Helm made.
                assertEquals("Helm", labels.get("app.kubernetes.io/managed-by"));
                assertTrue(
                        object.getKind().startsWith("Cluster")
                                || object.getKind().startsWith("ValidatingAdmissionPolicy")
                                || object.getMetadata().getNamespace().equals("tools"),
                        object.getKind() + " " + object.getMetadata().getNamespace());
            }
        }
        assertEquals(Set.of("watcher"), new Chart("mine", "tools").render("fullnameOverride: watcher")
                .all(Deployment.class)
                .stream()
                .map(deployment -> deployment.getMetadata().getName())
                .collect(Collectors.toSet()));
    }

    @Test
    void theLongestNameOfAReleaseStillGivesNames() {
        String release = "r".repeat(53);

        Deployment deployment = new Chart(release, "herald").render().one(Deployment.class);

        assertEquals("r".repeat(36) + "-herald-operator", deployment.getMetadata().getName());
    }

    @Test
    void theOperatorIsToldWhatItMustKnow() {
        Container container = container(Chart.herald().render("watchNamespaces: [shop, billing]"));
        Map<String, String> environment = container.getEnv()
                .stream()
                .collect(Collectors.toMap(EnvVar::getName, variable -> variable.getValueFrom() == null
                        ? variable.getValue()
                        : variable.getValueFrom().getFieldRef().getFieldPath()));

        assertEquals(Map.of("POD_NAME", "metadata.name", "POD_NAMESPACE", "metadata.namespace", "POD_IP",
                "status.podIP", "HERALD_PORT", "8080", "WATCH_NAMESPACES", "shop,billing", "WORKER_IMAGE",
                "localhost/herald-worker:" + version(), "LEADER_ELECTION", "Enabled", "LEASE_NAME",
                "herald-operator"), environment);
        Settings settings = Settings.from(environment);
        assertEquals(Set.of("shop", "billing"), settings.namespaces());
        assertEquals("localhost/herald-worker:" + version(), settings.workerImage());
        assertEquals(container.getPorts().getFirst().getContainerPort(), settings.port());
        assertEquals("herald-operator", settings.candidacy().orElseThrow().lease());
    }

    @Test
    void bothImagesComeFromOneRegistryUnlessToldOtherwise() {
        assertEquals(List.of("localhost/herald-operator:" + version(), "localhost/herald-worker:" + version()),
                images(""));
        assertEquals(List.of("example.org:5000/team/herald-operator:2", "example.org:5000/team/herald-worker:2"),
                images("image: {registry: 'example.org:5000/team', tag: '2'}"));
        assertEquals(List.of("localhost/herald-operator:" + version(), "example.org/herald-worker:3"),
                images("workerImage: {registry: example.org, tag: '3'}"));
        assertEquals(List.of("a@sha256:1", "b@sha256:2"),
                images("image: {reference: 'a@sha256:1'}\nworkerImage: {reference: 'b@sha256:2'}"));
    }

    @Test
    void everyProbeAsksWhatAnswers() {
        Container container = container(Chart.herald().render());

        assertEquals("/healthz", path(container.getStartupProbe()));
        assertEquals("/healthz", path(container.getLivenessProbe()));
        assertEquals("/readyz", path(container.getReadinessProbe()));
        // A watch is renewed now and then; one or two looks at that moment take no pod out.
        assertEquals(3, container.getReadinessProbe().getFailureThreshold());
    }

    @Test
    void thePodIsOfTheRestrictedStandard() {
        PodSpec pod = Chart.herald().render().one(Deployment.class).getSpec().getTemplate().getSpec();
        Container container = pod.getContainers().getFirst();

        assertTrue(pod.getSecurityContext().getRunAsNonRoot());
        assertEquals(65532, pod.getSecurityContext().getRunAsUser());
        assertEquals("RuntimeDefault", pod.getSecurityContext().getSeccompProfile().getType());
        assertFalse(container.getSecurityContext().getAllowPrivilegeEscalation());
        assertTrue(container.getSecurityContext().getReadOnlyRootFilesystem());
        assertEquals(List.of("ALL"), container.getSecurityContext().getCapabilities().getDrop());
        assertEquals(List.of("/tmp"), container.getVolumeMounts().stream().map(mount -> mount.getMountPath()).toList());
        assertTrue(pod.getVolumes().stream().allMatch(volume -> volume.getEmptyDir() != null));
        assertNull(pod.getHostNetwork());
    }

    @Test
    void replicasStandApartAndGoOneAtATime() {
        Rendered rendered = Chart.herald().render();
        Deployment deployment = rendered.one(Deployment.class);
        PodDisruptionBudget budget = rendered.one(PodDisruptionBudget.class);

        assertEquals(2, deployment.getSpec().getReplicas());
        assertEquals(List.of("kubernetes.io/hostname ScheduleAnyway", "topology.kubernetes.io/zone ScheduleAnyway"),
                deployment.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getTopologySpreadConstraints()
                        .stream()
                        .map(spread -> spread.getTopologyKey() + " " + spread.getWhenUnsatisfiable())
                        .toList());
        assertEquals(1, budget.getSpec().getMaxUnavailable().getIntVal());
        assertNull(budget.getSpec().getMinAvailable());
        assertTrue(deployment.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds() >= 30);
    }

    @Test
    void allThatSelectsSelectsThePods() {
        Rendered rendered = Chart.herald().render("podLabels: {app.kubernetes.io/name: other, team: mail}");
        Deployment deployment = rendered.one(Deployment.class);
        Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();

        List<Map<String, String>> selectors = List.of(deployment.getSpec().getSelector().getMatchLabels(),
                rendered.one(PodDisruptionBudget.class).getSpec().getSelector().getMatchLabels(),
                rendered.one(Service.class).getSpec().getSelector(),
                deployment.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getTopologySpreadConstraints()
                        .getFirst()
                        .getLabelSelector()
                        .getMatchLabels());

        selectors.forEach(selector -> assertTrue(labels.entrySet().containsAll(selector.entrySet()), selector + ""));
        assertEquals(1, new HashSet<>(selectors).size());
        assertEquals("mail", labels.get("team"));
    }

    @Test
    void whatConcernsThePodIsTaken() {
        Rendered rendered = Chart.herald().render("""
                replicas: 1
                imagePullSecrets: [{name: pull}]
                image: {pullPolicy: Always}
                resources: {limits: {memory: 1Gi, cpu: 2}}
                env: [{name: JAVA_TOOL_OPTIONS, value: -Xmx256m}]
                podAnnotations: {example.org/scrape: "true"}
                priorityClassName: system-cluster-critical
                nodeSelector: {kubernetes.io/arch: amd64}
                tolerations: [{key: infra, operator: Exists}]
                affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: []}}
                topologySpreadConstraints: [{topologyKey: rack, maxSkew: 2, whenUnsatisfiable: DoNotSchedule}]
                podDisruptionBudget: {create: false}
                serviceAccount: {create: false, name: mine}
                metrics: {service: false}
                """);
        Deployment deployment = rendered.one(Deployment.class);
        PodSpec pod = deployment.getSpec().getTemplate().getSpec();
        Container container = pod.getContainers().getFirst();

        assertEquals(1, deployment.getSpec().getReplicas());
        assertEquals("pull", pod.getImagePullSecrets().getFirst().getName());
        assertEquals("Always", container.getImagePullPolicy());
        assertEquals("2", container.getResources().getLimits().get("cpu").toString());
        assertEquals("100m", container.getResources().getRequests().get("cpu").toString());
        assertEquals("-Xmx256m", container.getEnv().getLast().getValue());
        assertEquals("true",
                deployment.getSpec().getTemplate().getMetadata().getAnnotations().get("example.org/scrape"));
        assertEquals("system-cluster-critical", pod.getPriorityClassName());
        assertEquals(Map.of("kubernetes.io/arch", "amd64"), pod.getNodeSelector());
        assertEquals("infra", pod.getTolerations().getFirst().getKey());
        assertTrue(pod.getAffinity().getNodeAffinity() != null);
        assertEquals(List.of("rack"), pod.getTopologySpreadConstraints()
                .stream()
                .map(TopologySpreadConstraint::getTopologyKey)
                .toList());
        assertEquals("mine", pod.getServiceAccountName());
        assertEquals(List.of(), rendered.all(PodDisruptionBudget.class));
        assertEquals(List.of(), rendered.all(ServiceAccount.class));
        assertEquals(List.of(), rendered.all(Service.class));
    }

    @Test
    void prometheusFindsTheMetrics() {
        Rendered rendered = Chart.herald()
                .render("serviceMonitor: {create: true, interval: 15s, labels: {release: prometheus}}");
        GenericKubernetesResource monitor = rendered.one(GenericKubernetesResource.class);
        Service service = rendered.one(Service.class);

        assertEquals("ServiceMonitor", monitor.getKind());
        assertEquals("prometheus", monitor.getMetadata().getLabels().get("release"));
        Map<?, ?> endpoint = (Map<?, ?>) ((List<?>) monitor.get("spec", "endpoints")).getFirst();
        assertEquals(
                Map.of("port", service.getSpec().getPorts().getFirst().getName(), "path", "/metrics", "honorLabels",
                        true, "interval", "15s"),
                endpoint);
        Map<String, String> selector = monitor.get("spec", "selector", "matchLabels");
        assertTrue(service.getMetadata().getLabels().entrySet().containsAll(selector.entrySet()));
        assertEquals("http", service.getSpec().getPorts().getFirst().getTargetPort().getStrVal());
        assertEquals(List.of(), Chart.herald().render().all(GenericKubernetesResource.class));
    }

    private static List<String> images(String values) {
        Container container = container(Chart.herald().render(values));
        return List.of(container.getImage(), container.getEnv()
                .stream()
                .filter(variable -> variable.getName().equals("WORKER_IMAGE"))
                .findFirst()
                .orElseThrow()
                .getValue());
    }

    private static Container container(Rendered rendered) {
        return rendered.one(Deployment.class).getSpec().getTemplate().getSpec().getContainers().getFirst();
    }

    private static String path(Probe probe) {
        assertEquals("http", probe.getHttpGet().getPort().getStrVal());
        return probe.getHttpGet().getPath();
    }

    private static String version() {
        try {
            return Serialization.unmarshal(Files.readString(Chart.FOLDER.resolve("Chart.yaml")), Map.class)
                    .get("appVersion")
                    .toString();
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
