package dev.herald.worker.status.scaling;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What the senders of a channel are scaled by, as of one time; in units. Rates are over the {@value SecondCounts#WINDOW}
 * whole seconds before it.
 *
 * @param arrivalsPerSecond
 *            units that fall due; without replays
 * @param completionsPerSecond
 *            attempts that end, whoever asked for them
 * @param backlog
 *            due and not decided; without replays
 * @param oldest
 *            when the first of them that was never attempted was due
 * @param rebalanced
 *            when the latest takeover was made of which is known
 * @param nextDue
 *            when the first is due of those that are not yet
 * @param hottest
 *            the partition with the largest backlog, unless there is none
 */
public record ScalingFigures(double arrivalsPerSecond, double completionsPerSecond, long backlog,
        Optional<Instant> oldest, Optional<Instant> rebalanced, Optional<Instant> nextDue,
        Optional<Partition> hottest) {

    /** One partition. */
    public record Partition(int number, long backlog, double arrivalsPerSecond) {}

    private record Joined(int number, Due due, double arrivals, long completions) {}

    /**
     * Puts together what log and ledger say, by partition, as of the same time.
     *
     * @param unitsPerMessage
     *            of messages that are in the log, and not taken in
     */
    public static ScalingFigures of(Map<Integer, LogFigures> logs, Map<Integer, LedgerFigures> ledgers,
            double unitsPerMessage, Optional<Instant> rebalanced) {
        var numbers = new TreeSet<>(logs.keySet());
        numbers.addAll(ledgers.keySet());
        List<Joined> joined = numbers.stream()
                .map(number -> join(number, logs.getOrDefault(number, LogFigures.NOTHING),
                        ledgers.getOrDefault(number, LedgerFigures.NOTHING), unitsPerMessage))
                .toList();
        Due due = joined.stream().map(Joined::due).reduce(Due.NOTHING, Due::and);
        return new ScalingFigures(perSecond(joined.stream().mapToDouble(Joined::arrivals).sum()),
                perSecond(joined.stream().mapToLong(Joined::completions).sum()), due.count(), due.oldest(),
                rebalanced, due.next(),
                joined.stream()
                        .filter(one -> one.due.count() > 0)
                        .max(Comparator.comparingLong((Joined one) -> one.due.count())
                                .thenComparing(Joined::number, Comparator.reverseOrder()))
                        .map(one -> new Partition(one.number, one.due.count(), perSecond(one.arrivals))));
    }

    private static Joined join(int number, LogFigures log, LedgerFigures ledger, double unitsPerMessage) {
        double arrivals = log.prompt() * unitsPerMessage + ledger.retries();
        for (int second = 0; second < SecondCounts.WINDOW; second++) {
            // The same messages, as a rule; but the log is not read again from where they lie, and a sender goes by the message.
            arrivals += Math.max(log.delayed().get(second) * unitsPerMessage, ledger.deferred().get(second));
        }
        return new Joined(number, log.due().times(unitsPerMessage).and(ledger.due()), arrivals, ledger.completions());
    }

    private static double perSecond(double count) {
        return count / SecondCounts.WINDOW;
    }
}
