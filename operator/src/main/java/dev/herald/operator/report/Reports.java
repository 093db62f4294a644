package dev.herald.operator.report;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;

/** The reports of all pipelines, each fetched in the background by a virtual thread of its own: a slow status worker delays nobody. */
public final class Reports implements Sightings, AutoCloseable {
    /** How long one question waits for news. */
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final Map<PipelineId, ReportPoll> polls = new ConcurrentHashMap<>();
    private final ReportReader reader;
    private final BiFunction<String, String, Optional<URI>> address;
    private final BiPredicate<String, String> exists;
    private final Listener listener;
    private final LongSupplier nanoTime;
    private volatile boolean closed;

    /**
     * Fetches nothing before it is asked for a pipeline.
     *
     * @param reader
     *            of answers
     * @param address
     *            where the status worker of (namespace, pipeline) is at this moment, if there is one
     * @param exists whether there is a pipeline (namespace, name); of one that is gone nothing is fetched any more
     * @param listener
     *            is told of news, by the polling threads
     * @param nanoTime
     *            monotonic, such as {@code System::nanoTime}
     */
    public Reports(ReportReader reader, BiFunction<String, String, Optional<URI>> address,
            BiPredicate<String, String> exists, Listener listener,
            LongSupplier nanoTime) {
        this.reader = reader;
        this.address = address;
        this.exists = exists;
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    @Override
    public Sighting of(String namespace, String pipeline) {
        if (closed) {
            return new Sighting.Pending("The operator is stopping.");
        }
        return polls.computeIfAbsent(new PipelineId(namespace, pipeline), this::poll).sighting();
    }

    @Override
    public void forget(String namespace, String pipeline) {
        Optional.ofNullable(polls.remove(new PipelineId(namespace, pipeline))).ifPresent(ReportPoll::close);
    }

    @Override
    public void close() {
        closed = true;
        polls.values().forEach(ReportPoll::close);
        polls.clear();
    }

    private ReportPoll poll(PipelineId id) {
        return new ReportPoll(reader, () -> address(id), () -> listener.news(id.namespace(), id.name()), nanoTime,
                WAIT);
    }

    /** Who asked for it may have seen the pipeline just after it was forgotten. */
    private Optional<URI> address(PipelineId id) {
        if (!exists.test(id.namespace(), id.name())) {
            forget(id.namespace(), id.name());
            return Optional.empty();
        }
        return address.apply(id.namespace(), id.name());
    }

    private record PipelineId(String namespace, String name) {}

    /** Is told that something about a pipeline's report has changed. */
    @FunctionalInterface
    public interface Listener {
        /** There is news. */
        void news(String namespace, String pipeline);
    }
}
