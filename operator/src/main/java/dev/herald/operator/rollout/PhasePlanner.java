package dev.herald.operator.rollout;

import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.operator.report.Report;
import dev.herald.operator.rollout.Rollout.Phase;
import dev.herald.operator.rollout.Rollout.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Takes a release on its way from phase to phase, or back. */
final class PhasePlanner {
    private static final Duration PROBE_AGAIN = Duration.ofMinutes(1);
    /** A status worker or an ingest that is not there by then is not coming. */
    private static final Duration ROLE_COMES_UP = Duration.ofMinutes(5);

    private PhasePlanner() {
    }

    static Rollout advance(Rollout state, RolloutFacts facts, Instant now) {
        return switch (state.target().phase()) {
            case Probe -> probe(state, facts, now);
            case Senders -> senders(state, facts, now);
            case Status, Ingest, Soak -> following(state, facts, now);
        };
    }

    private static Rollout probe(Rollout state, RolloutFacts facts, Instant now) {
        Target target = state.target();
        if (facts.held(target.direct()).isPresent()) {
            return state.with(target.hold(facts.held(target.direct()).get()));
        }
        if (!facts.settings().probe()) {
            return ramping(state, "its senders are started; the probe was switched off", now);
        }
        Optional<Report.Probe> result = facts.report().flatMap(report -> report.probe(target.probe()));
        boolean again = !now.isBefore(target.since().plus(PROBE_AGAIN));
        if (result.isEmpty()) {
            return facts.probeFailed()
                    .map(why -> again
                            ? state.probingAgain(now, "the probe runs again")
                            : state.with(target.goOn(now, "the probe's Job failed, it is tried again: " + why)))
                    .orElseGet(() -> state.with(target.goOn(now, "the probe runs")));
        }
        Report.Probe probe = result.get();
        return switch (probe.verdict()) {
            case "Passed" -> switch (Refusal.of(probe.reads(), state.format(), facts.report(), result)) {
                case Refusal.Unreadable(String why) -> reject(state, facts, "refused: " + why, true, now);
                case Refusal.Undecided(String why) -> state.with(target.goOn(now, "the probe passed; " + why));
                case Refusal.None() -> ramping(
                        state.update(target.revision(), known -> known.reading(probe.reads())),
                        "the probe passed", now);
            };
            case "Failed" -> reject(state, facts, "the probe failed: " + probe.message(), true, now);
            default -> again
                    ? state.probingAgain(now, "the probe runs again")
                    : state.with(target.goOn(now,
                            "the probe is inconclusive and is tried again: " + probe.message()));
        };
    }

    private static Rollout ramping(Rollout state, String why, Instant now) {
        String target = state.target().revision();
        return state.update(target, known -> known.in(RevisionState.Ramping, why, now))
                .with(state.target().in(Phase.Senders, now, why));
    }

    private static Rollout senders(Rollout state, RolloutFacts facts, Instant now) {
        Target target = state.target();
        RolloutSettings settings = facts.settings();
        Refusal refusal = refusal(state, facts);
        if (refusal instanceof Refusal.Unreadable(String why)) {
            return reject(state, facts, "refused: " + why, true, now);
        }
        List<Integer> steps = target.direct() ? List.of() : settings.steps();
        RampPlanner ramps = new RampPlanner(steps, settings.stepDuration(), facts.held(target.direct()),
                facts.partitions(),
                refusal.obstacle());
        Stepped stepped = step(state, target.revision(), ramps, facts, now);
        if (stepped.failure().isPresent()) {
            return reject(stepped.state(), facts, stepped.failure().get(), false, now);
        }
        return allThrough(stepped.state(), facts, steps) || isSilent(stepped.state(), facts)
                ? stepped.state().with(target.in(Phase.Status, now, "the status worker follows"))
                : stepped.state().with(target.goOn(now, "senders take over partition by partition"));
    }

    /** No sender is asked for, so none will say what it reads; the status worker will. */
    private static boolean isSilent(Rollout state, RolloutFacts facts) {
        return state.known(state.target().revision()).orElseThrow().reads().isEmpty()
                && facts.channels().stream().allMatch(channel -> channel.replicas() == 0 || channel.isPassedOver());
    }

    private static Refusal refusal(Rollout state, RolloutFacts facts) {
        Target target = state.target();
        return Refusal.of(state.known(target.revision()).orElseThrow().reads(), state.format(), facts.report(),
                facts.report().flatMap(report -> report.probe(target.probe())));
    }

    /** A channel whose spec is wrong holds nobody: it is passed over until it is mended. */
    private static boolean allThrough(Rollout state, RolloutFacts facts, List<Integer> steps) {
        return facts.channels()
                .stream()
                .allMatch(channel -> channel.revision(state.target().revision())
                        .flatMap(wanted -> state.channel(channel.name())
                                .map(known -> known.isThrough(wanted, steps.size())))
                        .orElse(true));
    }

    /**
     * All channels after a step.
     *
     * @param failure
     *            the first one's
     */
    private record Stepped(Rollout state, Optional<String> failure) {}

    private static Stepped step(Rollout state, String release, RampPlanner ramps, RolloutFacts facts, Instant now) {
        Map<String, ChannelRollout> channels = new TreeMap<>(state.channels());
        Optional<String> failure = Optional.empty();
        for (ChannelFacts channel : facts.channels()) {
            Optional<ChannelRollout> before = state.channel(channel.name());
            Optional<String> wanted = channel.revision(release);
            if (before.isPresent() && wanted.isPresent()) {
                Analysis analysis = facts.analysis(channel, before.get().serving(), wanted.get());
                RampPlanner.Step step = ramps.next(before.get(), wanted.get(), channel, analysis, now);
                channels.put(channel.name(), step.channel());
                failure = failure.or(() -> step.failure().map(why -> "Channel %s: %s".formatted(channel.name(), why)));
            }
        }
        return new Stepped(channels.equals(state.channels()) ? state : state.with(channels), failure);
    }

