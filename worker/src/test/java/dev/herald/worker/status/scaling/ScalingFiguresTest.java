package dev.herald.worker.status.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.herald.worker.status.scaling.ScalingFigures.Partition;

class ScalingFiguresTest {

    private static final Instant TIME = Instant.parse("2026-11-23T08:00:00Z");

    private static LogFigures log(long due, long prompt, long delayed) {
        return new LogFigures(new Due(due, Optional.of(TIME), Optional.of(TIME.plusSeconds(9))), prompt, last(delayed));
    }

    private static LedgerFigures ledger(long due, long retries, long deferred, long completions) {
        return new LedgerFigures(new Due(due, Optional.of(TIME.plusSeconds(1)), Optional.of(TIME.plusSeconds(8))),
                retries, last(deferred), completions);
    }

    /** In the last second of the window. */
    private static List<Long> last(long count) {
        var seconds = new ArrayList<>(Collections.nCopies(SecondCounts.WINDOW, 0L));
        seconds.set(SecondCounts.WINDOW - 1, count);
        return seconds;
    }

    private static ScalingFigures figures(LogFigures log, LedgerFigures ledger, double unitsPerMessage) {
        return ScalingFigures.of(Map.of(0, log), Map.of(0, ledger), unitsPerMessage, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
            // prompt, delayed, retries, deferred, units of a message, arrivals
            "15, 0, 0, 0, 1, 15", "15, 0, 0, 0, 3, 45", "0, 0, 15, 0, 3, 15", "0, 10, 0, 0, 1, 10",
            "0, 0, 0, 10, 1, 10",
            "0, 10, 0, 10, 1, 10", "0, 10, 0, 7, 1, 10", "0, 7, 0, 10, 1, 10", "0, 10, 0, 30, 3, 30",
            "5, 10, 7, 10, 1, 22"})
    void countsAMessageOnceThatBothHaveSeen(long prompt, long delayed, long retries, long deferred,
            double unitsPerMessage,
            double arrivals) {
        assertEquals(arrivals / 15,
                figures(log(0, prompt, delayed), ledger(0, retries, deferred, 0), unitsPerMessage).arrivalsPerSecond());
    }

    @Test
    void putsLogAndLedgerTogether() {
        assertEquals(new ScalingFigures(3, 2, 25, Optional.of(TIME), Optional.empty(), Optional.of(TIME.plusSeconds(8)),
                Optional.of(new Partition(0, 25, 3))), figures(log(10, 15, 0), ledger(5, 15, 0, 30), 2));
    }

    @Test
    void namesTheFirstPartitionOfThoseWithTheLargestBacklog() {
        ScalingFigures figures = ScalingFigures.of(Map.of(1, log(4, 15, 0), 2, log(5, 30, 0), 4, log(5, 45, 0)),
                Map.of(1, ledger(1, 0, 0, 0), 3, ledger(2, 15, 0, 0)), 1, Optional.of(TIME));
        assertEquals(Optional.of(new Partition(1, 5, 1)), figures.hottest());
        assertEquals(17, figures.backlog());
        assertEquals(7, figures.arrivalsPerSecond());
        assertEquals(Optional.of(TIME), figures.rebalanced());
    }

    @Test
    void namesNoPartitionWhenNothingWaits() {
        assertEquals(Optional.empty(), figures(log(0, 15, 0), ledger(0, 15, 0, 30), 1).hottest());
        assertEquals(Optional.empty(), ScalingFigures.of(Map.of(), Map.of(), 1, Optional.empty()).hottest());
    }

    @Test
    void takesAMessageForOneUnitUntilItKnowsBetterAndGoesByThoseOfLate() {
        var units = new UnitsPerMessage();
        assertEquals(1, units.mean());
        units.claimed(1);
        units.claimed(4);
        assertEquals(2.5, units.mean());
        for (int i = 0; i < 5_000; i++) {
            units.claimed(10);
        }
        assertEquals(10, units.mean(), 0.1);
    }
}
