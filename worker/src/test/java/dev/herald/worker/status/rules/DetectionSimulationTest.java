package dev.herald.worker.status.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.herald.worker.status.rules.BruteForce.Event;

/**
 * A thousand bad days of a pipeline and its status worker: every incident that going through all decisions finds is found,
 * with its onset, class, times and count, and no other.
 */
class DetectionSimulationTest {

    private static final long TRACES = Long.getLong("herald.traces", 1_000);
    private static final long TRACES_OF_A_DEFECT = 100;
    private static final List<String> RULES = List.of("failed", "one-class", "unknown", "undecodable");

    @Test
    void findsNoFalseIncidentAndMissesNone() {
        var seen = new ArrayList<String>();
        for (long seed : seeds()) {
            SimulatedDays days = SimulatedDays.of(seed);
            List<String> expected = expected(days);
            assertEquals(String.join("\n", expected), String.join("\n", found(days, Defect.NONE)),
                    "-Dherald.seed=" + seed);
            seen.addAll(expected);
        }
        if (Long.getLong("herald.seed") == null) {
            for (String rule : RULES) {
                List<String> incidents = seen.stream().filter(it -> it.contains(" " + rule + " ")).toList();
                assertTrue(incidents.size() > TRACES / 10, "hardly any incident of " + rule + ": " + incidents.size());
                assertTrue(incidents.stream().filter(it -> it.contains("closed Optional[")).count() > TRACES / 20,
                        "hardly any of " + rule + " closes");
            }
        }
    }

    /** The comparison is worth something only if it finds what is wrong. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void findsADefect(Defect defect) {
        assertTrue(LongStream.range(0, TRACES_OF_A_DEFECT).anyMatch(seed -> {
            SimulatedDays days = SimulatedDays.of(seed);
            return !expected(days).equals(found(days, defect));
        }));
    }

    private static long[] seeds() {
        Long one = Long.getLong("herald.seed");
        return one != null ? new long[]{one} : LongStream.range(0, TRACES).toArray();
    }

    private static List<String> found(SimulatedDays days, Defect defect) {
        return new SimulatedWatch(days, defect).run()
                .map(i -> line(i.channel(), i.rule(), i.of(), i.onset(), i.detected(), i.closed(), i.affected()))
                .sorted()
                .toList();
    }

    private static List<String> expected(SimulatedDays days) {
        return days.channels()
                .stream()
                .flatMap(channel -> RULES.stream().flatMap(rule -> expected(days, channel, rule)))
                .sorted()
                .toList();
    }

    private static Stream<String> expected(SimulatedDays days, String channel, String rule) {
        var naive = new BruteForce(time -> days.rule(rule, time), days.of(channel), days::foundAt);
        var lines = new TreeMap<Long, String>();
        long detected = 0;
        boolean isOpen = false;
        Event last = null;
        for (Event event : naive.run(SimulatedDays.START, SimulatedDays.END)) {
            detected = event.what().equals("opened") ? event.at() : detected;
            isOpen = !event.what().equals("closed");
            last = event;
            if (!isOpen) {
                lines.put(detected, line(channel, rule, event.of(), Instant.ofEpochMilli(event.onset()),
                        Instant.ofEpochMilli(detected), Optional.of(Instant.ofEpochMilli(event.at())),
                        event.affected()));
            }
        }
        if (isOpen) {
            lines.put(detected, line(channel, rule, last.of(), Instant.ofEpochMilli(last.onset()),
                    Instant.ofEpochMilli(detected), Optional.empty(), naive.affectedAtEnd(SimulatedDays.END)));
        }
        return lines.values().stream();
    }

    private static String line(String channel, String rule, MessageClass of, Instant onset, Instant detected,
            Optional<Instant> closed, long affected) {
        return "%s %s (%s) from %s detected %s closed %s affected %d".formatted(channel, rule, of, onset, detected,
                closed, affected);
    }
}
