package dev.herald.e2e.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

class FiguresTest {
    private static final Duration GOAL = Duration.ofSeconds(60);

    private final Figures figures = new Figures();

    @Test
    void aCountMustBeExact() {
        figures.exactly("lost", 0, 0);
        figures.exactly("replayed", 1_037, 1_036);

        assertEquals(List.of("replayed: 1,036 instead of 1,037"), figures.off());
        assertEquals(List.of("lost 0 goal 0 ok", "replayed 1,036 goal 1,037 OFF"), lines());
    }

    @Test
    void aTimeFailsOnlyBeyondThreeTimesItsGoal() {
        figures.within("quick", GOAL, Duration.ofMillis(4_240));
        figures.within("slow", GOAL, Duration.ofSeconds(179));
        figures.within("late", GOAL, Duration.ofSeconds(181));

        assertEquals(List.of("late: 181.0 s instead of < 60.0 s"), figures.off());
        assertEquals(List.of("quick 4.2 s goal < 60.0 s ok", "slow 179.0 s goal < 60.0 s slow",
                "late 181.0 s goal < 60.0 s OFF"), lines());
    }

    @Test
    void whatMustNotComeEarlyHasNoPatience() {
        figures.notBefore("soak", Duration.ofSeconds(8), Duration.ofSeconds(8));
        figures.notBefore("pin", Duration.ZERO, Duration.ofSeconds(-1));

        assertEquals(List.of("pin: -1.0 s instead of >= 0.0 s"), figures.off());
    }

    @Test
    void whatMustBeMetIsOffWhenItWasNot() {
        figures.atLeast("quarantined", 1, 0);
        figures.holds("names the field", false, "no idea");

        assertEquals(List.of("quarantined: 0 instead of >= 1", "names the field: no: no idea instead of yes"),
                figures.off());
    }

    private List<String> lines() {
        return figures.lines().stream().map(line -> line.strip().replaceAll(" +", " ")).toList();
    }
}
