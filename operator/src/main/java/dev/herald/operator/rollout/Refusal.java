package dev.herald.operator.rollout;

import dev.herald.operator.report.Report;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether a release may read what is there: one that does not read a format which the log or the quarantine still holds would lose messages. */
sealed interface Refusal {
    /** Of a content type that no format has: nobody reads it, so it tells nothing. */
    String UNKNOWN = "unknown";

    /** It reads all that is held. */
    record None() implements Refusal {}

    /** It cannot be told yet. */
    record Undecided(String why) implements Refusal {}

    /** Messages are held that it does not read. */
    record Unreadable(String why) implements Refusal {}

    /** Why no message may be given to it yet. */
    default Optional<String> obstacle() {
        return switch (this) {
            case None() -> Optional.empty();
            case Undecided(String why) -> Optional.of(why);
            case Unreadable(String why) -> Optional.of(why);
        };
    }

    /**
     * The answer.
     *
     * @param reads
     *            what its workers say they read; empty while none has
     * @param pin
     *            in which messages are written
     * @param probe
     *            what a probe found, too
     */
    static Refusal of(List<String> reads, String pin, Optional<Report> report, Optional<Report.Probe> probe) {
        if (reads.isEmpty()) {
            return new Undecided("none of its workers has said yet which formats it reads");
        }
        if (!reads.contains(pin)) {
            return new Unreadable("its workers read only %s, and not %s, in which messages are written".formatted(
                    String.join(", ", reads), pin));
        }
        Optional<Report.Formats> formats = report.map(Report::formats);
        String unreadable = Stream
                .concat(formats.stream().flatMap(known -> known.held().stream()),
                        probe.stream().flatMap(known -> known.census().stream()))
                .filter(held -> held.count() > 0 && !held.format().equals(UNKNOWN)
                        && !reads.contains(held.format()))
                .map(held -> "%s, in which the %s still holds %,d messages".formatted(held.format(), held.place(),
                        held.count()))
                .distinct()
                .collect(Collectors.joining("; "));
        if (!unreadable.isEmpty()) {
            return new Unreadable("its workers read only %s, and not %s".formatted(String.join(", ", reads),
                    unreadable));
        }
        if (formats.filter(Report.Formats::complete).isEmpty()) {
            return new Undecided("which formats the log holds is not known yet");
        }
        return Readers.writers(report.orElseThrow())
                .stream()
                .filter(worker -> !worker.pin().isEmpty() && !reads.contains(worker.pin()))
                .findFirst()
                .<Refusal>map(worker -> new Undecided("worker %s still writes %s".formatted(worker.name(),
                        worker.pin())))
                .orElseGet(None::new);
    }
}
