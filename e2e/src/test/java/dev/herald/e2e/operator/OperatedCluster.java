package dev.herald.e2e.operator;

import dev.herald.e2e.api.Cluster;
import dev.herald.e2e.chart.InstalledChart;
import dev.herald.e2e.cluster.ApiServer;
import dev.herald.e2e.process.Sandbox;
import dev.herald.operator.Operator;
import dev.herald.operator.Settings;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;
import java.util.Set;

/** A real API server, and the operator in this process with the rights that the chart gives it in a namespace. */
final class OperatedCluster implements AutoCloseable {
    private final Sandbox sandbox;
    private final ApiServer server;
    private final Cluster cluster;
    private final InstalledChart chart;
    private final KubernetesClient account;

    private OperatedCluster(Sandbox sandbox, ApiServer server) {
        this.sandbox = sandbox;
        this.server = server;
        this.cluster = Cluster.of(server, sandbox);
        cluster.installDefinitions();
        this.chart = new InstalledChart(server, cluster.client())
                .apply("crds: {install: false}\nrbac: {create: false}");
        this.account = chart.operator();
    }

    static OperatedCluster start(String name) throws Exception {
        Sandbox sandbox = Sandbox.open(name);
        try {
            return new OperatedCluster(sandbox, ApiServer.start(sandbox));
        } catch (RuntimeException failed) {
            sandbox.close();
            throw failed;
        }
    }

    Sandbox sandbox() {
        return sandbox;
    }

    ApiServer server() {
        return server;
    }

    /** As its administrator sees it. */
    Cluster cluster() {
        return cluster;
    }

    /** An operator that serves this namespace; the caller closes it. */
    Operator operator(String namespace) throws Exception {
        chart.apply("crds: {install: false}\nwatchNamespaces: [%s]".formatted(namespace));
        Operator operator = new Operator(account, new Settings(Set.of(namespace), "worker:1", Optional.empty(), 0));
        operator.start();
        return operator;
    }

    @Override
    public void close() {
        account.close();
        cluster.client().close();
        server.close();
        sandbox.close();
    }
}
