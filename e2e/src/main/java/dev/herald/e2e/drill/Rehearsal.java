package dev.herald.e2e.drill;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

import dev.herald.e2e.broker.StoredRecord;
import dev.herald.e2e.fault.WorkerBuild;
import dev.herald.e2e.playground.Playground;
import dev.herald.e2e.playground.Screen;
import dev.herald.e2e.playground.Waiting;
import dev.herald.e2e.shop.Order;
import dev.herald.e2e.shop.Tally;
import dev.herald.e2e.sink.Arrival;
import dev.herald.e2e.sink.Deliveries;

/** What a drill works with: a pipeline, the load on it, a witness of what happens, and the screen that a person follows it on. */
final class Rehearsal implements AutoCloseable {
    /** How long a rollout or a repair is waited for, on a machine that is busy with other things. */
    static final Duration ROLLOUT = Duration.ofMinutes(10);

    private static final Duration LAST = Duration.ofSeconds(180);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Playground playground;
    private final Screen screen;
    private final Path tree;
    private final long seed;
    private final int messages;
    private final Pipeline pipeline;
    private final Witness witness = new Witness(Clock.systemUTC());
    private final Watching watching;
    private Load load;
    private Supplier<String> moving = () -> "";

    /**
     * Nothing is applied yet.
     *
     * @param tree of Herald
     * @param seed of the load
     * @param messages posted at least
     */
    Rehearsal(Playground playground, Screen screen, Path tree, long seed, int messages) {
        this.playground = playground;
        this.screen = screen;
        this.tree = tree;
        this.seed = seed;
        this.messages = messages;
        this.pipeline = new Pipeline(playground);
        this.watching = new Watching(playground.client(), playground.namespace(), witness);
    }

    /**
     * Applies the pipeline and lets orders flow; returns when the first have arrived.
     *
     * @param image of the first revision; empty: the operator's own
     */
    void begin(Optional<String> image) throws IOException, InterruptedException {
        screen.progress(() -> "waiting for workers: " + new Waiting(playground).workers());
        pipeline.apply(tree.resolve("examples/quickstart"), image);
        screen.step("pipeline is Ready", new Waiting(playground).workers());
        load = Load.flowing(playground.shop(), seed, messages);
        load.ended().exceptionally(why -> {
            screen.step("the load has ended", String.valueOf(why.getMessage()));
            return null;
        });
        moving(() -> String.format(Locale.ROOT, "%,d accepted · %,d delivered", load.accepted().size(),
                deliveries().accepted().size()));
        if (!deliveries().await(is -> is.accepted().stream().map(Arrival.Unit::channel).distinct().count() == 2,
                LAST)) {
            throw new IllegalStateException("waited " + LAST.toSeconds() + " s for the first order at each sink");
        }
        step("orders flow", "seed " + seed + ", a quarter of them with an invoice");
    }

    /** Says what has happened. */
    void step(String what, String details) {
        screen.step(what, details);
        screen.progress(moving);
    }

    /** What is shown, all the time, below the last step. */
    void moving(Supplier<String> line) {
        moving = line;
        screen.progress(line);
    }

    /** How many messages there are to be at least. */
    int messages() {
        return messages;
    }

    /** The name of a build's image. */
    String image(WorkerBuild build) {
        return playground.image(build);
    }

    Pipeline pipeline() {
        return pipeline;
    }

    Witness witness() {
        return witness;
    }

    Playground playground() {
        return playground;
    }

    Deliveries deliveries() {
        return playground.deliveries();
    }

    /** What the log, or another topic, holds now. */
    List<StoredRecord> records(String topic) {
        return playground.records(topic);
    }

    /**
     * Returns when the witness has seen it.
     *
     * @throws IllegalStateException when that does not come
     */
    void await(String what, Duration atMost, Predicate<Witness> seen) throws InterruptedException {
        if (!witness.await(seen, atMost)) {
            throw new IllegalStateException("waited " + atMost.toSeconds() + " s for " + what
                    + "; the status has: " + pipeline.revisions());
        }
    }

    /**
     * Returns when it holds.
     *
     * @throws IllegalStateException when that does not come
     */
    void await(String what, Duration atMost, BooleanSupplier holds) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited " + atMost.toSeconds() + " s for " + what);
            }
            Thread.sleep(POLL);
        }
    }

    /** The orders that got a 202 so far. */
    Collection<Order> accepted() {
        return load.accepted();
    }

    /** Lets the load end, waits until all of it is delivered, and counts at the sinks. */
    Tally end() throws InterruptedException {
        var accepted = load.end();
        step("the load ends", accepted.size() + " orders accepted");
        deliveries().await(is -> is.accepted().containsAll(units(accepted)), LAST);
        return Tally.of(accepted, deliveries());
    }

    /** The figures that every drill ends with. */
    void count(Tally tally, Figures figures) {
        for (var row : tally.rows()) {
            figures.exactly(row.channel() + ": delivered, of all that was accepted", row.accepted(), row.delivered());
            figures.exactly(row.channel() + ": lost", 0, row.lost());
            figures.exactly(row.channel() + ": delivered twice", 0, row.twice());
        }
        figures.holds("attachments are those that were posted, and nothing else is amiss", tally.problems().isEmpty(),
                String.join("; ", tally.problems()));
    }

    private static List<Arrival.Unit> units(Collection<Order> orders) {
        return orders.stream().flatMap(order -> order.units().stream()).toList();
    }

    @Override
    public void close() {
        if (load != null) {
            load.close();
        }
        watching.close();
    }
}
