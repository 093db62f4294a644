package dev.herald.operator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.api.Reason;
import dev.herald.operator.plan.Announcement;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.plan.Write;
import dev.herald.operator.resource.Reading;
import dev.herald.operator.resource.Stored;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a reconciler: observe, plan, apply, report. The same for all three.
 *
 * @param <O>
 *            what is observed
 * @param <T>
 *            the status record
 */
public final class Cycle<O, T> {
    private static final Logger log = LoggerFactory.getLogger(Cycle.class);
    /** What a person must mend is looked at again now and then: mending an RBAC rule tells nobody. */
    private static final Duration AFTER_REFUSAL = Duration.ofMinutes(1);
    private static final Duration AFTER_STATUS_REFUSAL = Duration.ofMinutes(5);

    private final Executor executor;
    private final Statuses<T> statuses;
    private final InstantSource clock;
    private final Function<O, Stored<?, T>> resource;
    private final BiFunction<O, Instant, Plan<T>> planner;
    private final Refusal<O, T> refusal;

    /**
     * A cycle.
     *
     * @param resource
     *            which resource an observation is about
     * @param planner
     *            decides
     * @param refusal
     *            what is said when the API server refuses a write for good
     */
    public Cycle(Executor executor, Statuses<T> statuses, InstantSource clock, Function<O, Stored<?, T>> resource,
            BiFunction<O, Instant, Plan<T>> planner,
            Refusal<O, T> refusal) {
        this.executor = executor;
        this.statuses = statuses;
        this.clock = clock;
        this.resource = resource;
        this.planner = planner;
        this.refusal = refusal;
    }

    /**
     * Runs once; twice, if the first run said in the status what the second does.
     *
     * @param read
     *            the resource
     * @param gather
     *            observes all that a decision rests on, given the resource's latest status
     * @return when to run again, if not for another reason before
     */
    public Optional<Duration> run(CustomResource<JsonNode, JsonNode> read, Function<JsonNode, O> gather) {
        O observed = gather.apply(statuses.latest(read));
        Instant now = clock.instant();
        Plan<T> plan = planner.apply(observed, now);
        try {
            executor.execute(plan.writes());
        } catch (RefusedWrite refused) {
            log(read, refused);
            return Optional
                    .of(say(observed, refusal.plan(observed, refused.getMessage(), now), now).orElse(AFTER_REFUSAL));
        }
        Optional<Duration> again = say(observed, plan, now);
        return plan.intent() && again.isEmpty() ? run(read, gather) : again;
    }

    /** An API server may refuse even the status, if the rest of the resource is against today's rules. Then an Event must do. */
    private Optional<Duration> say(O observed, Plan<T> plan, Instant now) {
        Stored<?, T> stored = resource.apply(observed);
        try {
            return statuses.write(stored, plan, now);
        } catch (RefusedWrite refused) {
            String why = stored.spec() instanceof Reading.Unreadable<?>(Reason reason, String message)
                    ? message + ". "
                    : "";
            Write event = Announcement.of(stored.subject(), "status-" + stored.generation(), true, "StatusRefused",
                    "%sNo status can be written until that is mended: %s".formatted(why, refused.getMessage()), now);
            executor.execute(List.of(event));
            return Optional.of(AFTER_STATUS_REFUSAL);
        }
    }

    private static void log(CustomResource<JsonNode, JsonNode> resource, RefusedWrite refused) {
        log.atWarn()
                .addKeyValue("kind", resource.getKind())
                .addKeyValue("namespace", resource.getMetadata().getNamespace())
                .addKeyValue("name", resource.getMetadata().getName())
                .log(refused.getMessage());
    }

    /** What is said of a refused write. */
    @FunctionalInterface
    public interface Refusal<O, T> {
        /** The plan: a status alone. */
        Plan<T> plan(O observed, String message, Instant now);
    }
}
