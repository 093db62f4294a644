package dev.herald.operator.rollout;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.operator.worker.Release;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Where a pipeline's rollouts are: all that is decided about revisions and the format of messages. It is written down before anything is done by it, so that whoever comes
 * next goes on from there.
 *
 * @param generation
 *            one more with each decision that is to be remembered beyond the pipeline's own life
 * @param format
 *            in which messages are written: the pin
 * @param serving
 *            revision of the release that serves
 * @param target
 *            another one on its way, or null
 * @param releases
 *            all that are known, the newest first
 * @param channels
 *            by name
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Rollout(int v, long generation, String format, String serving, Target target,
        List<KnownRelease> releases, Map<String, ChannelRollout> channels) {
    private static final int VERSION = 1;

    public Rollout {
        releases = List.copyOf(Objects.requireNonNullElseGet(releases, List::of));
        channels = Collections.unmodifiableMap(new TreeMap<>(Objects.requireNonNullElseGet(channels, Map::of)));
    }

    /** The parts of a rollout, in their order. */
    public enum Phase {
        /** The new image reads beside the old one. */
        Probe,
        /** Senders, which read, partition by partition. */
        Senders,
        /** The status worker. */
        Status,
        /** The ingest, which writes. */
        Ingest,
        /** All are new; the old format is still written, and a rollback is free. */
        Soak
    }

    /**
     * A release on its way.
     *
     * @param attempt
     *            of the probe: the generation in which it began, so that what a former attempt found is never taken for its result
     * @param since
     *            when the phase, or the probe's attempt, began, or began anew after it had been held
     * @param held
     *            whether it is held
     * @param direct
     *            whether it is put in place without probe and steps: it was good before, or a person says so
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Target(String revision, Phase phase, long attempt, Instant since, boolean held, boolean direct,
            String message) {
        /** Its name in the control topic. */
        public String probe() {
            return revision + "-" + attempt;
        }

        Target in(Phase next, Instant now, String why) {
            return new Target(revision, next, attempt, now, false, direct, why);
        }

        Target hold(String why) {
            return held && Cause.isSame(why, message)
                    ? this
                    : new Target(revision, phase, attempt, since, true, direct, why);
        }

        Target goOn(Instant now, String why) {
            return new Target(revision, phase, attempt, held ? now : since, false, direct, why);
        }
    }

    /** The first one of a pipeline. */
    static Rollout first(Release release, String format, Instant now) {
        return new Rollout(VERSION, 1, format, release.revision(), null,
                List.of(new KnownRelease(release, RevisionState.Soaking, "the first one", List.of(), now)), Map.of());
    }

    /** The one of a pipeline that was there before. */
    static Rollout again(long generation, String format, String serving, List<KnownRelease> releases) {
        return new Rollout(VERSION, generation, format, serving, null, releases, Map.of());
    }

    /** The release on its way. */
    public Optional<Target> underWay() {
        return Optional.ofNullable(target);
    }

    /** What is known of a release. */
    public Optional<KnownRelease> known(String revision) {
        return releases.stream().filter(known -> known.release().revision().equals(revision)).findFirst();
    }

    /** The release that serves. */
    public KnownRelease servingRelease() {
        return known(serving).orElseThrow();
    }

    /** The release that the status worker is to be of; senders of all releases may live beside it. */
    public Release statusRelease() {
        return release(Phase.Status);
    }

    /** The release that the ingest is to be of. */
    public Release ingestRelease() {
        return release(Phase.Ingest);
    }

    /** What is known of a channel. */
    public Optional<ChannelRollout> channel(String name) {
        return Optional.ofNullable(channels.get(name));
    }

    private Release release(Phase from) {
        return underWay().filter(way -> way.phase().compareTo(from) >= 0)
                .flatMap(way -> known(way.revision()))
                .orElseGet(this::servingRelease)
                .release();
    }

    Rollout with(Target next) {
        return new Rollout(v, generation, format, serving, next, releases, channels);
    }

    Rollout with(Map<String, ChannelRollout> next) {
        return new Rollout(v, generation, format, serving, target, releases, next);
    }

    /** The probe runs once more. */
    Rollout probingAgain(Instant now, String why) {
        Target next = new Target(target.revision(), target.phase(), generation + 1, now, false, target.direct(), why);
        return new Rollout(v, generation + 1, format, serving, next, releases, channels);
    }

    /** Back to what serves, everywhere. */
    Rollout withoutTarget() {
        return withoutRamps().with((Target) null);
    }

    /** What serves has all partitions. */
    Rollout withoutRamps() {
        Map<String, ChannelRollout> next = new TreeMap<>();
        channels.forEach((name, channel) -> next.put(name, channel.withoutRamp()));
        return with(next);
    }

    Rollout serving(String revision) {
        return new Rollout(v, generation, format, revision, target, releases, channels);
    }

    /** Something that is to be remembered has been decided. */
    Rollout writing(String next) {
        return next.equals(format)
                ? this
                : new Rollout(v, generation + 1, next, serving, target, releases, channels);
    }

    Rollout update(String revision, UnaryOperator<KnownRelease> change) {
        List<KnownRelease> next = releases.stream()
                .map(known -> known.release().revision().equals(revision) ? change.apply(known) : known)
                .toList();
        return next.equals(releases)
                ? this
                : new Rollout(v, generation + 1, format, serving, target, next, channels);
    }

    /** The newest first, whether or not it was known before. */
    Rollout knowing(KnownRelease release) {
        List<KnownRelease> next = Stream.concat(Stream.of(release),
                releases.stream().filter(known -> !known.release().revision().equals(release.release().revision())))
                .toList();
        return new Rollout(v, generation + 1, format, serving, target, next, channels);
    }

    Rollout keeping(List<KnownRelease> kept) {
        return kept.equals(releases) ? this : new Rollout(v, generation, format, serving, target, kept, channels);
    }
}
