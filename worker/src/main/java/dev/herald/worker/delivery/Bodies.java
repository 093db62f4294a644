package dev.herald.worker.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Records of the log that are read again, each once for all who wait for it. */
final class Bodies {

    private final Ownership ownership;
    private final Map<Long, List<Waiting>> waiting = new HashMap<>();

    /** Who wants a record. */
    interface Waiting {
        void body(LogEntry entry);

        /** The log no longer holds it. */
        void gone();
    }

    Bodies(Ownership ownership) {
        this.ownership = ownership;
    }

    void want(long offset, Waiting who) {
        List<Waiting> others = waiting.get(offset);
        if (others == null) {
            others = new ArrayList<>(1);
            waiting.put(offset, others);
            ownership.ask(new Command.ReadLog(offset));
        }
        others.add(who);
    }

    void body(LogEntry entry) {
        take(entry.offset()).forEach(who -> who.body(entry));
    }

    void gone(long offset) {
        take(offset).forEach(Waiting::gone);
    }

    private List<Waiting> take(long offset) {
        List<Waiting> who = waiting.remove(offset);
        return who == null ? List.of() : who;
    }
}
