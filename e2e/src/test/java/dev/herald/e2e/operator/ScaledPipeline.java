package dev.herald.e2e.operator;

/** A pipeline in a namespace of its own, with channels that are scaled by what the status worker's double measures. */
final class ScaledPipeline implements AutoCloseable {
    private static final String PIPELINE = """
            apiVersion: herald.dev/v1alpha1
            kind: NotificationPipeline
            metadata: {name: orders}
            spec:
              eventLog:
                kafka: {bootstrapServers: ["kafka:9092"], topic: orders, groupPrefix: orders}
            """;
    private static final String CHANNEL = """
              pipelineRef: {name: orders}
              type: Email
              providers:
              - name: relay
                smtp: {host: smtp.shop, port: 587, from: shop@example.org}
                credentials: {secretRef: {name: relay}}
              scaling: %s
            """;

    private final OperatedNamespace namespace;

    private ScaledPipeline(OperatedNamespace namespace) {
        this.namespace = namespace;
    }

    static ScaledPipeline start(OperatedCluster operated) throws Exception {
        OperatedNamespace namespace = OperatedNamespace.open(operated, "scaling");
        namespace.apply(PIPELINE);
        return new ScaledPipeline(namespace);
    }

    /** What is measured of a channel with so many senders at work; rates are per second. */
    static String figures(int working, double arrivals, double completions, long backlog) {
        return """
                {"arrivalsPerSecond": %s, "completionsPerSecond": %s, "backlog": %d, "working": %d}"""
                .formatted(arrivals, completions, backlog, working);
    }

    OperatedNamespace namespace() {
        return namespace;
    }

    void addChannel(String name, String scaling) {
        namespace.applyChannel(name, CHANNEL.formatted(scaling));
    }

    /** These are the channel's figures from now on. */
    void measure(String channel, String figures) {
        namespace.eye().measure(channel, figures);
    }

    /** Whether the operator goes by what was measured last. */
    boolean isHeard() {
        return namespace.eye().isHeard();
    }

    @Override
    public void close() {
        namespace.close();
    }
}
