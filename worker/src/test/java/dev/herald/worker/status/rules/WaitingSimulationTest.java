package dev.herald.worker.status.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.config.LiveSettings.Rule;

/**
 * A thousand bad days of what waits: senders that stand still, messages that are put off, a status worker that does not know
 * for a while, or is killed. What is found is what looking at all messages at each second finds.
 */
class WaitingSimulationTest {

    private static final long TRACES = Long.getLong("herald.traces", 1_000);
    private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
    private static final int LENGTH = 300;
    private static final String CHANNEL = "email";

    /** In seconds from the start. */
    private record Message(int accepted, int due, int attempted) {}

    private record Days(Rule rule, List<Message> messages, Set<Integer> blind, Set<Integer> restarts) {
        Waiting waiting(int second) {
            List<Message> those = messages.stream().filter(m -> m.accepted <= second && m.attempted > second).toList();
            return new Waiting(those.size(),
                    those.stream().map(Message::due).min(Integer::compare).map(START::plusSeconds));
        }

        boolean isLow(int second) {
            return !blind.contains(second) && waiting(second).age(START.plusSeconds(second)) <= rule.clear();
        }

        boolean isCrossed(int second) {
            Waiting waiting = waiting(second);
            return !blind.contains(second) && waiting.age(START.plusSeconds(second)) > rule.raise()
                    && waiting.count() >= rule.minimumCount();
        }
    }

    @Test
    void findsNoFalseIncidentAndMissesNone() {
        int opened = 0;
        int closed = 0;
        for (long seed = 0; seed < TRACES; seed++) {
            Days days = random(new Random(seed));
            List<String> expected = expected(days);
            assertEquals(expected, found(days), "seed " + seed);
            opened += expected.size();
            closed += (int) expected.stream().filter(line -> line.contains("Optional[")).count();
        }
        assertTrue(opened > TRACES / 2 && closed > TRACES / 3 && closed < opened,
                opened + " opened, " + closed + " closed");
    }

    private static List<String> expected(Days days) {
        var lines = new ArrayList<String>();
        int clearFor = (int) days.rule.clearFor().toSeconds();
        int detected = -1;
        Instant onset = START;
        for (int second = 1; second <= LENGTH; second++) {
            if (detected < 0 && days.isCrossed(second)) {
                detected = second;
                onset = days.waiting(second).oldest().orElseThrow().plusSeconds(days.rule.raise());
            } else if (detected >= 0 && hasCleared(days, detected, second - clearFor, second)) {
                lines.add(line(onset, START.plusSeconds(detected), Optional.of(START.plusSeconds(second)),
                        most(days, detected, second)));
                detected = -1;
            }
        }
        if (detected >= 0) {
            lines.add(line(onset, START.plusSeconds(detected), Optional.empty(), most(days, detected, LENGTH)));
        }
        return lines;
    }

    private static boolean hasCleared(Days days, int detected, int from, int to) {
        for (int second = from; second <= to; second++) {
            boolean isSeenFrom = second == from || !days.restarts.contains(second);
            if (second <= detected || !days.isLow(second) || !isSeenFrom) {
                return false;
            }
        }
        return true;
    }

    private static long most(Days days, int from, int to) {
        long most = 0;
        for (int second = from; second <= to; second++) {
            most = Math.max(most, days.blind.contains(second) ? 0 : days.waiting(second).count());
        }
        return most;
    }

    private static List<String> found(Days days) {
        var detector = new Detector(List.of(days.rule), Set.of(CHANNEL), START.toEpochMilli());
        var incidents = new ArrayList<Incident>();
        for (int second = 1; second <= LENGTH; second++) {
            if (days.restarts.contains(second)) {
                List<Incident> written = Stream.concat(incidents.stream(), detector.open().stream()).toList();
                detector = new Detector(List.of(days.rule), Set.of(CHANNEL), START.plusSeconds(second).toEpochMilli());
                detector.restore(written);
            }
            Instant now = START.plusSeconds(second);
            Map<String, Waiting> known = days.blind.contains(second) ? Map.of() : Map.of(CHANNEL, days.waiting(second));
            detector.judgeWaiting(known, now, now).stream().filter(it -> !it.isOpen()).forEach(incidents::add);
        }
        return Stream.concat(incidents.stream(), detector.open().stream())
                .map(it -> line(it.onset(), it.detected(), it.closed(), it.affected()))
                .toList();
    }

    private static String line(Instant onset, Instant detected, Optional<Instant> closed, long affected) {
        return "from %s detected %s closed %s affected %d".formatted(onset, detected, closed, affected);
    }

    private static Days random(Random random) {
        int raise = 5 + random.nextInt(40);
        var rule = new Rule("late", Measure.OldestMessageAge, Set.of(), Duration.ofMinutes(5), 1 + random.nextInt(4),
                raise, random.nextInt(raise), Duration.ofSeconds(1 + random.nextInt(20)), Set.of());
        // Senders take a message in at once, but while they stand still.
        var still = new HashSet<Integer>();
        for (int i = random.nextInt(4); i > 0; i--) {
            fill(still, random.nextInt(LENGTH), random.nextInt(100));
        }
        var messages = new ArrayList<Message>();
        for (int i = random.nextInt(120); i > 0; i--) {
            int accepted = random.nextInt(LENGTH);
            int due = accepted + (random.nextInt(5) == 0 ? random.nextInt(100) : 0);
            int attempted = due + random.nextInt(4);
            while (still.contains(attempted)) {
                attempted++;
            }
            messages.add(new Message(accepted, due, attempted));
        }
        var blind = new HashSet<Integer>();
        for (int i = random.nextInt(4); i > 0; i--) {
            fill(blind, random.nextInt(LENGTH), random.nextInt(30));
        }
        var restarts = new HashSet<Integer>();
        for (int i = random.nextInt(4); i > 0; i--) {
            restarts.add(1 + random.nextInt(LENGTH));
        }
        return new Days(rule, messages, blind, restarts);
    }

    private static void fill(Set<Integer> seconds, int from, int length) {
        for (int second = from; second < from + length; second++) {
            seconds.add(second);
        }
    }
}
