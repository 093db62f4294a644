package dev.herald.operator.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where something else than the number of replicas is in the way, none are added. */
class MoreReplicasDoNotHelpTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Given given = new Given();

    @Test
    void aProviderThatIsDownGetsNoMoreReplicas() {
        given.replicas(3).learned().load(30, 41_000);
        given.completions = 0.2;
        ScalingDecision decision = given.decide();

        assertEquals("held at 3: 41,000 wait, and 0.2/s are completed: more replicas would not help",
                decision.reason());
        assertEquals(Basis.Stalled, decision.basis());
        assertEquals(3, given.decideFor(Duration.ofHours(1)).replicas());
        given.completions = 39;
        assertEquals(12, given.later(SECOND).decide().replicas());
    }

    @Test
    void aNewChannelWhoseProviderAnswersNothingIsHeldToo() {
        given.load(30, 41_000).completions = 0;

        assertEquals(Basis.Stalled, given.decideFor(MINUTE).basis());
        assertEquals(1, given.replicas);
    }

    /** Whoever sends, it takes 30 a second: seen when there are more replicas, which then go again. */
    @Test
    void aProviderThatTakesNoMoreGetsAsManyAsItTakes() {
        given.replicas(2).learned().load(60, 41_000);
        given.completions = 26;
        assertEquals(12, given.decideFor(Duration.ofSeconds(20)).replicas());

        given.completions = 30;
        ScalingDecision decision = given.decideFor(Duration.ofMinutes(10));
        assertEquals("3: the provider takes 30/s, however many send", decision.reason());
        assertEquals(Basis.Provider, decision.basis());

        given.completions = 38;
        assertEquals(12, given.decideFor(MINUTE).replicas());
    }

    @Test
    void oneHotPartitionIsOneReplicasWork() {
        given.partitions = Stream
                .concat(Stream.of(new PartitionFigures(30_000, 50)),
                        IntStream.range(1, 12).mapToObj(_ -> new PartitionFigures(0, 0.5)))
                .toList();
        given.replicas(2).learned().load(55.5, 30_000);
        given.completions = 17;
        given.oldest = Duration.ofMinutes(20);
        ScalingDecision decision = given.decide();

        assertEquals(
                "2: backlog 30,000 grows by arrivals of 56/s at 2 × 13/s, most of it in one partition, which is one replica's",
                decision.reason());
        assertEquals(Basis.HotPartition, decision.basis());
        assertEquals(2, given.decideFor(Duration.ofMinutes(10)).replicas());
    }
}
