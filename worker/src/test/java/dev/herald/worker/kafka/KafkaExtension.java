package dev.herald.worker.kafka;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.support.TypeBasedParameterResolver;

/** Gives tests a {@link Broker}: one for all tests of a run, started when it is first asked for. */
public final class KafkaExtension extends TypeBasedParameterResolver<Broker> {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace
            .create(KafkaExtension.class);

    @Override
    public Broker resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // Values of the root's store that can be closed are closed when the run ends.
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Broker.class, key -> Broker.start(), Broker.class);
    }
}
