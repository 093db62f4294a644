package dev.herald.operator.scaling;

import dev.herald.api.Durations;
import dev.herald.operator.plan.Rounded;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;

/** A decision in words. Figures are as exact as people need. */
record Wording(ScalingSettings settings, ScalingFacts facts, ScalingFigures figures, Learned learned) {
    private static final List<Duration> STEPS = LongStream.of(1, 2, 5, 10, 20, 30, 60, 120, 300, 720, 1440)
            .mapToObj(Duration::ofMinutes)
            .toList();
    private static final int MINUTE = 60;
    private static final int TEN = 10;

    /**
     * What the figures speak for.
     *
     * @param basis
     *            why not another number
     */
    record Aimed(int replicas, Basis basis) {}

    String aimed(Aimed aimed) {
        int replicas = aimed.replicas();
        return "%d: %s".formatted(replicas, switch (aimed.basis()) {
            case Idle -> replicas == 0 ? "idle" : "idle, and minReplicas is %d".formatted(replicas);
            case Quota -> "quota %s/s is used up by %d".formatted(rate(facts.quotaPerSecond().orElseThrow()), replicas);
            case Provider -> "the provider takes %s/s, however many send".formatted(rate(learned.limit()));
            case HotPartition -> "%s, most of it in one partition, which is one replica's".formatted(demand(replicas));
            case Partitions -> "%s; %d partitions are shared no better by more".formatted(demand(replicas),
                    facts.partitions());
            case MaxReplicas -> "%s; maxReplicas is %d".formatted(demand(replicas), settings.maxReplicas());
            case Behavior -> "minReplicas, %s".formatted(demand(replicas));
            default -> demand(replicas);
        });
    }

    /** Neither where it was nor where the figures would have it. */
    String underWay(int replicas, int aim) {
        if (replicas < aim) {
            return "%d: %d are needed, and behavior.scaleUp allows no more yet".formatted(replicas, aim);
        }
        return replicas == facts.replicas()
                ? "%d: %d would do, and must for %s".formatted(replicas, aim,
                        time(settings.behavior().scaleDown().stabilizationWindow()))
                : "%d: one step down, for %d would do".formatted(replicas, aim);
    }

    private String demand(int replicas) {
        if (figures.backlog() == 0 && figures.arrivalsPerSecond() == 0 && figures.replayBacklog() == 0) {
            return "a message falls due soon";
        }
        if (learned.rate() == 0) {
            return "nothing was completed yet, so that nobody knows how much one does";
        }
        String those = "%d × %s/s".formatted(replicas, rate(learned.rate()));
        boolean waits = figures.working() == 0 ? figures.backlog() > 0 : figures.isBehind(facts);
        if (!waits) {
            String replay = figures.replayBacklog() == 0
                    ? ""
                    : "a replay of %s and ".formatted(count(figures.replayBacklog()));
            return "%sarrivals %s/s at %s".formatted(replay, rate(figures.arrivalsPerSecond()), those);
        }
        return "backlog %s %s at %s".formatted(count(figures.backlog()), catchUp(replicas)
                .map(time -> "gone in " + time(time))
                .orElse("grows by arrivals of %s/s".formatted(rate(figures.arrivalsPerSecond()))), those);
    }

    static String stalled(ScalingFigures figures) {
        return "%s wait, and %s/s are completed: more replicas would not help".formatted(count(figures.backlog()),
                rate(figures.completionsPerSecond()));
    }

    /** With a number of replicas, those that are not there yet started first. */
    Optional<Duration> catchUp(int replicas) {
        if (figures.backlog() == 0) {
            return Optional.of(Duration.ZERO);
        }
        if (replicas == 0 || learned.rate() == 0) {
            return Optional.empty();
        }
        double seconds = Capacity.of(facts, figures, learned).catchUp(replicas)
                + (replicas > figures.working() ? Aim.START.toSeconds() : 0);
        return Double.isInfinite(seconds)
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds((long) Math.ceil(seconds)));
    }

    /** Of what lasts: the highest of some steps that it has reached, for a status that says it is written again with each. */
    static String lasting(Duration exact) {
        return STEPS.reversed()
                .stream()
                .filter(step -> exact.compareTo(step) >= 0)
                .findFirst()
                .map(Durations::format)
                .orElseGet(() -> time(exact));
    }

    /** To ten seconds from a minute on. */
    static String time(Duration exact) {
        long seconds = exact.toSeconds();
        return Durations.format(Duration.ofSeconds(seconds < MINUTE ? seconds : (seconds + TEN / 2) / TEN * TEN));
    }

    private static String count(long exact) {
        return String.format(Locale.ROOT, "%,d", Rounded.count(exact));
    }

    private static String rate(double exact) {
        return String.format(Locale.ROOT, exact < TEN && exact != Math.rint(exact) ? "%.1f" : "%.0f", exact);
    }
}
