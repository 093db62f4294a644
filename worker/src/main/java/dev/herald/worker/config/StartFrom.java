package dev.herald.worker.config;

import java.time.Instant;
import java.util.Optional;

/**
 * Where a channel begins that has neither progress nor a ledger.
 *
 * @param time
 *            messages accepted before it are not the channel's; empty: everything the log holds is
 */
public record StartFrom(Position position, Optional<Instant> time) {

    /** Created: the Channel's creation time; Earliest: all of the log; Time: as said. */
    public enum Position {
        Created, Earliest, Time
    }

    static StartFrom from(Section section) {
        Position position = section.choice("position", Position.class);
        Optional<Instant> time = section.time("time");
        if (position == Position.Earliest) {
            return new StartFrom(position, Optional.empty());
        }
        if (time.isEmpty()) {
            throw section.wrong("time", "is missing: position " + position + " needs it");
        }
        return new StartFrom(position, time);
    }
}
