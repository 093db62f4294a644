package dev.herald.worker.status.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.herald.worker.status.report.Report.Channel;
import dev.herald.worker.status.report.Report.IncidentEntry;
import dev.herald.worker.status.report.Report.LeftOut;
import dev.herald.worker.status.report.Report.Replay;
import dev.herald.worker.status.report.Report.Worker;

/**
 * Keeps a report within its size. What matters least goes first: failing classes, then workers, then replays that have
 * ended, then closed incidents, each the oldest first, in halves; what is still open only when nothing else is left.
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
    private record Room(int failing, int workers, int replays, int incidents) {
        Room less() {
            if (failing > 0) {
                return new Room(failing / 2, workers, replays, incidents);
            }
            if (workers > 0) {
                return new Room(failing, workers / 2, replays, incidents);
            }
            return new Room(failing, workers, replays / 2, incidents / 2);
        }
    }

    private ReportSize() {
    }

    /** The report, or as much of it as fits; lists sorted by how much they matter. */
    static Report fit(Report report) {
        Room room = new Room(Integer.MAX_VALUE, MOST_WORKERS, MOST_REPLAYS, MOST_INCIDENTS);
        Report cut = cut(report, room);
        int mostFailing = report.channels().values().stream().mapToInt(c -> c.failing().size()).max().orElse(0);
        room = new Room(mostFailing, room.workers, room.replays, room.incidents);
        while (ReportFormat.encode(cut).length > MOST_BYTES && room.replays + room.incidents > 0) {
            room = room.less();
            cut = cut(report, room);
        }
        return cut;
    }

    private static Report cut(Report report, Room room) {
        var failing = new int[1];
        Map<String, Channel> channels = new LinkedHashMap<>();
        report.channels().forEach((key, c) -> {
            failing[0] += Math.max(0, c.failing().size() - room.failing);
            channels.put(key, new Channel(c.lag(), c.pending(), c.oldest(), c.owned(), c.measured(), c.lastDecision(),
                    c.totals(), first(c.failing(), room.failing), c.credentials()));
        });
        List<Worker> workers = first(sorted(report.workers(), Comparator.comparing(Worker::name)), room.workers);
        List<Replay> replays = first(sorted(report.replays(), RUNNING_THEN_NEWEST), room.replays);
        List<IncidentEntry> incidents = first(sorted(report.incidents(), OPEN_THEN_NEWEST), room.incidents);
        return new Report(report.v(), report.instance(), report.sequence(), report.at(), report.revision(),
                report.log(), channels, report.unaddressed(), workers, incidents, replays,
                new LeftOut(failing[0], report.incidents().size() - incidents.size(),
                        report.workers().size() - workers.size(), report.replays().size() - replays.size()));
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
