package dev.herald.worker.status.rules;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.config.LiveSettings.Action;
import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.config.LiveSettings.Rule;

/**
 * What happens to a pipeline and its status worker in one run: traffic of several channels, rules that change, a status
 * worker that is frozen, killed, or away for a while. All of it follows from the seed.
 *
 * @param decisions
 *            of all channels, in the order of time
 * @param rules
 *            by when they come into force: judging goes by them after that time
 * @param absences
 *            by when they begin, which is never while rules change
 */
record SimulatedDays(Set<String> channels, List<Decided> decisions, TreeMap<Long, List<Rule>> rules,
        TreeMap<Long, Absence> absences) {

    static final long START = Instant.parse("2026-11-23T08:00:00Z").toEpochMilli();
    static final long END = START + 150_000;
    private static final long SECOND = 1_000;

    record Decided(String channel, Decision decision) {}

    /**
     * The status worker sees nothing.
     *
     * @param to
     *            when it has caught up
     * @param isRestart
     *            whether it remembers nothing afterwards but what was written down; otherwise it was frozen
     * @param again
     *            how much it judges again, because it had not noted that this was judged
     */
    record Absence(long to, boolean isRestart, long again) {}

    static SimulatedDays of(long seed) {
        var random = new Random(seed);
        var channels = new TreeSet<String>();
        var decisions = new ArrayList<Decided>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            String channel = "channel" + i;
            channels.add(channel);
            // One in six is silent.
            int units = random.nextInt(6) == 0 ? random.nextInt(3) : 20 + random.nextInt(200);
            RandomTraffic.decisions(random, START, END - START, units)
                    .forEach(decision -> decisions.add(new Decided(channel, decision)));
        }
        decisions.sort((a, b) -> Long.compare(a.decision.at(), b.decision.at()));
        var rules = new TreeMap<Long, List<Rule>>();
        rules.put(START, randomRules(random, true));
        for (int i = random.nextInt(3); i > 0; i--) {
            rules.put(START + (10 + random.nextInt(130)) * SECOND, randomRules(random, false));
        }
        return new SimulatedDays(channels, decisions, rules, randomAbsences(random, rules));
    }

    private static TreeMap<Long, Absence> randomAbsences(Random random, TreeMap<Long, List<Rule>> rules) {
        var absences = new TreeMap<Long, Absence>();
        long free = START + SECOND;
        for (int i = random.nextInt(5); i > 0; i--) {
            long from = free + random.nextInt(40) * SECOND;
            long to = from + random.nextInt(30) * SECOND;
            // Rules that changed meanwhile would be judged for a time that was not theirs.
            boolean isQuiet = rules.subMap(from, true, to, true).isEmpty();
            if (isQuiet && to < END) {
                absences.put(from, new Absence(to, random.nextBoolean(), random.nextInt(10) * SECOND));
            }
            free = to + SECOND;
        }
        return absences;
    }

    private static List<Rule> randomRules(Random random, boolean all) {
        var rules = new ArrayList<Rule>();
        for (String name : List.of("failed", "one-class", "unknown", "undecodable")) {
            if (all || random.nextInt(4) > 0) {
                rules.add(random(random, name));
            }
        }
        return rules;
    }

    private static Rule random(Random random, String name) {
        Measure measure = random.nextInt(12) == 0
                ? List.of(Measure.FailedPercent, Measure.UnknownPercent).get(random.nextInt(2))
                : switch (name) {
                    case "unknown" -> Measure.UnknownPercent;
                    case "undecodable" -> Measure.UndecodableCount;
                    default -> Measure.FailedPercent;
                };
        Set<LiveSettings.Label> groupBy = EnumSet.allOf(LiveSettings.Label.class);
        if (name.equals("one-class")) {
            groupBy = Set.copyOf(Arrays.stream(LiveSettings.Label.values()).filter(_ -> random.nextBoolean()).toList());
        }
        boolean isCount = measure == Measure.UndecodableCount;
        return new Rule(name, measure, groupBy, Duration.ofSeconds(20 + random.nextInt(60)),
                1 + random.nextInt(isCount ? 3 : 20), random.nextInt(isCount ? 3 : 40),
                isCount ? 0 : random.nextInt(10),
                Duration.ofSeconds(3 + random.nextInt(20)), Set.of(Action.Alert));
    }

    /** When what can be seen at a time is found. */
    long foundAt(long time) {
        var absence = absences.lowerEntry(time);
        return absence != null && time <= absence.getValue().to() ? absence.getValue().to() : time;
    }

    /** What a rule says for those who judge at a time. */
    Optional<Rule> rule(String name, long time) {
        return rules.lowerEntry(time).getValue().stream().filter(rule -> rule.name().equals(name)).findFirst();
    }

    List<Decision> of(String channel) {
        return decisions.stream().filter(it -> it.channel.equals(channel)).map(Decided::decision).toList();
    }
}
