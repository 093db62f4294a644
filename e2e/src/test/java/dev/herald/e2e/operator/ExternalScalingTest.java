package dev.herald.e2e.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.e2e.api.Cluster;
import dev.herald.e2e.cluster.KubeBinaries;
import dev.herald.e2e.process.Child;
import dev.herald.e2e.process.Launch;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who decides about a channel's replicas changes on a real API server: the operator, a person, the HorizontalPodAutoscaler of Kubernetes. Nobody's number is jumped from. */
@Tag("apiserver")
class ExternalScalingTest {
    private static final String MODE = "{\"spec\": {\"scaling\": {\"mode\": \"%s\"}}}";
    private static final String SCALED = "{.spec.replicas} {.status.scaling.mode}";
    private static final String AUTOSCALED = "{.status.desiredReplicas} {.status.conditions[*].reason}";
    private static final String IDLE = ScaledPipeline.figures(1, 0, 0, 0);
    /** Of one sender that completes 20 a second: six of them are done within two minutes, four are not. */
    private static final String BUSY = ScaledPipeline.figures(1, 10, 20, 10_000);
    private static final String METRIC = "orders_backlog";
    /** Of the metric, for one replica. */
    private static final long TARGET = 1000;
    private static final String AUTOSCALER = """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: email}
            spec:
              scaleTargetRef: {apiVersion: herald.dev/v1alpha1, kind: Channel, name: email}
              minReplicas: 1
              maxReplicas: 12
              metrics:
              - type: External
                external: {metric: {name: %s}, target: {type: AverageValue, averageValue: "%d"}}
              behavior: {scaleDown: {stabilizationWindowSeconds: 0}}
            """.formatted(METRIC, TARGET);

    private static OperatedCluster operated;
    private static Cluster cluster;

    private ScaledPipeline pipeline;
    private OperatedNamespace namespace;
    private SeenReplicas replicas;

    @BeforeAll
    static void startServer() throws Exception {
        operated = OperatedCluster.start("external-scaling-test");
        cluster = operated.cluster();
    }

    @AfterAll
    static void stopServer() {
        operated.close();
    }

    @BeforeEach
    void scaleToSix() throws Exception {
        pipeline = ScaledPipeline.start(operated);
        namespace = pipeline.namespace();
        replicas = new SeenReplicas(cluster.client(), namespace.name(), "email");
        pipeline.addChannel("email", "{mode: Auto}");
        namespace.eventually(() -> assertEquals(List.of(1), replicas.all()));
        pipeline.measure("email", BUSY);
        namespace.eventually(() -> assertEquals(List.of(1, 6), replicas.all()));
    }

    @AfterEach
    void stop() {
        replicas.close();
        pipeline.close();
    }

    @Test
    void aPersonGoesOnFromWhatIsThereAndTheOperatorFromWhatThePersonLeaves() {
        hand("External");
        namespace.eventually(() -> assertEquals("6 External", channel(SCALED)));

        kubectl("scale", "nch/email", "--replicas=4");
        namespace.eventually(() -> assertEquals(List.of(1, 6, 4), replicas.all()));

        pipeline.measure("email", IDLE);
        namespace.eventually(() -> assertTrue(pipeline.isHeard()));
        hand("Auto");
        namespace.eventually(() -> assertEquals("Auto 4: 1 would do, and must for 2m",
                channel("{.status.scaling.mode} {.status.scaling.reason}")));
        pipeline.measure("email", BUSY);
        namespace.eventually(() -> assertEquals(List.of(1, 6, 4, 6), replicas.all()));

        // What the person wanted then does not count any more.
        assertEquals("4 Auto", channel(SCALED));
        hand("External");
        namespace.eventually(() -> assertEquals("6 External", channel(SCALED)));
        assertEquals(List.of(1, 6, 4, 6), replicas.all());
    }

    @Test
    void theHorizontalPodAutoscalerGoesOnFromWhatIsThereAndScalesByItsMetric() throws Exception {
        InetAddress address = operated.sandbox().loopback().take();
        try (ExternalMetricDouble metric = new ExternalMetricDouble(address, METRIC,
                operated.sandbox().folder("metrics"))) {
            metric.is(6 * TARGET);
            cluster.kubectl(metric.objects(namespace.name()), new String[]{"apply", "-f", "-"}).mustSucceed();
            kubectl("wait", "--for=condition=Available", "--timeout=60s",
                    "apiservice/v1beta1.external.metrics.k8s.io");
            cluster.kubectl(AUTOSCALER, new String[]{"-n", namespace.name(), "apply", "-f", "-"}).mustSucceed();
            Child controller = startAutoscaler(address);
            try {
                // There is no spec.replicas yet for it to go on from.
                namespace.eventually(() -> assertEquals("0 FailedGetScale", autoscaler()));

                hand("External");
                namespace.eventually(() -> assertEquals("6 External", channel(SCALED)));
                namespace.eventually(
                        () -> assertEquals("6 ReadyForNewScale ValidMetricFound DesiredWithinRange", autoscaler()));
                assertEquals(List.of(1, 6), replicas.all());

                metric.is(8 * TARGET);
                namespace.eventually(() -> assertEquals(List.of(1, 6, 8), replicas.all()));
                metric.is(3 * TARGET);
                namespace.eventually(() -> assertEquals(List.of(1, 6, 8, 3), replicas.all()));
            } finally {
                controller.kill();
                controller.exit().join();
            }
        } finally {
            operated.sandbox().loopback().release(address);
        }
    }

    private static Child startAutoscaler(InetAddress address) {
        Path folder = operated.sandbox().folder("autoscaler");
        return operated.sandbox()
                .start(new Launch(List.of(KubeBinaries.require().controllerManager().toString(),
                        "--controllers=horizontal-pod-autoscaler-controller",
                        "--kubeconfig=" + operated.server().kubeconfig(), "--leader-elect=false",
                        "--use-service-account-credentials=false", "--horizontal-pod-autoscaler-sync-period=1s",
                        "--bind-address=" + address.getHostAddress(), "--cert-dir=" + folder), Map.of(), folder,
                        folder.resolve("kube-controller-manager.log")));
    }

    private String autoscaler() {
        return kubectl("get", "hpa/email", "--output=jsonpath=" + AUTOSCALED);
    }

    private void hand(String mode) {
        kubectl("patch", "nch/email", "--type=merge", "--patch=" + MODE.formatted(mode));
    }

    private String channel(String path) {
        return kubectl("get", "nch/email", "--output=jsonpath=" + path);
    }

    private String kubectl(String... arguments) {
        return cluster
                .kubectl(Stream.concat(Stream.of("-n", namespace.name()), Stream.of(arguments)).toArray(String[]::new))
                .mustSucceed();
    }
}
