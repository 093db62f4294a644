package dev.herald.operator.pipeline;

import dev.herald.api.v1alpha1.NotificationPipelineStatus.Difference;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.ProbeStatus;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.Stratum;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.Verdict;
import dev.herald.operator.plan.Rounded;
import dev.herald.operator.plan.Text;
import dev.herald.operator.report.Report;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the status of a pipeline says of its latest probe. */
final class ProbeStatuses {
    private static final int MOST_STRATA = 50;
    private static final int MOST_EVIDENCE = 20;
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_DIFFERENCE = 512;
    private static final int LONGEST_MESSAGE = 2048;

    private ProbeStatuses() {
    }

    /** The latest of a report; what was said before stays while none is reported. */
    static ProbeStatus of(Optional<Report> report, ProbeStatus before) {
        return report.flatMap(told -> told.probes()
                .stream()
                .filter(probe -> probe.at() != null)
                .max(Comparator.comparing(Report.Probe::at))).map(ProbeStatuses::status).orElse(before);
    }

    private static ProbeStatus status(Report.Probe probe) {
        return new ProbeStatus(Text.atMost(63, probe.id()), verdict(probe.verdict()),
                List.copyOf(probe.strata()
                        .stream()
                        .filter(one -> one.stratum() != null && !one.stratum().isEmpty())
                        .limit(MOST_STRATA)
                        .collect(Collectors.toMap(Report.Stratum::stratum, ProbeStatuses::stratum, (one, other) -> one,
                                LinkedHashMap::new))
                        .values()),
                probe.evidence().stream().limit(MOST_EVIDENCE).map(ProbeStatuses::difference).toList(),
                Text.atMost(LONGEST_MESSAGE, probe.message()), Rounded.time(probe.at()));
    }

    private static Verdict verdict(String text) {
        return Arrays.stream(Verdict.values())
                .filter(known -> known != Verdict.Unrecognised && known.name().equals(text))
                .findFirst()
                .orElse(null);
    }

    private static Stratum stratum(Report.Stratum told) {
        return new Stratum(Text.atMost(LONGEST_NAME, told.stratum()), told.sampled(), told.golden(), told.different());
    }

    private static Difference difference(Report.Difference told) {
        return new Difference(text(told.where(), LONGEST_NAME), text(told.stratum(), LONGEST_NAME),
                text(told.field(), LONGEST_NAME), text(told.difference(), LONGEST_DIFFERENCE));
    }

    private static String text(String told, int longest) {
        return told == null ? null : Text.atMost(longest, told);
    }
}
