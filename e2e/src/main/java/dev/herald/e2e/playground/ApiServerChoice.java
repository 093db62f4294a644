package dev.herald.e2e.playground;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

import dev.herald.e2e.cluster.ApiServer;
import dev.herald.e2e.cluster.KubeBinaries;
import dev.herald.e2e.local.api.MockApiServer;
import dev.herald.e2e.process.Sandbox;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;

/** Which API server to run on. */
public enum ApiServerChoice {
    /** The real one when it has been built on this machine, else the mock. */
    auto,
    /** The one in memory. */
    mock,
    /** etcd and kube-apiserver. */
    real;

    /**
     * An API server that answers.
     *
     * @param name said to people
     * @param config for clients
     * @param kubeconfig a file for kubectl
     * @param kubectl the command that goes with it
     * @param validates whether schemas are looked at
     * @param server to be closed
     */
    record Running(String name, Config config, Path kubeconfig, String kubectl, boolean validates,
            AutoCloseable server) {}

    Running start(Sandbox sandbox, List<CustomResourceDefinition> definitions, InstantSource clock) {
        boolean isReal = this == real || this == auto && KubeBinaries.find().isPresent();
        return isReal ? startReal(sandbox) : startMock(sandbox, definitions, clock);
    }

    private static Running startReal(Sandbox sandbox) {
        var server = ApiServer.start(sandbox);
        return new Running("kube-apiserver and etcd", impatient(server.config()), server.kubeconfig(),
                server.kubectl().toString(),
                true, server);
    }

    /** A manifest that makes the server stumble (it answers 500 to a wrong type) is to be told soon, not after ten tries. */
    private static Config impatient(Config config) {
        return new ConfigBuilder(config).withRequestRetryBackoffLimit(2).build();
    }

    private static Running startMock(Sandbox sandbox, List<CustomResourceDefinition> definitions, InstantSource clock) {
        var server = new MockApiServer(sandbox.loopback().take(), 6443, definitions, clock);
        try {
            var kubeconfig = Files.writeString(sandbox.folder().resolve("kubeconfig"), server.kubeconfig());
            return new Running("a mock in memory", server.config(), kubeconfig, "kubectl", false, server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
