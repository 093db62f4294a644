package dev.herald.worker.status.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.herald.worker.status.report.Channel.Revision;
import dev.herald.worker.status.report.Report.IncidentEntry;
import dev.herald.worker.status.report.Report.LeftOut;
import dev.herald.worker.status.report.Report.Probe;
import dev.herald.worker.status.report.Report.Replay;
import dev.herald.worker.status.report.Report.Worker;

/**
 * Keeps a report within its size. What matters least goes first: failing classes, then the classes of revisions, then
 * workers, then replays that have ended, closed incidents and probes, each the oldest first, in halves; what is still open
 * only when nothing else is left. What the operator wants remembered always stays.
 */
final class ReportSize {

    static final int MOST_BYTES = 256 * 1024;
    private static final int MOST_INCIDENTS = 50;
    private static final int MOST_WORKERS = 200;
    private static final int MOST_REPLAYS = 50;

    private static final Comparator<IncidentEntry> OPEN_THEN_NEWEST = Comparator.comparing(IncidentEntry::state)
            .thenComparing(IncidentEntry::onset, Comparator.reverseOrder())
            .thenComparing(IncidentEntry::id);
    private static final Comparator<Replay> RUNNING_THEN_NEWEST = Comparator
            .comparing((Replay replay) -> replay.finishedAt() != null)
            .thenComparing(Replay::at, Comparator.reverseOrder())
            .thenComparing(Replay::job);

    /** How many entries of each kind are kept. */
    private record Room(int failing, int classes, int workers, int replays, int incidents, int probes) {
        Room less() {
            if (failing > 0) {
                return new Room(failing / 2, classes, workers, replays, incidents, probes);
            }
            if (classes > 0) {
                return new Room(failing, classes / 2, workers, replays, incidents, probes);
            }
            if (workers > 0) {
                return new Room(failing, classes, workers / 2, replays, incidents, probes);
            }
            return new Room(failing, classes, workers, replays / 2, incidents / 2, probes / 2);
        }

        boolean isNone() {
            return replays + incidents + probes == 0;
        }
    }

    private ReportSize() {
    }

    /** The report, or as much of it as fits; lists sorted by how much they matter. */
    static Report fit(Report report) {
        int mostFailing = report.channels().values().stream().mapToInt(c -> c.failing().size()).max().orElse(0);
        int mostClasses = report.channels()
                .values()
                .stream()
                .flatMap(c -> c.revisions().stream())
                .mapToInt(revision -> revision.classes().size())
                .max()
                .orElse(0);
        Room room = new Room(mostFailing, mostClasses, MOST_WORKERS, MOST_REPLAYS, MOST_INCIDENTS,
                report.probes().size());
        Report cut = cut(report, room);
        while (ReportFormat.encode(cut).length > MOST_BYTES && !room.isNone()) {
            room = room.less();
            cut = cut(report, room);
        }
        return cut;
    }

    private static Report cut(Report report, Room room) {
        var failing = new int[1];
        var classes = new int[1];
        Map<String, Channel> channels = new LinkedHashMap<>();
        report.channels().forEach((key, c) -> {
            failing[0] += Math.max(0, c.failing().size() - room.failing);
            List<Revision> revisions = c.revisions().stream().map(revision -> {
                classes[0] += Math.max(0, revision.classes().size() - room.classes);
                return new Revision(revision.revision(), revision.owned(), revision.decided(),
                        first(revision.classes(), room.classes), revision.rules());
            }).toList();
            channels.put(key, new Channel(c.lag(), c.pending(), c.oldest(), c.owned(), c.measured(), c.lastDecision(),
                    c.totals(), first(c.failing(), room.failing), c.credentials(), revisions, c.scaling()));
        });
        List<Worker> workers = first(sorted(report.workers(), Comparator.comparing(Worker::name)), room.workers);
        List<Replay> replays = first(sorted(report.replays(), RUNNING_THEN_NEWEST), room.replays);
        List<IncidentEntry> incidents = first(sorted(report.incidents(), OPEN_THEN_NEWEST), room.incidents);
        List<Probe> probes = first(report.probes(), room.probes);
        return new Report(report.v(), report.instance(), report.sequence(), report.at(), report.revision(),
                report.log(), channels, report.unaddressed(), workers, incidents, replays,
                report.formats(), probes, report.memory(), report.remembers(), report.statusStream(),
                new LeftOut(failing[0], classes[0], report.incidents().size() - incidents.size(),
                        report.workers().size() - workers.size(), report.replays().size() - replays.size(),
                        report.probes().size() - probes.size()));
    }

    private static <T> List<T> sorted(List<T> list, Comparator<T> order) {
        var sorted = new ArrayList<>(list);
        sorted.sort(order);
        return sorted;
    }

    private static <T> List<T> first(List<T> list, int most) {
        return List.copyOf(list.subList(0, Math.min(most, list.size())));
    }
}
