package dev.herald.operator.resource;

import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.ChannelStatus;
import dev.herald.api.v1alpha1.EventLog;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Two that would do the same work: the older prevails, the younger does nothing. Ties are broken by namespace and name, so that all agree. */
public final class Duplicates {
    private Duplicates() {
    }

    /** The oldest other pipeline with the same log and group prefix, if it is older. Clusters are the same if they share a bootstrap server. */
    public static Optional<Stored<NotificationPipelineSpec, NotificationPipelineStatus>> olderPipeline(
            Stored<NotificationPipelineSpec, NotificationPipelineStatus> pipeline,
            List<Stored<NotificationPipelineSpec, NotificationPipelineStatus>> others) {
        Optional<EventLog.Kafka> own = log(pipeline);
        return others.stream()
                .filter(other -> Stored.BY_AGE.compare(other, pipeline) < 0)
                .filter(other -> own.isPresent() && log(other).filter(log -> same(own.get(), log)).isPresent())
                .min(Stored.BY_AGE);
    }

    /** The oldest other channel of the same pipeline with the same key, if it is older. */
    public static Optional<Stored<ChannelSpec, ChannelStatus>> olderChannel(Stored<ChannelSpec, ChannelStatus> channel,
            List<Stored<ChannelSpec, ChannelStatus>> others) {
        return others.stream()
                .filter(other -> Stored.BY_AGE.compare(other, channel) < 0)
                .filter(other -> key(other).equals(key(channel)))
                .min(Stored.BY_AGE);
    }

    private static Optional<EventLog.Kafka> log(Stored<NotificationPipelineSpec, ?> pipeline) {
        return pipeline.spec().readable().map(spec -> spec.eventLog().kafka());
    }

    private static boolean same(EventLog.Kafka one, EventLog.Kafka other) {
        return one.topic().equals(other.topic()) && one.groupPrefix().equals(other.groupPrefix())
                && !Collections.disjoint(one.bootstrapServers(), other.bootstrapServers());
    }

    private static String key(Stored<ChannelSpec, ?> channel) {
        return channel.spec().readable().map(ChannelSpec::key).orElse(channel.name());
    }
}
