package dev.herald.e2e.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

class BusiestTest {
    private static final long SECOND = 1_000_000_000;

    private final Busiest busiest = new Busiest();

    @Test
    void countsWhatComesWithinTenSeconds() {
        busiest.came(0);
        busiest.came(9 * SECOND);
        busiest.came(12 * SECOND);
        busiest.came(18 * SECOND);
        assertEquals(3, busiest.most());
        busiest.came(300 * SECOND);
        assertEquals(3, busiest.most());
    }

    @Test
    void anyTenSecondsCount() {
        var random = new Random(1);
        var times = random.longs(2_000, 0, 600 * SECOND)
                .map(time -> time / 100_000_000 * 100_000_000)
                .sorted()
                .toArray();
        Arrays.stream(times).forEach(busiest::came);

        long expected = Arrays.stream(times)
                .map(from -> Arrays.stream(times).filter(it -> it >= from && it < from + 10 * SECOND).count())
                .max()
                .orElseThrow();
        assertEquals(expected, busiest.most());
    }
}
