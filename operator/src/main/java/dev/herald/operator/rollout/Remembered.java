package dev.herald.operator.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Text;
import dev.herald.operator.report.Report;
import dev.herald.operator.worker.Release;
import java.util.List;
import java.util.Optional;

/**
 * What outlives the objects of a pipeline: the status worker keeps it in the control topic, and a pipeline made anew over an existing log begins with it; docs/formats.md,
 * section 5.
 */
public final class Remembered {
    private static final int LONGEST_MESSAGE = 256;
    /** Workers refuse a live file whose memory is twice as large, and a report has to hold it, too. */
    private static final int MOST_BYTES = 64 * 1024 - 1024;

    private Remembered() {
    }

    /** The member {@code memory} of the live file. */
    public static JsonNode memory(Rollout state) {
        ObjectNode memory = Json.object()
                .put("generation", state.generation())
                .put("format", state.format())
                .put("serving", state.serving());
        List<Report.RememberedRevision> revisions = state.releases()
                .stream()
                .map(known -> new Report.RememberedRevision(known.release().revision(), known.release().image(),
                        known.release().env(), known.state().name(), Text.atMost(LONGEST_MESSAGE, known.message()),
                        known.reads(), known.since()))
                .toList();
        memory.set("revisions", Json.tree(Forgetting.fitting(revisions, state.serving(), MOST_BYTES)));
        return memory;
    }

    /** The state that a memory leads to; empty if it holds nothing that could serve. */
    static Optional<Rollout> of(Report.Memory memory, Release wanted) {
        if (memory == null || memory.generation() == 0) {
            return Optional.empty();
        }
        List<KnownRelease> known = memory
                .revisions()
                .stream()
                .filter(told -> told.revision() != null && told.image() != null)
                .map(told -> release(told, memory.serving(), wanted))
                .toList();
        String serving = memory.serving();
        if (known.stream().noneMatch(one -> one.release().revision().equals(serving))) {
            return Optional.empty();
        }
        return Optional.of(Rollout.again(memory.generation() + 1, memory.format(), serving, known));
    }

    /** What was under way when the pipeline went begins anew. The spec knows the whole environment of what it asks for, the memory maybe not. */
    private static KnownRelease release(Report.RememberedRevision told, String serving, Release wanted) {
        RevisionState state = switch (told.state()) {
            case "Good" -> RevisionState.Good;
            case "Rejected" -> RevisionState.Rejected;
            default -> told.revision().equals(serving) ? RevisionState.Soaking : RevisionState.Superseded;
        };
        Release release = told.revision().equals(wanted.revision())
                ? wanted
                : new Release(told.revision(), told.image(), told.env());
        return new KnownRelease(release, state, told.message(), told.reads(), told.at());
    }
}
