package dev.herald.operator.rollout;

import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How many releases are remembered. */
final class History {
    private static final int MOST_REJECTED = 10;
    private static final int MOST_SUPERSEDED = 3;

    private History() {
    }

    /** Without releases that nobody goes back to any more. */
    static Rollout pruned(Rollout state, int history) {
        Map<RevisionState, Integer> left = new EnumMap<>(Map.of(RevisionState.Good, history, RevisionState.Rejected,
                MOST_REJECTED, RevisionState.Superseded, MOST_SUPERSEDED));
        List<KnownRelease> kept = new ArrayList<>();
        for (KnownRelease known : state.releases()) {
            String revision = known.release().revision();
            boolean used = revision.equals(state.serving())
                    || state.underWay().filter(way -> way.revision().equals(revision)).isPresent();
            if (used || left.merge(known.state(), -1, Integer::sum) >= 0) {
                kept.add(known);
            }
        }
        return state.keeping(kept);
    }
}
