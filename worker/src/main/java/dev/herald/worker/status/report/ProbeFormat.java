package dev.herald.worker.status.report;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import dev.herald.worker.status.report.Report.Probe;
import dev.herald.worker.status.report.Report.Probe.Evidence;
import dev.herald.worker.status.report.Report.Probe.HeldFormat;
import dev.herald.worker.status.report.Report.Probe.Stratum;

/** A probe's record on the control topic, cut to what a report has room for: other workers write it, of other versions. */
public final class ProbeFormat {

    private static final int MOST_EVIDENCE = 20;
    private static final int MOST_STRATA = 50;
    private static final int MOST_FORMATS = 20;
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_TEXT = 200;
    private static final int LONGEST_MESSAGE = 1_000;

    private ProbeFormat() {
    }

    /**
     * @param id
     *            from the record's key
     * @throws IllegalArgumentException
     *             if it is not one of a version that is known
     */
    public static Probe decode(String id, byte[] json) {
        Probe probe = ReportFormat.decodeControl(json, Probe.class);
        if (probe.verdict() == null || probe.at() == null) {
            throw new IllegalArgumentException("verdict or at of the probe is missing");
        }
        return new Probe(cut(id, LONGEST_NAME), cut(probe.verdict(), LONGEST_NAME), names(probe.reads()),
                names(probe.writes()),
                first(probe.census(), MOST_FORMATS, held -> new HeldFormat(cut(held.format(), LONGEST_NAME),
                        cut(held.place(), LONGEST_NAME), held.count())),
                first(probe.strata(), MOST_STRATA, stratum -> new Stratum(cut(stratum.stratum(), LONGEST_NAME),
                        stratum.sampled(), stratum.golden(), stratum.different())),
                first(probe.evidence(), MOST_EVIDENCE, one -> new Evidence(cut(one.where(), LONGEST_NAME),
                        cut(one.stratum(), LONGEST_NAME), cut(one.field(), LONGEST_NAME),
                        cut(one.difference(), LONGEST_TEXT))),
                cut(probe.message(), LONGEST_MESSAGE), probe.at());
    }

    private static List<String> names(List<String> names) {
        return first(names, MOST_FORMATS, name -> cut(name, LONGEST_NAME));
    }

    private static <T> List<T> first(List<T> list, int most, Function<T, T> bounded) {
        return Objects.requireNonNullElse(list, List.<T>of())
                .stream()
                .filter(Objects::nonNull)
                .limit(most)
                .map(bounded)
                .toList();
    }

    private static String cut(String text, int longest) {
        String some = Objects.requireNonNullElse(text, "");
        return some.length() <= longest ? some : some.substring(0, longest) + "…";
    }
}
