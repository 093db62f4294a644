package dev.herald.operator.pipeline;

import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionStatus;
import dev.herald.operator.plan.Announcement;
import dev.herald.operator.plan.Subject;
import dev.herald.operator.plan.Write;
import dev.herald.operator.rollout.KnownRelease;
import dev.herald.operator.rollout.Rollout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Events about what became of revisions and of the format: what the status did not say before. */
final class RolloutEvents {
    private RolloutEvents() {
    }

    static List<Write> of(ObservedPipeline observed, Rollout rollout, Instant now) {
        Subject pipeline = observed.pipeline().subject();
        Map<String, RevisionState> before = observed.before()
                .revisions()
                .stream()
                .filter(known -> known.state() != null)
                .collect(Collectors.toMap(RevisionStatus::revision, RevisionStatus::state, (one, other) -> one));
        List<Write> events = new ArrayList<>();
        if (!before.isEmpty()) {
            rollout.releases()
                    .stream()
                    .filter(known -> before.get(known.release().revision()) != known.state())
                    .filter(known -> !isTold(before.get(known.release().revision()), known.state()))
                    .map(known -> event(pipeline, known, now))
                    .flatMap(Optional::stream)
                    .forEach(events::add);
        }
        Optional.ofNullable(observed.before().format())
                .filter(format -> !format.equals(rollout.format()))
                .ifPresent(format -> events.add(Announcement.of(pipeline,
                        "format-" + rollout.generation(), false, "FormatChanged",
                        "Messages are written in %s from now on; before, in %s.".formatted(rollout.format(), format),
                        now)));
        return events;
    }

    /** That it is rolled out was told when the probe began. */
    private static boolean isTold(RevisionState before, RevisionState now) {
        return before == RevisionState.Probing && now == RevisionState.Ramping;
    }

    private static Optional<Write> event(Subject pipeline, KnownRelease known, Instant now) {
        String revision = known.release().revision();
        return switch (known.state()) {
            case Probing, Ramping -> Optional.of(event(pipeline, known, false, "RolloutStarted",
                    "Revision %s (%s) is rolled out.".formatted(revision, known.release().image()), now));
            case Good -> Optional.of(event(pipeline, known, false, "RolloutComplete",
                    "Revision %s (%s) is good: last step and soak are complete.".formatted(revision,
                            known.release().image()),
                    now));
            case Rejected -> Optional.of(event(pipeline, known, true, "RolledBack",
                    "Revision %s (%s) was taken back: %s.".formatted(revision, known.release().image(),
                            known.message()),
                    now));
            case Soaking, Superseded, Unrecognised -> Optional.empty();
        };
    }

    private static Write event(Subject pipeline, KnownRelease known, boolean warning, String reason, String note,
            Instant now) {
        return Announcement.of(pipeline, "revision-%s-%s-%d".formatted(known.release().revision(),
                known.state().name().toLowerCase(Locale.ROOT), known.since().getEpochSecond()), warning, reason,
                note, now);
    }
}
