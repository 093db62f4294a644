package dev.herald.e2e.drill;

import static dev.herald.e2e.process.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.herald.e2e.shop.Order;
import dev.herald.e2e.shop.Shop;

class LoadTest {
    @Test
    void postsOrdersOneAfterTheOtherUntilItIsEnough() {
        var shop = new QuickShop(Integer.MAX_VALUE);
        try (var load = Load.flowing(shop, 7, 100)) {
            await().until(() -> shop.bursts.size() > 20);

            var numbers = load.end().stream().map(Order::number).toList();

            assertEquals(IntStream.rangeClosed(1, numbers.size()).boxed().toList(), numbers);
            assertTrue(numbers.size() >= 200);
        }
    }

    @Test
    void endsOnlyWhenSoManyWerePosted() {
        try (var load = Load.flowing(new QuickShop(Integer.MAX_VALUE), 7, 500)) {
            assertTrue(load.end().size() >= 500);
        }
    }

    @Test
    void theSeedDecidesTheBursts() {
        assertEquals(bursts(7), bursts(7));
        assertTrue(!bursts(7).equals(bursts(8)));
    }

    @Test
    void anOrderThatIsNotAcceptedIsTold() {
        try (var load = Load.flowing(new QuickShop(3), 7, 500)) {
            assertEquals("the ingest did not accept it",
                    assertThrows(IllegalStateException.class, load::end).getMessage());
        }
    }

    private static List<Integer> bursts(long seed) {
        var shop = new QuickShop(Integer.MAX_VALUE);
        try (var load = Load.flowing(shop, seed, 200)) {
            load.end();
        }
        return new ArrayList<>(shop.bursts).subList(0, 10);
    }

    /** Accepts a number of bursts, a hundred times as fast as it is told to. */
    private static final class QuickShop implements Shop {
        private final Queue<Integer> bursts = new ConcurrentLinkedQueue<>();
        private final Queue<Order> accepted = new ConcurrentLinkedQueue<>();
        private final int accepts;

        private QuickShop(int accepts) {
            this.accepts = accepts;
        }

        @Override
        public Collection<Order> accepted() {
            return accepted;
        }

        @Override
        public void post(List<Order> orders, Duration spread) throws InterruptedException {
            Thread.sleep(spread.dividedBy(100));
            if (bursts.size() == accepts) {
                throw new IllegalStateException("the ingest did not accept it");
            }
            bursts.add(orders.size());
            accepted.addAll(orders);
        }

        @Override
        public void close() {
        }
    }
}
