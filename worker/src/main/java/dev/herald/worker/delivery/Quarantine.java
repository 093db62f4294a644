package dev.herald.worker.delivery;

import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Fact.Listed;
import dev.herald.worker.ledger.Rule;
import dev.herald.worker.ledger.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Undecodable messages on their way: first the bytes to quarantine, then the fact that says so. */
final class Quarantine {

    private final Ownership ownership;
    private final Map<Long, List<Listed>> waiting = new HashMap<>();

    Quarantine(Ownership ownership) {
        this.ownership = ownership;
    }

    /** Nobody else decides about the unit from here on. */
    void add(LogEntry entry, Unit unit, String error) {
        ownership.reserve(unit);
        Listed listed = new Listed(ownership.takeover(), unit, Listed.Reason.QUARANTINED, "", error, entry.labels());
        if (!ownership.hold(Rule.QUARANTINE_BEFORE_LISTING)) {
            ownership.decide(listed);
        }
        List<Listed> others = waiting.get(entry.offset());
        if (others == null) {
            others = new ArrayList<>(1);
            waiting.put(entry.offset(), others);
            ownership.ask(new Command.Quarantine(entry, error));
        }
        others.add(listed);
    }

    void written(long logOffset) {
        List<Listed> facts = waiting.remove(logOffset);
        if (facts != null && ownership.hold(Rule.QUARANTINE_BEFORE_LISTING)) {
            facts.forEach((Fact.OfUnit fact) -> ownership.decide(fact));
        }
    }
}
