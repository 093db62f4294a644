package dev.herald.operator.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ten traces, with what is decided here and with what the published formulas of HPA and KEDA decide; their tables are in docs/scaling.md. */
class ScalingSimulationTest {
    /** Seconds: that with which they are never late on the daily curve, and twice as much. */
    private static final List<Integer> THRESHOLDS = List.of(10, 20);
    private static final double MUCH = 1.1;

    static Stream<Trace> traces() {
        return Traces.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("traces")
    void betterInOneOfThreeAndWorseInNone(Trace trace) {
        THRESHOLDS.forEach(threshold -> holds(trace, 0, threshold));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("traces")
    void soItIsWithOtherArrivals(Trace trace) {
        for (long seed = 100; seed < 1_000; seed += 100) {
            holds(trace, seed, THRESHOLDS.getFirst());
        }
    }

    private static void holds(Trace trace, long seed, int threshold) {
        Contest contest = Contest.of(trace, seed, threshold);
        Outcome herald = contest.herald();
        for (Outcome rival : contest.rivals()) {
            String told = "%s, seed %d, threshold %d s: %s against %s".formatted(trace, seed, threshold, herald, rival);
            assertTrue(herald.late() <= MUCH * rival.late() && herald.turns() <= MUCH * rival.turns()
                    && herald.replicaSeconds() <= MUCH * rival.replicaSeconds(), told);
            assertTrue(herald.late() < rival.late() || herald.turns() < rival.turns()
                    || herald.replicaSeconds() < rival.replicaSeconds(), told);
        }
    }

    /** That is how the threshold was chosen: a looser one costs fewer replicas, and is late in ordinary traffic. */
    @Test
    void theThresholdIsTheLoosestWithWhichNobodyIsLateInOrdinaryTraffic() {
        Trace daily = Traces.ALL.stream().filter(it -> it.name().equals("daily curve")).findFirst().orElseThrow();

        assertEquals(0, Contest.of(daily, 0, THRESHOLDS.getFirst()).hpa().late());
        assertTrue(Contest.of(daily, 0, THRESHOLDS.getLast()).hpa().late() > 0);
    }

    /** However many send, it takes 30 a second, and nobody has said so. */
    @Test
    void aProviderThatTakesNoMoreIsNotAskedByMore() {
        Trace capped = Trace.of("capped", 7_200, Trace.Load.of(t -> t > 600 && t < 1_200 ? 60 : 10)).taken(_ -> 30);
        Contest contest = Contest.of(capped, 0, THRESHOLDS.getFirst());

        assertTrue(contest.herald().replicaSeconds() < 0.6 * contest.hpa().replicaSeconds(), contest.toString());
        assertTrue(contest.herald().turns() <= 4, contest.toString());
        assertTrue(contest.herald().late() <= MUCH * contest.hpa().late(), contest.toString());
    }

    @Test
    void theSimulatedHpaDoesWhatItsDocumentationSays() {
        HpaAutoscaler hpa = new HpaAutoscaler(100, 1, 20);

        assertEquals(2, hpa.replicas(0, 1, 200), "twice the metric, twice the replicas");
        assertEquals(2, hpa.replicas(15, 2, 215), "within the tolerance");
        assertEquals(6, hpa.replicas(30, 2, 2_000), "four pods in 15 s");
        assertEquals(12, hpa.replicas(45, 6, 2_000), "or twice as many");
        assertEquals(12, hpa.replicas(330, 12, 100), "the highest of five minutes");
        assertEquals(1, hpa.replicas(345, 12, 100), "after which it drops at once");
    }

    @Test
    void theSimulatedKedaWakesAndPutsToSleep() {
        KedaAutoscaler keda = new KedaAutoscaler(100, 0, 20);

        assertEquals(0, keda.replicas(15, facts(0, 50)), "it looks every 30 s");
        assertEquals(1, keda.replicas(30, facts(0, 50)));
        assertEquals(1, keda.replicas(315, facts(1, 0)), "five minutes after it was last active");
        assertEquals(0, keda.replicas(330, facts(1, 0)));
        assertEquals(12, keda.replicas(345, facts(8, 100_000)), "no more than partitions");
    }

    private static ScalingFacts facts(int replicas, long backlog) {
        return new ScalingFacts(replicas, OptionalInt.empty(), false, 12, Trace.SLOTS,
                OptionalDouble.empty(), 0,
                Optional.of(new ScalingFigures(SimulatedChannel.BEGIN, 0, 0, backlog, Duration.ZERO, 0,
                        replicas, Optional.empty(), Optional.empty(), List.of())));
    }
}
