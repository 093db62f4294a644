package dev.herald.e2e.shop;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** An application that posts its orders to the ingest, and posts again what was not accepted. */
public interface Shop extends AutoCloseable {
    /** What got a 202 so far. */
    Collection<Order> accepted();

    /**
     * Posts these orders, evenly spread over that time, and returns when each has been accepted.
     *
     * @param orders with numbers that follow each other
     * @throws IllegalStateException when one is refused, or not accepted after many tries; the message has the ingest's own words
     */
    void post(List<Order> orders, Duration spread) throws InterruptedException;

    @Override
    void close();
}
