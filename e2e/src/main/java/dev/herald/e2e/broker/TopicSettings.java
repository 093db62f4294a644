package dev.herald.e2e.broker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** Changes what a topic is configured with. */
public final class TopicSettings {
    private static final long SECONDS = 180;

    private final String bootstrapServers;

    /** Of the broker at {@code host:port}. */
    public TopicSettings(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Sets one of them; the others stay.
     *
     * @param value empty: the broker's own again
     * @throws IllegalStateException when the broker does not do it
     */
    public void set(String topic, String name, String value) {
        var change = new AlterConfigOp(new ConfigEntry(name, value), value.isEmpty() ? OpType.DELETE : OpType.SET);
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.incrementalAlterConfigs(
                    Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(change)))
                    .all()
                    .get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the broker does not set " + name + " of " + topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " of " + topic + " was being set", e);
        }
    }
}