    /** While status worker and ingest follow, and in the soak, the senders are still watched. */
    private static Rollout following(Rollout before, RolloutFacts facts, Instant now) {
        Refusal refusal = refusal(before, facts);
        if (refusal instanceof Refusal.Unreadable(String why) && !hasBegun(before)) {
            return reject(before, facts, "refused: " + why, true, now);
        }
        RampPlanner watching = new RampPlanner(List.of(), facts.settings().stepDuration(), Optional.empty(),
                facts.partitions(), refusal.obstacle());
        Stepped watched = step(before, before.target().revision(), watching, facts, now);
        Rollout state = watched.state();
        if (watched.failure().isPresent()) {
            return reject(state, facts, watched.failure().get(), false, now);
        }
        Optional<String> held = facts.held(state.target().direct());
        if (held.isPresent()) {
            return state.with(state.target().hold(held.get()));
        }
        return switch (state.target().phase()) {
            case Status -> role(state, facts, now, facts.statusCurrent() && facts.report().isPresent(),
                    "status worker", facts.hasIngest() ? Phase.Ingest : Phase.Soak);
            case Ingest -> role(state, facts, now, facts.ingestCurrent(), "ingest", Phase.Soak);
            default -> soak(state, facts, now);
        };
    }

    /** Whether any of its senders has, or had, partitions. */
    private static boolean hasBegun(Rollout state) {
        return state.channels()
                .values()
                .stream()
                .flatMap(channel -> channel.ramping().stream())
                .anyMatch(ramp -> ramp.step() >= 0);
    }

    private static Rollout role(Rollout state, RolloutFacts facts, Instant now, boolean current, String role,
            Phase next) {
        Target target = state.target();
        if (current) {
            return next == Phase.Soak
                    ? state.update(target.revision(), known -> known.in(RevisionState.Soaking, "it runs alone", now))
                            .with(target.in(next, now, "it runs alone, and is watched"))
                    : state.with(target.in(next, now, "the ingest follows"));
        }
        String late = "its %s was not ready within %d minutes".formatted(role, ROLE_COMES_UP.toMinutes());
        boolean counts = !target.held() || target.message().startsWith(late);
        return counts && !now.isBefore(target.since().plus(ROLE_COMES_UP))
                ? reject(state, facts, late, false, now)
                : state.with(target.goOn(now, "waits for its " + role));
    }

    private static Rollout soak(Rollout state, RolloutFacts facts, Instant now) {
        Target target = state.target();
        Optional<String> blind = blind(state, facts);
        if (blind.isPresent() && !facts.settings().soak().isZero()) {
            return state.with(target.hold("cannot be judged: " + blind.get()));
        }
        if (refusal(state, facts) instanceof Refusal.Undecided(String why)
                && state.known(target.revision()).orElseThrow().reads().isEmpty()) {
            return state.with(target.goOn(now, why));
        }
        if (!facts.settings().soak().isZero()
                && (target.held() || now.isBefore(target.since().plus(facts.settings().soak())))
                || !allThrough(state, facts, List.of())) {
            return state.with(target.goOn(now, "it runs alone, and is watched"));
        }
        return complete(state, facts, now);
    }

    private static Rollout complete(Rollout state, RolloutFacts facts, Instant now) {
        String release = state.target().revision();
        Map<String, ChannelRollout> channels = new TreeMap<>(state.channels());
        facts.channels()
                .stream()
                .filter(channel -> channel.revision(release).isPresent())
                .forEach(channel -> channels.computeIfPresent(channel.name(),
                        (name, known) -> known.ramping().isPresent() ? known.complete() : known));
        return state.update(release, known -> known.in(RevisionState.Good, "complete", now))
                .serving(release)
                .with(channels)
                .with((Target) null);
    }

    /** Why the senders that serve cannot be judged, if so. */
    static Optional<String> blind(Rollout state, RolloutFacts facts) {
        return facts.channels()
                .stream()
                .filter(channel -> !channel.isPassedOver())
                .map(channel -> state.channel(channel.name())
                        .map(known -> facts.analysis(channel, known.serving(), known.serving())))
                .flatMap(Optional::stream)
                .filter(Analysis.Blind.class::isInstance)
                .map(blind -> ((Analysis.Blind) blind).why())
                .findFirst();
    }

    /**
     * Takes the release back.
     *
     * @param certain
     *            whether that is no matter of opinion: then a person is not asked
     */
    private static Rollout reject(Rollout state, RolloutFacts facts, String why, boolean certain, Instant now) {
        Target target = state.target();
        if (facts.settings().revision().filter(target.revision()::equals).isPresent()) {
            // Rejected, it would begin anew at once, for it is still asked for.
            return (certain ? state.withoutRamps() : state)
                    .with(target.hold(why + "; spec.rollout.revision asks for it"));
        }
        if (!certain && !facts.settings().autoRollback()) {
            return state.with(target.hold(why + "; rollout.autoRollback is Disabled"));
        }
        return state.update(target.revision(), known -> known.in(RevisionState.Rejected, why, now)).withoutTarget();
    }
}
