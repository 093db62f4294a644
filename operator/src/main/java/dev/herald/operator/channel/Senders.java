package dev.herald.operator.channel;

import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.rollout.ChannelRollout;
import dev.herald.operator.rollout.KnownRelease;
import dev.herald.operator.rollout.Rollout;
import dev.herald.operator.rollout.Share;
import dev.herald.operator.worker.Release;
import dev.herald.operator.worker.Revision;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The senders that a channel is to have: one, or two while a revision follows another. Which ones is decided by the pipeline's rollout; here it is carried out.
 *
 * @param all
 *            those that are to be there, the one that serves first
 * @param ramping
 *            the one that follows
 * @param kept
 *            revisions whose ConfigMaps are kept to go back to
 */
record Senders(List<Sender> all, Optional<Sender> ramping, Set<String> kept) {
    /**
     * The senders of a channel.
     *
     * @param wanted
     *            the release that the pipeline's spec asks for
     * @param replicas
     *            over all of them
     * @throws InvalidSpec
     *             about a field of the channel
     */
    static Senders of(ObservedChannel observed, NotificationPipelineSpec pipeline, ChannelSpec spec, Release wanted,
            int replicas) {
        Optional<Rollout> rollout = observed.rollout();
        Optional<ChannelRollout> channel = rollout.flatMap(state -> state.channel(observed.channel().name()));
        if (channel.isEmpty()) {
            // Started at once, so that it is ready when the rollout gives it partitions.
            Release first = rollout.map(state -> state.servingRelease().release()).orElse(wanted);
            Sender only = Sender.of(observed, pipeline, spec, first, replicas);
            return new Senders(List.of(only), Optional.empty(), Set.of(only.revision()));
        }
        Map<String, Release> releases = new TreeMap<>();
        rollout.get()
                .releases()
                .stream()
                .map(KnownRelease::release)
                .forEach(release -> releases.putIfAbsent(
                        Revision.ofSender(observed.channel(), pipeline, spec, release).hash(), release));
        Share share = Share.of(rollout.get(), channel.get(), replicas, observed.partitions());
        Optional<Sender> serving = sender(observed, pipeline, spec, releases, channel.get().serving(), share.serving());
        Optional<Sender> ramping = channel.get()
                .ramping()
                .flatMap(ramp -> sender(observed, pipeline, spec, releases, ramp.revision(), share.ramping()));
        List<Sender> all = Stream.concat(serving.stream(), ramping.stream()).toList();
        Set<String> kept = new HashSet<>(releases.keySet());
        all.stream().map(Sender::revision).forEach(kept::add);
        return new Senders(all, ramping, Set.copyOf(kept));
    }

    /** The one that shows in status: with the most partitions. */
    Optional<Sender> main() {
        return all.stream().findFirst();
    }

    private static Optional<Sender> sender(ObservedChannel observed, NotificationPipelineSpec pipeline,
            ChannelSpec spec, Map<String, Release> releases, String revision, int replicas) {
        return Optional.ofNullable(releases.get(revision))
                .map(release -> Sender.of(observed, pipeline, spec, release, replicas))
                .or(() -> Sender.kept(observed, revision, replicas));
    }
}
