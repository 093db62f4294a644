package dev.herald.worker.status.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.config.LiveSettings.Action;
import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.config.LiveSettings.Rule;
import dev.herald.worker.status.rules.BruteForce.Event;

/** Random faults in random traffic: the detector finds what going through everything finds, no more and no less. */
class RandomTrafficTest {

    private static final long START = Instant.parse("2026-11-23T08:00:00Z").toEpochMilli();
    private static final long LENGTH = Duration.ofMinutes(4).toMillis();
    private static final String CHANNEL = "email";
    private static final long TRACES = Long.getLong("herald.traces", 300);

    @Test
    void findsNoFalseIncidentAndMissesNone() {
        Map<String, Integer> seen = new HashMap<>();
        for (long seed : seeds()) {
            var random = new Random(seed);
            List<Rule> rules = List.of(failed(random), undecodable(random));
            List<Decision> trace = RandomTraffic.decisions(random, START, LENGTH);
            for (Rule rule : rules) {
                List<Event> expected = new BruteForce(rule, trace).run(START, START + LENGTH);
                assertEquals(expected, detect(rule, trace), "-Dherald.seed=" + seed + " " + rule.name());
                expected.forEach(event -> seen.merge(rule.name() + " " + event.what(), 1, Integer::sum));
            }
        }
        if (Long.getLong("herald.seed") == null) {
            for (String what : List.of("failed opened", "failed widened", "failed closed", "undecodable opened",
                    "undecodable widened", "undecodable closed")) {
                assertTrue(seen.getOrDefault(what, 0) >= TRACES / 30, "the traces hardly show any: " + seen);
            }
        }
    }

    @Test
    void findsTheSameHoweverOftenItIsStartedAnew() {
        for (long seed : seeds()) {
            var random = new Random(seed);
            List<Rule> rules = List.of(failed(random), undecodable(random));
            List<Decision> trace = RandomTraffic.decisions(random, START, LENGTH);
            for (Rule rule : rules) {
                Map<String, String> expected = new TreeMap<>();
                detectWithRestarts(rule, trace, new TreeSet<>(), random)
                        .forEach((id, incident) -> expected.put(id, summary(incident)));
                var restarts = new TreeSet<Long>();
                for (int i = 0; i < 5; i++) {
                    restarts.add(START + random.nextLong(LENGTH / 1_000) * 1_000);
                }
                Map<String, String> found = new TreeMap<>();
                detectWithRestarts(rule, trace, restarts, random)
                        .forEach((id, incident) -> found.put(id, summary(incident)));
                assertEquals(expected, found, "-Dherald.seed=" + seed + " " + rule.name() + " at " + restarts);
            }
        }
    }

    @Test
    void judgesEachRevisionByItsOwnUnits() {
        int crossed = 0;
        int others = 0;
        for (long seed : seeds()) {
            var random = new Random(seed);
            List<Rule> rules = List.of(failed(random), undecodable(random));
            List<Decision> trace = RandomTraffic.decisions(random, START, LENGTH);
            var detector = new Detector(rules, Set.of(CHANNEL), START);
            var expected = new BruteForceRevisions(rules);
            for (int i = 0; i < trace.size(); i++) {
                detector.advance(trace.get(i).at(), Instant.EPOCH);
                detector.decided(CHANNEL, trace.get(i));
                if (random.nextInt(60) == 0) {
                    List<RevisionFigures> found = detector.revisions(CHANNEL);
                    assertEquals(expected.of(trace.subList(0, i + 1), detector.judgedUntil()), found,
                            "-Dherald.seed=" + seed + " after " + i);
                    for (RevisionFigures one : found) {
                        crossed += one.rules().stream().anyMatch(rule -> rule.isCrossed()) ? 1 : 0;
                        others += one.rules().stream().anyMatch(rule -> !rule.isCrossed()) ? 1 : 0;
                    }
                }
            }
            detector.advance(START + LENGTH + 30_000, Instant.EPOCH);
            assertEquals(expected.of(trace, detector.judgedUntil()), detector.revisions(CHANNEL),
                    "-Dherald.seed=" + seed + " when it was silent");
        }
        assertTrue(crossed >= TRACES / 10 && others >= TRACES / 10, crossed + " crossed, " + others + " not");
    }

