package dev.herald.worker.status.rules;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.herald.worker.config.LiveSettings.Rule;
import dev.herald.worker.status.rules.SimulatedDays.Absence;
import dev.herald.worker.status.rules.SimulatedDays.Decided;

/** A status worker that lives through simulated days: reads on after each absence, from where it would. */
final class SimulatedWatch {

    private static final long SECOND = 1_000;

    private final SimulatedDays days;
    private final Defect defect;
    private final Map<String, Incident> written = new HashMap<>();
    private List<Rule> rules;
    private long rulesSince = SimulatedDays.START;
    private Detector detector;
    private int next;

    SimulatedWatch(SimulatedDays days, Defect defect) {
        this.days = days;
        this.defect = defect;
        this.rules = rulesAt(SimulatedDays.START);
        this.detector = new Detector(rules, days.channels(), SimulatedDays.START);
    }

    private List<Rule> rulesAt(long time) {
        return days.rules().get(time).stream().map(defect::distorts).toList();
    }

    /** All incidents, as they were last written down. */
    Stream<Incident> run() {
        long time = SimulatedDays.START;
        while (time < SimulatedDays.END) {
            if (days.rules().containsKey(time)) {
                rules = rulesAt(time);
                rulesSince = time;
                write(detector.follow(rules, days.channels()));
            }
            Absence absence = days.absences().get(time);
            long to = absence == null ? time + SECOND : absence.to();
            if (absence != null && absence.isRestart()) {
                begin(time, Math.max(rulesSince, time - absence.again()), to);
            }
            judge(time, to, to);
            // An absence of no time is a restart between two seconds.
            if (to == time) {
                judge(time, time + SECOND, time + SECOND);
                to = time + SECOND;
            }
            time = to;
        }
        write(detector.open());
        return written.values().stream();
    }

    private void begin(long time, long judged, long now) {
        long from = written.values()
                .stream()
                .filter(Incident::isOpen)
                .map(i -> i.onset().toEpochMilli())
                .reduce(judged, Math::min) - Detector.memory(rules).toMillis();
        detector = new Detector(rules, days.channels(), judged);
        if (defect != Defect.FORGETS_INCIDENTS) {
            write(detector.restore(List.copyOf(written.values())));
        }
        if (defect != Defect.READS_NOTHING_AGAIN) {
            next = 0;
            while (next < days.decisions().size() && days.decisions().get(next).decision().at() < from) {
                next++;
            }
        }
        judge(judged, time, now);
    }

    private void judge(long from, long to, long now) {
        for (long end = from + SECOND; end <= to; end += SECOND) {
            while (next < days.decisions().size() && days.decisions().get(next).decision().at() < end) {
                Decided decided = days.decisions().get(next++);
                detector.decided(decided.channel(), defect.distorts(decided.decision(), next));
            }
            write(detector.advance(end, Instant.ofEpochMilli(now)));
        }
    }

    private void write(List<Incident> incidents) {
        incidents.forEach(incident -> written.put(incident.id(), incident));
    }
}
