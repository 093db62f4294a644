package dev.herald.worker.delivery;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.ledger.Rule;
import dev.herald.worker.ledger.Rules;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Reducer and owners under random schedules. A failure names its seed: {@code -Dsimulation.seed=N} runs that one again,
 * {@code -Dsimulation.schedules=N} runs more.
 */
class SimulationTest {

    private static final long SCHEDULES = Long.getLong("simulation.schedules", 20_000);

    @Test
    void nothingIsLostAndNoAttemptIsSentTwice() {
        Long one = Long.getLong("simulation.seed");
        LongStream seeds = one == null ? LongStream.range(0, SCHEDULES) : LongStream.of(one);
        long sent = seeds.parallel().map(seed -> run(seed, Rules.ALL)).sum();
        assertTrue(sent > 0, "the schedules send nothing");
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void takingOutOneRuleBreaksThePromise(Rule rule) {
        Rules rules = Rules.allBut(rule);
        Optional<Long> broken = LongStream.range(0, SCHEDULES)
                .parallel()
                .boxed()
                .filter(seed -> breaks(seed, rules))
                .findAny();
        assertTrue(broken.isPresent(), "without " + rule + " none of " + SCHEDULES + " schedules breaks");
    }

    private static int run(long seed, Rules rules) {
        try {
            return new SimulatedWorld(seed, rules).run();
        } catch (Violation | RuntimeException e) {
            throw new AssertionError("-Dsimulation.seed=" + seed + ": " + e.getMessage(), e);
        }
    }

    private static boolean breaks(long seed, Rules rules) {
        try {
            new SimulatedWorld(seed, rules).run();
            return false;
        } catch (Violation e) {
            return true;
        }
    }
}
