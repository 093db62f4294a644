package dev.herald.operator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.resource.Stored;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Writes the statuses of one kind: only when they changed, and mere figures not more often than their rhythm. It also remembers what it wrote until the cache has seen
 * it, so that a run right after another does not take the status before for the last one.
 *
 * @param <T>
 *            the status record
 */
public final class Statuses<T> {
    /** Long enough for any cache to have seen it. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final Map<String, Written> written = new ConcurrentHashMap<>();
    private final Executor executor;
    private final UnaryOperator<T> withoutFigures;
    private final Duration rhythm;

    /**
     * Statuses of a kind.
     *
     * @param withoutFigures
     *            the same status without what may change with every message
     * @param rhythm
     *            how long at least between two writes of mere figures
     */
    public Statuses(Executor executor, UnaryOperator<T> withoutFigures, Duration rhythm) {
        this.executor = executor;
        this.withoutFigures = withoutFigures;
        this.rhythm = rhythm;
    }

    /** The status of a resource as read, or as written since by this operator. */
    public JsonNode latest(CustomResource<JsonNode, JsonNode> read) {
        Written last = written.get(read.getMetadata().getUid());
        return last != null && last.over().equals(read.getMetadata().getResourceVersion())
                ? last.status()
                : read.getStatus();
    }

    /**
     * Writes the status of a plan, if there is reason to.
     *
     * @return how long to wait for a write that is not due yet
     */
    public Optional<Duration> write(Stored<?, T> stored, Plan<T> plan, Instant now) {
        JsonNode after = Json.tree(plan.status());
        if (stored.status().map(before -> Json.tree(before).equals(after)).orElse(false)) {
            return Optional.empty();
        }
        boolean mereFigures = stored.status()
                .map(before -> essence(before).equals(essence(plan.status())))
                .orElse(false);
        Instant due = Optional.ofNullable(written.get(stored.subject().uid()))
                .map(last -> last.at().plus(rhythm))
                .orElse(Instant.MIN);
        if (mereFigures && now.isBefore(due)) {
            return Optional.of(Duration.between(now, due));
        }
        executor.status(stored.subject(), plan.intent() ? stored.resourceVersion() : null, after);
        written.values().removeIf(last -> last.at().plus(REMEMBERED).isBefore(now));
        written.put(stored.subject().uid(), new Written(stored.resourceVersion(), after, now));
        return Optional.empty();
    }

    private JsonNode essence(T status) {
        return Json.tree(withoutFigures.apply(status));
    }

    private record Written(String over, JsonNode status, Instant at) {}
}
