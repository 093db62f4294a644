package dev.herald.worker.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.worker.config.ProbeConfig;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.probe.ProbeRecord.Evidence;
import dev.herald.worker.probe.ProbeRecord.Stratum;
import dev.herald.worker.probe.ProbeRecord.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Comes to a verdict: findings in, one record out. */
final class Judgement {

    /** Enough to see what is wrong; a record is read by people and copied into a status. */
    private static final int MOST_EVIDENCE = 20;
    private static final int MOST_OF_ONE_MESSAGE = 3;

    private final ProbeConfig probe;
    private final Manifest manifest;
    private final Trial trial;
    private final Map<String, Stratum> strata = new TreeMap<>();
    private final List<Evidence> evidence = new ArrayList<>();
    private final List<String> doubts;
    private final Set<String> fields = new TreeSet<>();
    private List<String> reads = List.of();
    private List<String> writes = List.of();
    private boolean answered;
    private int tried;
    private int golden;
    private int different;
    private int leftOut;
    private int unreadable;

    /** @param required strata that are told of even when nothing was found for them */
    Judgement(ProbeConfig probe, Manifest manifest, Set<String> required) {
        this.probe = probe;
        this.manifest = manifest;
        this.trial = new Trial(new FieldPaths(probe.keys()), manifest.formats());
        this.doubts = new ArrayList<>(manifest.unseen());
        required.forEach(stratum -> strata.put(stratum, new Stratum(stratum, 0, 0, 0)));
    }

    /** What the target said of itself; it has answered. */
    void answered(Answer answer) {
        answered = true;
        reads = answer.reads();
        writes = answer.writes();
    }

    /** Something could not be found out. */
    void doubt(String why) {
        doubts.add(why);
    }

    /** @param readBack what the serving image reads in what the target wrote, by the formats that it knows */
    void add(Sample sample, Reply reply, Map<String, Outcome<JsonNode>> readBack) {
        boolean retired = sample.isGolden() && !reads.contains(sample.format()) && !sample.format().equals(probe.pin());
        if (retired) {
            // Nobody holds a message of this format, or the census would tell.
            return;
        }
        if (sample.readable().isEmpty()) {
            // Nothing to compare with: it must not count as tried.
            unreadable++;
            return;
        }
        List<Difference> found = trial.differences(sample, reply, readBack);
        tried++;
        golden += sample.isGolden() ? 1 : 0;
        different += found.isEmpty() ? 0 : 1;
        leftOut += trial.isLeftOut(sample, readBack) ? 1 : 0;
        sample.strata()
                .forEach(name -> strata.merge(name, count(name, sample.isGolden(), !found.isEmpty()), Judgement::sum));
        found.stream().map(Difference::field).filter(it -> !it.isEmpty()).forEach(fields::add);
        found.stream()
                .limit(Math.min(MOST_OF_ONE_MESSAGE, MOST_EVIDENCE - evidence.size()))
                .map(it -> new Evidence(sample.where(), sample.strata().getFirst(), it.field(), it.difference()))
                .forEach(evidence::add);
    }

    private static Stratum count(String name, boolean golden, boolean different) {
        return new Stratum(name, golden ? 0 : 1, golden ? 1 : 0, different ? 1 : 0);
    }

    private static Stratum sum(Stratum one, Stratum other) {
        return new Stratum(one.stratum(), one.sampled() + other.sampled(), one.golden() + other.golden(),
                one.different() + other.different());
    }

    ProbeRecord record(Instant now) {
        List<String> failures = failures();
        Verdict verdict = !failures.isEmpty()
                ? Verdict.Failed
                : doubts.isEmpty() ? Verdict.Passed : Verdict.Inconclusive;
        String message = verdict == Verdict.Passed
                ? passed()
                : Stream.concat(failures.stream(), doubts.stream())
                        .collect(Collectors.joining("; "));
        return new ProbeRecord(ProbeRecord.VERSION, verdict, reads, writes, manifest.census(),
                List.copyOf(strata.values()), evidence, message, now.toString());
    }

    private List<String> failures() {
        var failures = new ArrayList<String>();
        if (!answered) {
            return failures;
        }
        var lacking = new TreeMap<String, String>();
        manifest.census()
                .stream()
                .filter(it -> !it.format().equals(Labels.UNKNOWN_FORMAT) && !reads.contains(it.format()))
                .forEach(it -> lacking.merge(it.format(), "%s (%d)".formatted(it.place(), it.count()),
                        (one, other) -> one + ", " + other));
        lacking.forEach((format, places) -> failures.add(
                "the new image does not read %s, which is held in %s".formatted(format, places)));
        if (!reads.contains(probe.pin()) && !lacking.containsKey(probe.pin())) {
            failures.add("the new image does not read %s, which is written now".formatted(probe.pin()));
        }
        manifest.formats()
                .stream()
                .filter(it -> !writes.contains(it))
                .forEach(it -> failures.add("the new image does not write " + it));
        if (different > 0) {
            failures.add("%d of %d samples differ%s".formatted(different, tried,
                    fields.isEmpty() ? "" : ": " + fields.stream().limit(5).collect(Collectors.joining(", "))));
        }
        return failures;
    }

    private String passed() {
        var message = new StringBuilder("%d samples are equal, %d of them golden".formatted(tried, golden));
        if (leftOut > 0) {
            message.append("; %d hold what %s cannot".formatted(leftOut, String.join(" or ", manifest.formats())));
        }
        if (unreadable > 0) {
            message.append("; %d that the serving image cannot read say nothing".formatted(unreadable));
        }
        return message.toString();
    }
}
