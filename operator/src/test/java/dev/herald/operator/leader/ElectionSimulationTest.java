package dev.herald.operator.leader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Thousands of stories with two to four replicas: never do two lead at once, and soon after the trouble one does. */
class ElectionSimulationTest {
    private static final int STORIES = 2_000;
    private static final long TEN_MINUTES = 600_000;

    @Test
    void neverDoTwoLeadAtOnceAndWhenTheTroubleIsOverOneDoes() {
        int reigns = 0;
        for (int seed = 0; seed < STORIES; seed++) {
            SimulatedReplicas replicas = new SimulatedReplicas(seed, 2 + seed % 3);
            try {
                replicas.run(TEN_MINUTES);
                replicas.calm();
                // A stop of 40 s that has just begun, and the Lease's duration by a slow clock.
                replicas.run(65_000);
                assertEquals(1, replicas.leaders().size(), "leaders after the trouble");
            } catch (AssertionError failed) {
                throw new AssertionError("seed " + seed + ": " + failed.getMessage(), failed);
            }
            reigns += replicas.reigns();
        }
        assertTrue(reigns > 5 * STORIES, "leadership changed only %d times".formatted(reigns));
    }

    @Test
    void aReleasedLeaseIsTakenWithinTwoSeconds() {
        SimulatedReplicas replicas = new SimulatedReplicas(1, 2);
        replicas.calm();
        replicas.run(30_000);
        List<String> before = replicas.leaders();

        replicas.terminateLeader();
        replicas.run(2_000);

        assertEquals(1, replicas.leaders().size());
        assertNotEquals(before, replicas.leaders());
    }
}
