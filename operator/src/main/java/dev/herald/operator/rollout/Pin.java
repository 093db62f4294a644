package dev.herald.operator.rollout;

import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.operator.report.Report;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The format that messages are written in, and why. It is raised only when everyone who reads has said that it can read the new one, and nobody older may come back;
 * it is lowered at once to a format that all of them read.
 *
 * @param format
 *            that is written
 * @param target
 *            that is asked for, if it is another one
 * @param words
 *            why it is this one
 */
public record Pin(String format, Optional<String> target, String words) {
    /** The decision. */
    public static Pin decide(Rollout state, RolloutFacts facts) {
        String now = state.format();
        Optional<Report> report = facts.report();
        List<String> catalogue = Readers.catalogue(state, report);
        Optional<String> asked = facts.settings()
                .format()
                .flatMap(name -> name.equals(RolloutSettings.NEWEST) ? newest(state, report) : Optional.of(name));
        if (asked.isEmpty() || asked.get().equals(now)) {
            return new Pin(now, Optional.empty(), facts.settings().format().isPresent()
                    ? now + ", as spec.serializer.format asks"
                    : now + ", which the pipeline has; spec.serializer.format asks for none");
        }
        String format = asked.get();
        if (!catalogue.contains(format)) {
            return held(now, format, catalogue.isEmpty()
                    ? "no worker has said yet which formats it reads"
                    : "no worker knows it; they read " + String.join(", ", catalogue));
        }
        Optional<String> obstacle = catalogue.indexOf(format) < catalogue.indexOf(now)
                ? unread(state, report, format)
                : tooEarly(state, facts, format);
        return obstacle.map(why -> held(now, format, why))
                .orElseGet(() -> new Pin(format, Optional.empty(), format + ", as spec.serializer.format asks"));
    }

    /** The state with this decision in it. */
    static Rollout applied(Rollout state, RolloutFacts facts) {
        return state.writing(decide(state, facts).format());
    }

    private static Pin held(String now, String format, String why) {
        return new Pin(now, Optional.of(format), "%s; %s waits: %s".formatted(now, format, why));
    }

    /** What all that write can write; without an ingest, what the workers read is what a producer may write. */
    private static Optional<String> newest(Rollout state, Optional<Report> report) {
        List<String> writes = report.stream()
                .flatMap(told -> Readers.writers(told).stream())
                .map(Report.Worker::writes)
                .reduce(Readers::common)
                .orElse(state.servingRelease().reads());
        return writes.isEmpty() ? Optional.empty() : Optional.of(writes.getLast());
    }

    /** To an older format: at any time, if all who may read it can; what the workers said last counts when nothing is reported. */
    private static Optional<String> unread(Rollout state, Optional<Report> report, String format) {
        if (report.isPresent()) {
            return unreadNow(report.get(), format);
        }
        return state.releases()
                .stream()
                .filter(known -> known.release().revision().equals(state.serving()) || state.underWay()
                        .filter(way -> way.revision().equals(known.release().revision()))
                        .isPresent() || known.state() == RevisionState.Superseded && leaving(state).isPresent())
                .filter(known -> !known.reads().contains(format))
                .map(known -> "revision %s is not known to read it".formatted(known.release().revision()))
                .findFirst();
    }

    private static Optional<String> unreadNow(Report report, String format) {
        return Readers.live(report)
                .stream()
                .filter(worker -> !worker.reads().contains(format))
                .map(worker -> "worker %s of revision %s reads only %s".formatted(worker.name(), worker.revision(),
                        String.join(", ", worker.reads())))
                .findFirst();
    }

    /** A channel for which a revision sends that is not wanted any more. */
    private static Optional<String> leaving(Rollout state) {
        return state.channels()
                .entrySet()
                .stream()
                .filter(channel -> channel.getValue().ramping().filter(Ramp::isLeaving).isPresent())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Optional<String> tooEarly(Rollout state, RolloutFacts facts, String format) {
        Optional<Rollout.Target> way = state.underWay();
        if (way.isPresent()) {
            return Optional
                    .of("revision %s is being rolled out (%s)".formatted(way.get().revision(), way.get().phase()));
        }
        if (state.servingRelease().state() != RevisionState.Good) {
            return Optional.of("revision %s has not run for %s yet".formatted(state.serving(),
                    facts.settings().soak().toString().substring(2).toLowerCase(Locale.ROOT)));
        }
        Optional<String> leaving = leaving(state);
        if (leaving.isPresent()) {
            return leaving.map("a former revision still sends for Channel %s"::formatted);
        }
        if (facts.report().isEmpty()) {
            return Optional.of("there is no fresh report of who reads what");
        }
        Report report = facts.report().get();
        KnownRelease serving = state.servingRelease();
        if (!serving.reads().contains(format)) {
            return Optional.of("revision %s is not known to read it".formatted(state.serving()));
        }
        return unreadNow(report, format)
                .or(() -> Readers.unheard(state, facts, report)
                        .map(channel -> "not all senders of Channel %s have been heard of".formatted(channel)))
                .or(() -> Readers.writers(report)
                        .stream()
                        .filter(worker -> !worker.writes().contains(format))
                        .map(worker -> "worker %s of revision %s cannot write it".formatted(worker.name(),
                                worker.revision()))
                        .findFirst())
                .or(() -> report.workers()
                        .stream()
                        .filter(worker -> !worker.pin().equals(state.format()))
                        .map(worker -> "worker %s does not follow the present pin yet".formatted(worker.name()))
                        .findFirst())
                // A pipeline made anew must not begin with a revision that cannot read what was written since.
                .or(() -> Optional.ofNullable(report.memory())
                        .filter(memory -> memory.generation() >= state.generation())
                        .isPresent()
                                ? Optional.empty()
                                : Optional.of("the control topic does not remember revision %s yet"
                                        .formatted(state.serving())));
    }
}
