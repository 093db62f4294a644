package dev.herald.operator.rollout;

import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.operator.rollout.Rollout.Phase;
import dev.herald.operator.rollout.Rollout.Target;
import dev.herald.operator.worker.Release;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a pipeline's rollouts go next. Pure: the same facts at the same time give the same state. One call takes one step; it is called again whenever something has
 * changed, and with each report.
 */
public final class RolloutPlanner {
    private RolloutPlanner() {
    }

    /** The first state of a pipeline that has none: what its control topic remembers, or a first release. */
    public static Rollout begin(RolloutFacts facts, String format, Instant now) {
        Map<String, ChannelRollout> channels = new TreeMap<>();
        Optional<Rollout> remembered = facts.report()
                .flatMap(report -> Remembered.of(report.memory(), facts.wanted()));
        Rollout first = remembered.orElseGet(() -> Rollout.first(facts.wanted(), format, now));
        facts.channels()
                .forEach(channel -> channel.revision(first.serving())
                        .ifPresent(revision -> channels.put(channel.name(), ChannelRollout.of(revision))));
        return first.with(channels);
    }

    /** The next state. */
    public static Rollout next(Rollout before, RolloutFacts facts, Instant now) {
        Rollout state = listening(channels(before, facts), facts);
        Optional<Release> pinned = facts.settings()
                .revision()
                .flatMap(state::known)
                .map(KnownRelease::release)
                .map(known -> known.revision().equals(facts.wanted().revision()) ? facts.wanted() : known);
        Release desired = pinned.orElse(facts.wanted());
        if (state.underWay().filter(way -> !way.revision().equals(desired.revision())).isPresent()) {
            return superseded(state, desired, facts, now);
        }
        Rollout next = state.underWay().isPresent()
                ? PhasePlanner.advance(own(state, facts, now), facts, now)
                : start(state, desired, pinned.isPresent(), facts, now).orElseGet(() -> rest(state, facts, now));
        return History.pruned(Pin.applied(next, facts), facts.settings().history());
    }

    /** New channels begin with what serves; those that are gone are forgotten. */
    private static Rollout channels(Rollout state, RolloutFacts facts) {
        Map<String, ChannelRollout> channels = new TreeMap<>();
        for (ChannelFacts channel : facts.channels()) {
            state.channel(channel.name())
                    .or(() -> channel.revision(state.serving()).map(ChannelRollout::of))
                    .ifPresent(known -> channels.put(channel.name(), known));
        }
        return channels.equals(state.channels()) ? state : state.with(channels);
    }

    /** What workers say they read is remembered: at times when nothing is reported, the format may still have to be lowered. */
    private static Rollout listening(Rollout state, RolloutFacts facts) {
        Rollout next = state;
        for (KnownRelease known : state.releases()) {
            List<String> reads = Readers.reads(state, facts, known.release().revision());
            next = next.update(known.release().revision(), release -> release.reading(reads));
        }
        return next;
    }

    /** It is not known to be bad: where it sends alone it does so until what serves has come up. */
    private static Rollout superseded(Rollout state, Release desired, RolloutFacts facts, Instant now) {
        String why = "revision %s was asked for before it was through".formatted(desired.revision());
        Map<String, ChannelRollout> channels = new TreeMap<>(state.channels());
        facts.channels()
                .stream()
                .filter(channel -> !channel.isPassedOver())
                .forEach(channel -> channels.computeIfPresent(channel.name(),
                        (name, known) -> known.givenBack(channel, now)));
        return state.update(state.target().revision(), known -> known.in(RevisionState.Superseded, why, now))
                .with(channels)
                .with((Target) null);
    }

    private static Optional<Rollout> start(Rollout state, Release desired, boolean pinned, RolloutFacts facts,
            Instant now) {
        Optional<KnownRelease> known = state.known(desired.revision());
        boolean rejected = known.filter(release -> release.state() == RevisionState.Rejected).isPresent();
        if (desired.revision().equals(state.serving()) || rejected && !pinned) {
            return Optional.empty();
        }
        boolean direct = pinned || known.filter(release -> release.state() == RevisionState.Good).isPresent();
        boolean probe = facts.settings().probe() && !direct;
        List<String> reads = known.map(KnownRelease::reads).orElse(List.of());
        Rollout next = state.knowing(new KnownRelease(desired,
                probe ? RevisionState.Probing : RevisionState.Ramping, "", reads, now));
        return Optional.of(next.with(new Target(desired.revision(), probe ? Phase.Probe : Phase.Senders,
                next.generation(), now, false, direct, probe ? "the probe runs" : "its senders are started")));
    }

    /** A channel's own changes are ramped as long as no release takes its senders further. */
    private static Rollout own(Rollout before, RolloutFacts facts, Instant now) {
        if (before.underWay().filter(way -> way.phase() != Phase.Probe).isPresent()) {
            return before;
        }
        Map<String, ChannelRollout> channels = new TreeMap<>(before.channels());
        for (ChannelFacts channel : facts.channels()) {
            Optional<ChannelRollout> known = before.channel(channel.name());
            Optional<String> wanted = channel.revision(before.serving());
            if (known.isPresent() && wanted.isPresent()) {
                channels.put(channel.name(), alone(known.get(), wanted.get(), channel, facts, now));
            }
        }
        return channels.equals(before.channels()) ? before : before.with(channels);
    }

    /** No release is on its way: the one that serves becomes good. */
    private static Rollout rest(Rollout before, RolloutFacts facts, Instant now) {
        Rollout state = own(before, facts, now);
        KnownRelease serving = state.servingRelease();
        boolean seasoned = serving.state() != RevisionState.Good
                && !now.isBefore(serving.since().plus(facts.settings().soak())) && facts.report().isPresent()
                && PhasePlanner.blind(state, facts).isEmpty();
        return seasoned
                ? state.update(state.serving(), release -> release.in(RevisionState.Good, "complete", now))
                : state;
    }

    private static ChannelRollout alone(ChannelRollout known, String wanted, ChannelFacts channel, RolloutFacts facts,
            Instant now) {
        if (known.rejection(wanted).isPresent()) {
            return known.givenBack(channel, now);
        }
        RolloutSettings settings = facts.settings();
        RampPlanner ramps = new RampPlanner(settings.steps(), settings.stepDuration(), facts.held(false),
                facts.partitions(), Optional.empty());
        RampPlanner.Step step = ramps.next(known, wanted, channel,
                facts.analysis(channel, known.serving(), wanted), now);
        if (step.failure().isPresent()) {
            return settings.autoRollback()
                    ? step.channel().reject(step.failure().get())
                    : step.channel().with(step.channel().ramp().hold(step.failure().get()));
        }
        boolean through = step.channel().ramping().filter(ramp -> ramp.isThrough(settings.steps().size())).isPresent();
        return through ? step.channel().complete() : step.channel();
    }
}
