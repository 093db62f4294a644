package dev.herald.operator.scaling;

import dev.herald.operator.scaling.Trace.Load;
import dev.herald.operator.scaling.Trace.Sight;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** A trace, played with somebody who decides about replicas. The account's quota is split over its channels as ever. */
final class Simulation {
    private static final int SPLIT_EVERY = 5;
    private static final int REPLAY_SHARE = 25;

    private final Trace trace;
    private final List<SimulatedOperation> channels;
    private SortedMap<String, QuotaPart> parts = new TreeMap<>();

    /**
     * @param seed
     *            of the arrivals' randomness
     * @param autoscalers
     *            one for each channel
     */
    Simulation(Trace trace, long seed, Duration maxMessageAge, Supplier<Autoscaler> autoscalers) {
        this.trace = trace;
        this.channels = IntStream.range(0, trace.loads().size())
                .mapToObj(i -> new SimulatedOperation(new SimulatedChannel(seed + i, trace.partitions(), 1),
                        autoscalers.get(),
                        maxMessageAge))
                .toList();
    }

    Outcome run() {
        IntStream.range(0, trace.seconds()).forEach(this::play);
        return channels.stream().map(SimulatedOperation::outcome).reduce(Outcome.NOTHING, Outcome::plus);
    }

    private void play(int second) {
        if (trace.quotaPerSecond() > 0 && second % SPLIT_EVERY == 0) {
            split();
        }
        for (int i = 0; i < channels.size(); i++) {
            SimulatedOperation operation = channels.get(i);
            Load load = trace.loads().get(i);
            operation.channel()
                    .arrive(load.perSecond().applyAsDouble(second), load.hot().applyAsDouble(second),
                            load.replay().applyAsDouble(second));
            operation.channel()
                    .work(trace.latency().applyAsDouble(second), Math.min(trace.fastest(),
                            trace.taken().applyAsDouble(second) / Math.max(1, operation.channel().working())));
            operation.report(second, trace.figures().apply(second));
            operation.scale(second);
        }
    }

    private void split() {
        Map<String, Optional<QuotaNeed>> needs = new TreeMap<>();
        for (int i = 0; i < channels.size(); i++) {
            SimulatedOperation operation = channels.get(i);
            needs.put(name(i), operation.seen()
                    .map(it -> QuotaNeed.of(it, operation.channel().replay() > 0 ? trace.quotaPerSecond() : 0,
                            REPLAY_SHARE)));
        }
        parts = new AccountQuota(trace.quotaPerSecond(), trace.quotaPerSecond()).split(needs, parts);
        for (int i = 0; i < channels.size(); i++) {
            channels.get(i).limit(parts.get(name(i)).perSecond());
        }
    }

    private static String name(int channel) {
        return "channel-%02d".formatted(channel);
    }
}
