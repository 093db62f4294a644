package dev.herald.worker.status.ledger;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.herald.worker.ledger.Effect;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnitState;
import dev.herald.worker.ledger.UnitState.Status;

/**
 * Units of one partition that a sender has taken in and never attempted, by when they were due: put off until a time, or
 * claimed and not sent. What a replay asked for is not among them.
 */
final class Unattempted {

    // Of a unit under its first claim, too: should that send nothing, it was due when it was.
    private final Map<Unit, Long> dues = new HashMap<>();
    private final TreeMap<Long, Integer> waiting = new TreeMap<>();

    /**
     * Takes in a change.
     *
     * @param time
     *            when it was appended, in milliseconds since 1970
     */
    void changed(Effect.Change change, long time) {
        Unit unit = change.unit();
        if (isWaiting(change.before())) {
            waiting.computeIfPresent(dues.get(unit), (_, count) -> count == 1 ? null : count - 1);
        }
        if (isWaiting(change.now())) {
            waiting.merge(dues.computeIfAbsent(unit, _ -> due(change, time)), 1, Integer::sum);
        } else if (!change.now().is(Status.CLAIMED) && !dues.isEmpty()) {
            dues.remove(unit);
        }
    }

    private static boolean isWaiting(UnitState state) {
        return state.is(Status.PENDING) && state.attempt() == 1 && state.origin().job().isEmpty();
    }

    private static long due(Effect.Change change, long time) {
        if (change.now().dueMillis() > 0) {
            return change.now().dueMillis();
        }
        // What was carried forward as due at once may have been put off before, until nobody knows when.
        return change instanceof Effect.Carried ? time : change.now().acceptedMillis();
    }

    /** How many are due at a time. */
    long dueAt(Instant time) {
        return waiting.headMap(time.toEpochMilli(), true).values().stream().mapToLong(Integer::longValue).sum();
    }

    /** When the one that is due for the longest time was due. */
    Optional<Instant> oldest(Instant at) {
        return Optional.ofNullable(waiting.floorKey(at.toEpochMilli()))
                .map(_ -> Instant.ofEpochMilli(waiting.firstKey()));
    }
}
