package dev.herald.e2e.drill;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

import dev.herald.e2e.shop.Order;
import dev.herald.e2e.shop.Shop;

/** Orders that flow without a pause while something is being done to the pipeline, in bursts as the seed has them. */
final class Load implements AutoCloseable {
    private static final Duration BURST = Duration.ofSeconds(1);
    private static final int SMALLEST = 10;
    private static final int LARGEST = 20;

    private final Shop shop;
    private final Random random;
    private final int atLeast;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean enough;

    private Load(Shop shop, long seed, int atLeast) {
        this.shop = shop;
        this.random = new Random(seed);
        this.atLeast = atLeast;
    }

    /**
     * Orders that flow from now on.
     *
     * @param atLeast so many are posted in the end
     */
    static Load flowing(Shop shop, long seed, int atLeast) {
        var load = new Load(shop, seed, atLeast);
        Thread.ofVirtual().name("load").start(load::flow);
        return load;
    }

    /** Completes when no more are posted; exceptionally when one was not accepted. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** What got a 202 so far. */
    Collection<Order> accepted() {
        return List.copyOf(shop.accepted());
    }

    /**
     * Lets it end, and returns all that was accepted.
     *
     * @throws IllegalStateException when one was not accepted; the message has the ingest's own words
     */
    Collection<Order> end() {
        enough = true;
        try {
            ended.join();
        } catch (CompletionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
        return accepted();
    }

    private void flow() {
        try {
            int next = 1;
            while (!enough || next <= atLeast) {
                int count = random.nextInt(SMALLEST, LARGEST + 1);
                shop.post(IntStream.range(next, next + count).mapToObj(Order::new).toList(), BURST);
                next += count;
            }
            ended.complete(null);
        } catch (InterruptedException | RuntimeException e) {
            ended.completeExceptionally(e);
        }
    }

    /** Ends it at once: what is not accepted then is no failure. */
    @Override
    public void close() {
        enough = true;
        ended.complete(null);
        shop.close();
    }
}
