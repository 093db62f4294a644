package dev.herald.e2e.chart;

import dev.herald.e2e.cluster.ApiServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.ArrayList;
import java.util.List;

/** The chart on an API server without nodes: no pod runs there, but an operator elsewhere can act as its service account. */
public final class InstalledChart implements AutoCloseable {
    /** As the API server calls the operator. */
    public static final String USER = "system:serviceaccount:herald:herald-operator";

    private static final String NAMESPACE = "herald";

    private final ApiServer server;
    private final KubernetesClient admin;
    private final List<HasMetadata> applied = new ArrayList<>();

    /** Nothing yet, but the operator's namespace. */
    public InstalledChart(ApiServer server, KubernetesClient admin) {
        this.server = server;
        this.admin = admin;
        admin.resource(new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
                .serverSideApply();
    }

    /** Applies what the chart makes of these values. */
    public InstalledChart apply(String values) {
        Rendered rendered = Chart.herald().render(values);
        rendered.objects().forEach(object -> admin.resource(object).fieldManager("helm").serverSideApply());
        applied.addAll(rendered.objects());
        return this;
    }

    /** Of a client with a token of the operator's service account. */
    public Config operatorConfig() {
        TokenRequest token = admin.serviceAccounts().inNamespace(NAMESPACE).withName("herald-operator").tokenRequest();
        return server.config(token.getStatus().getToken());
    }

    /** A client of the operator's service account; the caller closes it. */
    public KubernetesClient operator() {
        return new KubernetesClientBuilder().withConfig(operatorConfig()).build();
    }

    /**
     * Takes away all that was applied but the definitions, as Helm does. A definition on its way out would take with it what is applied next,
     * and may stay on its way for minutes: kube-apiserver's crd_finalizer tries again from its cache when it could not list the resources yet,
     * and if the cache lags behind what it wrote itself, it takes that conflict for somebody's change and waits for the next resync.
     */
    @Override
    public void close() {
        applied.stream()
                .filter(object -> !(object instanceof CustomResourceDefinition))
                .forEach(object -> admin.resource(object).delete());
    }
}
