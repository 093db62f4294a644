package dev.herald.worker.send;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which leader wrote which stretch of a log partition. A commit that carries the epoch lets Kafka tell the next reader if
 * the log was cut off below it (KIP-320).
 */
final class LeaderEpochs {
    private final TreeMap<Long, Integer> starts = new TreeMap<>();

    /**
     * @param progress
     *            where reading begins
     * @param epoch
     *            of the record before it, where it is known
     */
    LeaderEpochs(long progress, Optional<Integer> epoch) {
        epoch.ifPresent(known -> starts.put(progress - 1, known));
    }

    void seen(long offset, int epoch) {
        if (starts.isEmpty() || starts.lastEntry().getValue() != epoch) {
            starts.put(offset, epoch);
        }
    }

    /** The epoch of the record before the progress; what lies below is forgotten. */
    Optional<Integer> before(long progress) {
        Optional<Integer> epoch = Optional.ofNullable(starts.floorEntry(progress - 1)).map(Map.Entry::getValue);
        epoch.ifPresent(_ -> starts.headMap(starts.floorKey(progress - 1)).clear());
        return epoch;
    }
}
