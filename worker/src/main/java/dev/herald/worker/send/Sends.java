package dev.herald.worker.send;

import dev.herald.worker.delivery.Moment;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.provider.Provider;
import dev.herald.worker.provider.SendResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sends, each on a virtual thread of its own. How many there are at once is decided by the slots of claims. */
final class Sends {
    private static final Logger log = LoggerFactory.getLogger(Sends.class);

    private final Provider provider;
    private final Duration deadline;
    private final Clocks clocks;
    private final SendMetrics metrics;
    private final AtomicInteger underWay = new AtomicInteger();

    Sends(Provider provider, Duration deadline, Clocks clocks, SendMetrics metrics) {
        this.provider = provider;
        this.deadline = deadline;
        this.clocks = clocks;
        this.metrics = metrics;
        metrics.underWay(underWay);
    }

    /**
     * Sends if the lease still holds when the thread runs.
     *
     * @param lease
     *            whether the send may begin at that moment
     * @param answer
     *            gets the outcome, or nothing if the provider was not called; called exactly once
     */
    void send(Fact.Claim claim, LogRecord record, Predicate<Moment> lease, Consumer<Optional<SendResult>> answer) {
        underWay.incrementAndGet();
        Thread.ofVirtual().name("send").start(() -> {
            Optional<SendResult> outcome;
            try {
                outcome = attempt(claim, record, lease);
            } finally {
                underWay.decrementAndGet();
            }
            answer.accept(outcome);
        });
    }

    private Optional<SendResult> attempt(Fact.Claim claim, LogRecord record, Predicate<Moment> lease) {
        Moment begin = clocks.now();
        if (!lease.test(begin)) {
            return Optional.empty();
        }
        SendResult result;
        try {
            result = provider.send(record.delivery(claim), deadline);
        } catch (RuntimeException | Error e) {
            // Nobody knows how far it came.
            log.atError().addKeyValue("unit", claim.unit()).setCause(e).log("a defect of the provider");
            result = new SendResult.Ambiguous("the provider failed: " + e);
        }
        metrics.sent(result, Duration.ofNanos(clocks.now().monotonicNanos() - begin.monotonicNanos()));
        return Optional.of(result);
    }
}
