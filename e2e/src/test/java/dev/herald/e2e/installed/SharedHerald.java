package dev.herald.e2e.installed;

import dev.herald.e2e.cluster.NodeCluster;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests one Herald on one cluster, the same in the whole run; each test class works in namespaces of its own and leaves it installed with default values. */
public final class SharedHerald implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Herald.class;
    }

    @Override
    public Herald resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedHerald.class))
                .getOrComputeIfAbsent(Shared.class, type -> Shared.start(), Shared.class)
                .herald();
    }

    private record Shared(Herald herald) implements AutoCloseable {
        static Shared start() {
            NodeCluster node = NodeCluster.up("installed");
            try {
                Herald herald = Herald.on(node);
                herald.install("");
                return new Shared(herald);
            } catch (RuntimeException e) {
                node.close();
                throw e;
            }
        }

        @Override
        public void close() {
            herald.uninstall();
            herald.client().close();
            herald.node().close();
        }
    }
}
