package dev.herald.operator.rollout;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.operator.rollout.Simulation.Told;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ten thousand bad weeks of a pipeline: what must never be never is, and when the trouble is over all is as it was asked for. */
@Tag("slow")
class RolloutSimulationTest {
    private static final long SEEDS = 10_000;
    private static final long SEEDS_OF_A_MUTANT = 2_000;

    @Test
    void neverIsAMessageLostAndWhenTheTroubleIsOverAllIsAsItWasAskedFor() {
        Told told = all(SEEDS, Mutant.NONE);

        assertTrue(Math.min(Math.min(told.completed(), told.rejected()), told.pinned()) > SEEDS / 4,
                told.toString());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aPlannerThatLacksARuleIsFound(Mutant mutant) {
        assertThrows(AssertionError.class, () -> all(SEEDS_OF_A_MUTANT, mutant));
    }

    private static Told all(long seeds, Mutant mutant) {
        return LongStream.range(0, seeds)
                .parallel()
                .mapToObj(seed -> story(seed, mutant))
                .reduce(Told.NOTHING, Told::and);
    }

    /** A run that fails is told once more, in full. */
    private static Told story(long seed, Mutant mutant) {
        try {
            return new Simulation(seed, mutant, false).run();
        } catch (AssertionError violated) {
            return new Simulation(seed, mutant, true).run();
        }
    }
}
