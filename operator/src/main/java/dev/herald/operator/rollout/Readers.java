package dev.herald.operator.rollout;

import dev.herald.operator.report.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Who lives, and which formats they read: by what they report, never by what a spec claims. */
final class Readers {
    private static final Set<String> ROLES = Set.of("send", "status", "replay");

    private Readers() {
    }

    /** What all senders of a release read, and the status worker once it is of it: where no sender runs, it alone can say. Empty while none reports. */
    static List<String> reads(Rollout state, RolloutFacts facts, String release) {
        return facts.report()
                .stream()
                .flatMap(report -> report.workers()
                        .stream()
                        .filter(worker -> isSenderOf(facts, worker, release)
                                || isStatusOf(state, facts, report, worker, release)))
                .map(Report.Worker::reads)
                .reduce(Readers::common)
                .orElse(List.of());
    }

    /** All that read messages, or count them. */
    static List<Report.Worker> live(Report report) {
        return report.workers().stream().filter(worker -> ROLES.contains(worker.role())).toList();
    }

    /** All that write messages. */
    static List<Report.Worker> writers(Report report) {
        return report.workers().stream().filter(worker -> worker.role().equals("ingest")).toList();
    }

    /** A channel of whose ready pods not all are heard of, or none of the revision that serves, whose first pod may be about to come. */
    static Optional<String> unheard(Rollout state, RolloutFacts facts, Report report) {
        return facts.channels()
                .stream()
                .filter(channel -> {
                    List<Report.Worker> heard = report.workers()
                            .stream()
                            .filter(worker -> worker.role().equals("send") && channel.key().equals(worker.channel()))
                            .toList();
                    return heard.size() < channel.available().values().stream().mapToInt(Integer::intValue).sum()
                            || channel.replicas() > 0 && state.channel(channel.name())
                                    .filter(known -> heard.stream()
                                            .noneMatch(worker -> worker.revision().equals(known.serving())))
                                    .isPresent();
                })
                .map(ChannelFacts::name)
                .findFirst();
    }

    /** The names of formats in the order of the catalogue: the longest list that anybody told, for lists only grow at their end. */
    static List<String> catalogue(Rollout state, Optional<Report> report) {
        return Stream.concat(state.releases().stream().map(KnownRelease::reads),
                report.stream().flatMap(told -> told.workers().stream()).map(Report.Worker::reads))
                .max(Comparator.comparingInt(List::size))
                .orElse(List.of());
    }

    static List<String> common(List<String> one, List<String> other) {
        List<String> both = new ArrayList<>(one);
        both.retainAll(other);
        return List.copyOf(both);
    }

    private static boolean isStatusOf(Rollout state, RolloutFacts facts, Report report, Report.Worker worker,
            String release) {
        return worker.role().equals("status") && worker.revision().equals(report.revision())
                && facts.statusCurrent() && state.statusRelease().revision().equals(release);
    }

    private static boolean isSenderOf(RolloutFacts facts, Report.Worker worker, String release) {
        return worker.role().equals("send") && facts.channels()
                .stream()
                .anyMatch(channel -> channel.revision(release).filter(worker.revision()::equals).isPresent());
    }
}
