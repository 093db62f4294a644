package dev.herald.e2e.api;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import dev.herald.e2e.cluster.ApiServer;
import dev.herald.e2e.process.Sandbox;

/**
 * Gives tests one real API server with Herald's CRDs, the same in the whole run; each test class works in a namespace of its own. It is started
 * when the first test asks for it.
 */
public final class SharedApiServer implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cluster.class;
    }

    @Override
    public Cluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedApiServer.class))
                .getOrComputeIfAbsent(Shared.class, type -> Shared.start(), Shared.class)
                .cluster();
    }

    private record Shared(Sandbox sandbox, ApiServer server, Cluster cluster) implements AutoCloseable {
        static Shared start() {
            try {
                var sandbox = Sandbox.open("api-test");
                try {
                    var server = ApiServer.start(sandbox);
                    var cluster = Cluster.of(server, sandbox);
                    cluster.installDefinitions();
                    return new Shared(sandbox, server, cluster);
                } catch (RuntimeException e) {
                    sandbox.close();
                    throw e;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            cluster.client().close();
            server.close();
            sandbox.close();
        }
    }
}
