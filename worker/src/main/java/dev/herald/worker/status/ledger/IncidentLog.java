package dev.herald.worker.status.ledger;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.herald.worker.status.control.ControlState;
import dev.herald.worker.status.control.ControlWriter;
import dev.herald.worker.status.report.ReportFormat;
import dev.herald.worker.status.rules.Incident;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Incidents as they were written down: only these are reported, so that none is acted upon that a restart would not know. */
final class IncidentLog {

    private static final Logger log = LoggerFactory.getLogger(IncidentLog.class);

    private final ControlWriter writer;
    private final Map<String, Incident> written = new LinkedHashMap<>();
    private final Map<String, Incident> waiting = new LinkedHashMap<>();

    IncidentLog(ControlWriter writer) {
        this.writer = writer;
    }

    /** Begins with what the control topic holds. */
    void restore(Collection<Incident> incidents) {
        written.clear();
        waiting.clear();
        incidents.forEach(incident -> written.put(incident.id(), incident));
    }

    /** These opened or changed; they are to be written. */
    void changed(Collection<Incident> incidents) {
        for (Incident incident : incidents) {
            if (!incident.equals(written.get(incident.id()))) {
                waiting.put(incident.id(), incident);
            }
        }
    }

    /**
     * Writes what waits.
     *
     * @throws KafkaException
     *             if something could not be written; it goes on waiting
     */
    void flush() throws InterruptedException {
        for (Incident incident : List.copyOf(waiting.values())) {
            writer.write(ControlState.key(incident), ReportFormat.encodeIncident(incident));
            waiting.remove(incident.id());
            Incident before = written.put(incident.id(), incident);
            if (before == null || before.isOpen() != incident.isOpen()) {
                log.atInfo()
                        .addKeyValue("incident", incident.id())
                        .addKeyValue("rule", incident.rule())
                        .addKeyValue("channel", incident.channel())
                        .addKeyValue("class", incident.of())
                        .addKeyValue("affected", incident.affected())
                        .addKeyValue("message", incident.message())
                        .log(incident.isOpen() ? "incident opened" : "incident closed");
            }
        }
    }

    /** Removes these. */
    void remove(Collection<Incident> incidents) throws InterruptedException {
        for (Incident incident : incidents) {
            written.remove(incident.id());
            writer.write(ControlState.key(incident), null);
        }
    }

    /** Those that are on the control topic. */
    List<Incident> written() {
        return List.copyOf(written.values());
    }
}
