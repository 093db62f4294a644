package dev.herald.worker.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What Herald promises, counted at the sink. Messages lie in the log as {@link Pipeline#post(int, int)} puts them. */
public final class Promise {
    private final Pipeline pipeline;
    private final WebhookSink sink;

    public Promise(Pipeline pipeline, WebhookSink sink) {
        this.pipeline = pipeline;
        this.sink = sink;
    }

    /** Waits until the sink has all messages below this number, and the ledger an end of each. */
    public void awaitAll(int messages) {
        Wait.patiently().until(() -> sink.delivered().size() == messages);
        awaitEnds(messages);
    }

    /** Waits until the ledger has an end of each message below this number, delivered or not. */
    public void awaitEnds(int messages) {
        Wait.patiently()
                .until(() -> pipeline.ledger()
                        .states()
                        .values()
                        .stream()
                        .filter(state -> state.isSettled())
                        .count() == messages);
    }

    /** Nothing lost, no attempt sent twice, repeated only what is listed as unknown, and that within bounds. */
    public void requireKept(int messages, int mostUnknown) {
        assertEquals(Pipeline.wire(0, messages), sink.delivered());
        requireKeptOrListed(messages, mostUnknown);
    }

    /** As {@link #requireKept}, but what a replay left unknown may be missing: it is final, and listed. */
    public void requireKeptOrListed(int messages, int mostUnknown) {
        assertEquals(Set.of(), sink.attemptsSentTwice());
        LedgerView ledger = pipeline.ledger();
        Set<String> uncertain = uncertain(ledger);
        Set<String> missing = new HashSet<>(Pipeline.wire(0, messages));
        missing.removeAll(sink.delivered());
        assertTrue(uncertain.containsAll(missing), () -> missing + " missing, but uncertain were " + uncertain);
        assertTrue(uncertain.containsAll(sink.twice()), () -> sink.twice() + " but uncertain were " + uncertain);
        assertTrue(uncertain.size() <= mostUnknown, () -> "uncertain: " + ledger.uncertainFacts());
    }

    private Set<String> uncertain(LedgerView ledger) {
        return ledger.uncertain()
                .stream()
                .map(place -> Pipeline
                        .wire((int) (place.unit().offset() * pipeline.partitions() + place.partition())))
                .collect(Collectors.toSet());
    }
}