    @Test
    void judgesEachRevisionTheSameAfterARestart() {
        for (long seed : seeds()) {
            var random = new Random(seed);
            List<Rule> rules = List.of(failed(random), undecodable(random));
            List<Decision> trace = RandomTraffic.decisions(random, START, LENGTH);
            long until = START + random.nextLong(LENGTH);
            long judged = until - random.nextLong(10) * 1_000;
            var first = new Detector(rules, Set.of(CHANNEL), START);
            var second = new Detector(rules, Set.of(CHANNEL), judged);
            // As far back as rules look, and no further.
            long from = judged - rules.stream().mapToLong(rule -> rule.window().toMillis()).max().orElseThrow();
            for (Decision decision : trace) {
                if (decision.at() < until) {
                    first.advance(decision.at(), Instant.EPOCH);
                    first.decided(CHANNEL, decision);
                    if (decision.at() >= from) {
                        second.advance(decision.at(), Instant.EPOCH);
                        second.decided(CHANNEL, decision);
                    }
                }
            }
            first.advance(until, Instant.EPOCH);
            second.advance(until, Instant.EPOCH);
            assertEquals(first.revisions(CHANNEL), second.revisions(CHANNEL), "-Dherald.seed=" + seed);
        }
    }

    private static String summary(Incident incident) {
        return "%s from %s detected %s closed %s affected %d".formatted(incident.of(), incident.onset(),
                incident.detected(), incident.closed(), incident.affected());
    }

    /** By id, as they were last written down. After a restart, judging goes on from up to 10 s before. */
    private static Map<String, Incident> detectWithRestarts(Rule rule, List<Decision> trace, TreeSet<Long> restarts,
            Random random) {
        var written = new HashMap<String, Incident>();
        var detector = new Detector(List.of(rule), Set.of(CHANNEL), START);
        int next = 0;
        for (long end = START + 1_000; end <= START + LENGTH; end += 1_000) {
            next = feed(detector, trace, next, end);
            detector.advance(end, Instant.ofEpochMilli(end)).forEach(i -> written.put(i.id(), i));
            if (restarts.contains(end)) {
                long judged = Math.max(START, end - random.nextLong(10) * 1_000);
                long from = written.values()
                        .stream()
                        .filter(Incident::isOpen)
                        .map(i -> i.onset().toEpochMilli())
                        .reduce(judged, Math::min) - Detector.memory(List.of(rule)).toMillis();
                detector = new Detector(List.of(rule), Set.of(CHANNEL), judged);
                detector.restore(List.copyOf(written.values()));
                next = 0;
                while (next < trace.size() && trace.get(next).at() < from) {
                    next++;
                }
                for (long again = Math.max(START, judged + 1_000); again <= end; again += 1_000) {
                    next = feed(detector, trace, next, again);
                    detector.advance(again, Instant.ofEpochMilli(again)).forEach(i -> written.put(i.id(), i));
                }
            }
        }
        detector.open().forEach(i -> written.put(i.id(), i));
        return written;
    }

    private static int feed(Detector detector, List<Decision> trace, int from, long end) {
        int next = from;
        while (next < trace.size() && trace.get(next).at() < end) {
            detector.decided(CHANNEL, trace.get(next++));
        }
        return next;
    }

    private static long[] seeds() {
        Long one = Long.getLong("herald.seed");
        return one != null ? new long[]{one} : LongStream.range(0, TRACES).toArray();
    }

    private static List<Event> detect(Rule rule, List<Decision> trace) {
        var detector = new Detector(List.of(rule), Set.of(CHANNEL), START);
        var events = new ArrayList<Event>();
        for (Decision decision : trace) {
            step(detector, decision.at(), events);
            detector.decided(CHANNEL, decision);
        }
        step(detector, START + LENGTH, events);
        return events;
    }

    private static void step(Detector detector, long to, List<Event> events) {
        // A second at a time, so that what is found carries the time when it could be.
        for (long end = detector.judgedUntil().toEpochMilli() + 1_000; end <= to; end += 1_000) {
            for (Incident incident : detector.advance(end, Instant.ofEpochMilli(end))) {
                boolean isNew = events.isEmpty() || events.getLast().what().equals("closed");
                events.add(new Event(!incident.isOpen() ? "closed" : isNew ? "opened" : "widened", end, incident.of(),
                        incident.onset().toEpochMilli(), incident.affected()));
            }
        }
    }

    private static Rule failed(Random random) {
        return new Rule("failed", Measure.FailedPercent, Set.of(LiveSettings.Label.values()),
                Duration.ofSeconds(20 + random.nextInt(60)),
                1 + random.nextInt(30), random.nextInt(40), random.nextInt(10),
                Duration.ofSeconds(3 + random.nextInt(20)), Set.of(Action.Alert));
    }

    private static Rule undecodable(Random random) {
        return new Rule("undecodable", Measure.UndecodableCount, Set.of(LiveSettings.Label.values()),
                Duration.ofSeconds(20 + random.nextInt(60)),
                1 + random.nextInt(3), random.nextInt(3), 0, Duration.ofSeconds(3 + random.nextInt(20)),
                Set.of(Action.Alert));
    }
}
