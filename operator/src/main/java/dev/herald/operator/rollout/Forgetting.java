package dev.herald.operator.rollout;

import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.operator.plan.Json;
import dev.herald.operator.report.Report.RememberedRevision;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** What is not remembered where not all of it fits: what is missed least goes first, and of its like the oldest. */
final class Forgetting {
    private Forgetting() {
    }

    /**
     * The revisions that fit; the one that serves is always among them.
     *
     * @param revisions
     *            the newest first
     * @param bytes
     *            that they may have
     */
    static List<RememberedRevision> fitting(List<RememberedRevision> revisions, String serving, int bytes) {
        Predicate<RememberedRevision> other = one -> !one.revision().equals(serving);
        Predicate<RememberedRevision> rejected = other.and(one -> is(one, RevisionState.Rejected));
        Predicate<RememberedRevision> good = other.and(one -> is(one, RevisionState.Good));
        List<RememberedRevision> kept = new ArrayList<>(revisions);
        cut(kept, other.and(rejected.or(good).negate()), one -> Optional.empty(), bytes);
        // Its name is enough to refuse it.
        cut(kept, rejected, Forgetting::withoutEnvironment, bytes);
        cut(kept, rejected, one -> Optional.empty(), bytes);
        cut(kept, good, one -> Optional.empty(), bytes);
        cut(kept, one -> true, Forgetting::withoutEnvironment, bytes);
        return List.copyOf(kept);
    }

    private static void cut(List<RememberedRevision> kept, Predicate<RememberedRevision> which,
            Function<RememberedRevision, Optional<RememberedRevision>> change, int bytes) {
        for (int i = kept.size() - 1; i >= 0 && size(kept) > bytes; i--) {
            if (which.test(kept.get(i))) {
                Optional<RememberedRevision> rest = change.apply(kept.remove(i));
                if (rest.isPresent()) {
                    kept.add(i, rest.get());
                }
            }
        }
    }

    private static boolean is(RememberedRevision one, RevisionState state) {
        return one.state().equals(state.name());
    }

    private static Optional<RememberedRevision> withoutEnvironment(RememberedRevision one) {
        return Optional.of(new RememberedRevision(one.revision(), one.image(), List.of(), one.state(), one.message(),
                one.reads(), one.at()));
    }

    private static int size(List<RememberedRevision> revisions) {
        return Json.text(Json.tree(revisions)).getBytes(StandardCharsets.UTF_8).length;
    }
}
