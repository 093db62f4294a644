package dev.herald.worker.status.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import dev.herald.worker.config.LiveSettings.Action;
import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.config.LiveSettings.Rule;
import dev.herald.worker.status.rules.BruteForce.Event;
import dev.herald.worker.status.rules.Decision.Unit;
import dev.herald.worker.status.rules.Decision.Verdict;
import dev.herald.worker.status.rules.MessageClass.Label;

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
            List<Decision> trace = trace(random);
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
            List<Decision> trace = trace(random);
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
        return new Rule("failed", Measure.FailedPercent, Duration.ofSeconds(20 + random.nextInt(60)),
                1 + random.nextInt(30), random.nextInt(40), random.nextInt(10),
                Duration.ofSeconds(3 + random.nextInt(20)), Set.of(Action.Alert));
    }

    private static Rule undecodable(Random random) {
        return new Rule("undecodable", Measure.UndecodableCount, Duration.ofSeconds(20 + random.nextInt(60)),
                1 + random.nextInt(3), random.nextInt(3), 0, Duration.ofSeconds(3 + random.nextInt(20)),
                Set.of(Action.Alert));
    }

    /** Units with retries; up to three faults, each of a class or of all, come and go. */
    private static List<Decision> trace(Random random) {
        List<Fault> faults = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            long from = START + random.nextLong(LENGTH);
            faults.add(new Fault(from, from + random.nextLong(LENGTH / 2),
                    random.nextInt(4) == 0 ? MessageClass.WHOLE : pick(random, classes(random)),
                    random.nextInt(3) == 0 ? Verdict.Undecodable : Verdict.Failed, 20 + random.nextInt(81)));
        }
        var trace = new ArrayList<Decision>();
        long units = 50 + random.nextInt(800);
        for (long unit = 0; unit < units; unit++) {
            live(random, unit, faults, trace);
        }
        trace.sort(Comparator.comparingLong(Decision::at));
        return trace;
    }

    private record Fault(long from, long to, MessageClass of, Verdict verdict, int percent) {
        boolean hits(long at, List<MessageClass> classes, Random random) {
            return at >= from && at < to && (of.equals(MessageClass.WHOLE) || classes.contains(of))
                    && random.nextInt(100) < percent;
        }
    }

    private static void live(Random random, long offset, List<Fault> faults, List<Decision> trace) {
        Unit unit = new Unit(random.nextInt(3), offset, random.nextInt(2));
        long at = START + random.nextLong(LENGTH);
        List<MessageClass> labels = new ArrayList<>(classes(random));
        for (int attempt = 1; attempt <= 6 && at < START + LENGTH; attempt++) {
            // An attempt may be made by another revision.
            List<MessageClass> classes = new ArrayList<>(labels);
            classes.add(new MessageClass(Label.revision, "r" + random.nextInt(2)));
            long now = at;
            Verdict verdict = faults.stream()
                    .filter(f -> f.hits(now, classes, random))
                    .map(Fault::verdict)
                    .findFirst()
                    .orElse(Verdict.Accepted);
            if (verdict == Verdict.Accepted) {
                verdict = switch (random.nextInt(40)) {
                    case 0 -> Verdict.RecipientFailed;
                    case 1 -> Verdict.Unknown;
                    case 2 -> Verdict.Failed;
                    default -> Verdict.Accepted;
                };
            }
            boolean again = (verdict == Verdict.Failed || verdict == Verdict.Unknown) && random.nextInt(4) > 0;
            trace.add(new Decision(unit, at, verdict, again, classes, ""));
            if (!again) {
                return;
            }
            at += 1 + random.nextLong(20_000);
        }
    }

    private static List<MessageClass> classes(Random random) {
        var classes = new ArrayList<MessageClass>();
        classes.add(new MessageClass(Label.attachments, random.nextInt(3) == 0 ? "true" : "false"));
        classes.add(new MessageClass(Label.provider, "relay"));
        for (int i = random.nextInt(3); i > 0; i--) {
            MessageClass tag = new MessageClass(Label.tag, "t" + i);
            classes.add(tag);
        }
        return classes;
    }

    private static MessageClass pick(Random random, List<MessageClass> classes) {
        return classes.get(random.nextInt(classes.size()));
    }
}
