package dev.herald.operator.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.ChannelStatus;
import dev.herald.api.v1alpha1.FailurePolicy;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Role;
import dev.herald.operator.resource.Duplicates;
import dev.herald.operator.resource.Stored;
import dev.herald.operator.rollout.ChannelFacts;
import dev.herald.operator.rollout.KnownRelease;
import dev.herald.operator.rollout.Reactions;
import dev.herald.operator.rollout.Rollout;
import dev.herald.operator.rollout.RolloutFacts;
import dev.herald.operator.rollout.RolloutSettings;
import dev.herald.operator.worker.FailureRule;
import dev.herald.operator.worker.Partitions;
import dev.herald.operator.worker.Release;
import dev.herald.operator.worker.Revision;
import dev.herald.operator.worker.WorkerFile;
import dev.herald.operator.worker.WorkerObjects;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The facts that a pipeline's rollouts are decided by, out of what was observed. */
final class RolloutView {
    private RolloutView() {
    }

    /**
     * The facts.
     *
     * @param before
     *            where rollouts are; empty if nothing is decided yet
     * @param wanted
     *            the release that the spec asks for
     * @throws InvalidSpec
     *             about a field of the pipeline
     */
    static RolloutFacts facts(ObservedPipeline observed, NotificationPipelineSpec spec, Optional<Rollout> before,
            Release wanted) {
        RolloutSettings settings = settings(spec, before, wanted);
        RoleRevisions revisions = RoleRevisions.of(observed, spec);
        String status = revisions.of(Role.status, before, wanted).hash();
        boolean reported = observed.report().fresh().filter(report -> report.revision().equals(status)).isPresent();
        return new RolloutFacts(wanted, settings, Partitions.of(Optional.of(spec), observed.report()),
                channels(observed, spec, revisions.common(), before, wanted, settings.revision()),
                observed.report().fresh(),
                revisions.roles().contains(Role.ingest), reported && isCurrent(observed, Role.status, status),
                isCurrent(observed, Role.ingest, revisions.of(Role.ingest, before, wanted).hash()),
                before.flatMap(Rollout::underWay).flatMap(way -> ProbeJob.failure(observed, way.probe())),
                reactions(observed, spec));
    }

    private static Reactions reactions(ObservedPipeline observed, NotificationPipelineSpec spec) {
        Map<String, List<FailurePolicy.Action>> byRule = FailureRule.of(spec.failurePolicy())
                .stream()
                .collect(Collectors.toUnmodifiableMap(FailureRule::name, FailureRule::actions));
        Optional<String> halt = observed.report()
                .fresh()
                .stream()
                .flatMap(report -> report.incidents().stream())
                .filter(incident -> new IncidentActions(observed, Optional.empty(), incident).halts())
                .findFirst()
                .map(incident -> "incident %s is open, and its rule %s says HaltRollout".formatted(incident.id(),
                        incident.rule()));
        return new Reactions(byRule, halt);
    }

    /** Whether all pods of a role are of a revision, and ready. */
    private static boolean isCurrent(ObservedPipeline observed, Role role, String revision) {
        return observed.deployment(role)
                .filter(there -> Labels.value(there, Labels.REVISION).filter(revision::equals).isPresent())
                .filter(WorkerObjects::isRolledOut)
                .isPresent();
    }

    private static RolloutSettings settings(NotificationPipelineSpec spec, Optional<Rollout> before, Release wanted) {
        RolloutSettings settings = RolloutSettings.of(spec);
        // Of a pipeline made anew nothing is known before the status worker has run: it may be remembered.
        before.ifPresent(state -> settings.revision()
                .filter(pinned -> !pinned.equals(wanted.revision()) && state.known(pinned).isEmpty())
                .ifPresent(unknown -> {
                    throw new InvalidSpec("spec.rollout.revision",
                            "%s is not known here: name one of status.revisions (%s), or clear the field"
                                    .formatted(unknown, state.releases()
                                            .stream()
                                            .map(known -> known.release().revision())
                                            .collect(Collectors.joining(", "))));
                }));
        return settings;
    }

    private static List<ChannelFacts> channels(ObservedPipeline observed, NotificationPipelineSpec spec,
            ObjectNode common, Optional<Rollout> before, Release wanted, Optional<String> pinned) {
        List<Release> releases = Stream
                .concat(Stream.of(wanted), before.stream().flatMap(state -> mayRun(state, pinned)))
                .distinct()
                .toList();
        return observed.channels()
                .stream()
                .filter(channel -> Duplicates.olderChannel(channel, observed.channels()).isEmpty())
                .map(channel -> channel(observed, spec, common, releases, channel))
                .toList();
    }

    /** The others are history: what their senders would be called decides nothing. */
    private static Stream<Release> mayRun(Rollout state, Optional<String> pinned) {
        return Stream.of(Optional.of(state.serving()), state.underWay().map(Rollout.Target::revision), pinned)
                .flatMap(Optional::stream)
                .flatMap(revision -> state.known(revision).stream())
                .map(KnownRelease::release);
    }

    private static ChannelFacts channel(ObservedPipeline observed, NotificationPipelineSpec pipeline,
            ObjectNode common, List<Release> releases, Stored<ChannelSpec, ChannelStatus> channel) {
        Optional<ChannelSpec> spec = LiveChannels.valid(channel, common);
        Map<String, String> revisions = new TreeMap<>();
        spec.ifPresent(valid -> releases.forEach(release -> revisions.put(release.revision(),
                Revision.ofSender(channel, pipeline, valid, release).hash())));
        Map<String, Integer> available = new TreeMap<>();
        observed.senders(channel.name())
                .forEach(deployment -> Labels.value(deployment, Labels.REVISION)
                        .ifPresent(revision -> available.put(revision, WorkerObjects.available(deployment))));
        return new ChannelFacts(channel.name(),
                channel.spec()
                        .readable()
                        .map((ChannelSpec told) -> WorkerFile.key(channel.name(), told))
                        .orElse(channel.name()),
                spec.map(ChannelSpec::replicas).map(Math::toIntExact).orElse(1), revisions, available);
    }
}
