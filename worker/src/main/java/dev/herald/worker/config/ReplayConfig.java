package dev.herald.worker.config;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a replay selects. Either an incident or a window is there.
 *
 * @param job
 *            its identity, {@code <namespace>/<name>/<spec hash>}
 */
public record ReplayConfig(String job, Mode mode, Optional<String> incidentId, Optional<Window> window,
        Selector selector, ReplayGuards guards) {

    /**
     * Resend: what failed for good; Missing: what was never attempted; Quarantine: what could not be decoded; Rehydrate: status
     * once more, no message.
     */
    public enum Mode {
        Resend, Missing, Quarantine, Rehydrate
    }

    /**
     * When the messages were accepted.
     *
     * @param from
     *            inclusive
     * @param to
     *            exclusive; empty: until the replay began
     */
    public record Window(Instant from, Optional<Instant> to) {}

    /**
     * Narrows what the window or the incident gives.
     *
     * @param channels
     *            keys; empty: all
     * @param messageIds
     *            the {@code id} of CloudEvents; empty: all
     * @param providers
     *            that made the last attempt; empty: all, as with what follows
     * @param tags
     *            of which the message has one
     * @param errors
     *            the code of the last failure, or a part of its text
     * @param revisions
     *            of the sender that made the last attempt
     * @param formats
     *            that the message was written in
     */
    public record Selector(List<String> channels, List<Outcome> outcomes, Attachments attachments,
            List<String> messageIds, List<String> providers, List<String> tags, List<String> errors,
            List<String> revisions, List<String> formats) {}

    /** Units by what became of them: failed for good, or never known; accepted counts for Rehydrate alone. */
    public enum Outcome {
        Failed, Unknown, Accepted
    }

    /** Units by whether their message has attachments. */
    public enum Attachments {
        With, Without, Any
    }

    static ReplayConfig from(Section section) {
        Optional<String> incident = section.optionalText("incidentId");
        Optional<Window> window = section.optionalSection("window")
                .map(it -> new Window(it.time("from").orElseThrow(() -> it.missing("from")), it.time("to")));
        if (incident.isPresent() == window.isPresent()) {
            throw section.wrong("incidentId", "or window must be there, exactly one of them");
        }
        Mode mode = section.choice("mode", Mode.class);
        if (mode == Mode.Missing && window.isEmpty()) {
            throw section.wrong("window", "must be there for mode Missing: what was never attempted is of no incident");
        }
        List<Outcome> outcomes = mode == Mode.Rehydrate ? List.of(Outcome.values()) : List.of(Outcome.Failed);
        return new ReplayConfig(section.text("job"), mode, incident, window,
                section.optionalSection("selector")
                        .map(it -> selector(it, outcomes))
                        .orElseGet(() -> every(outcomes)),
                ReplayGuards.from(section));
    }

    private static Selector selector(Section section, List<Outcome> others) {
        List<Outcome> outcomes = section.choices("outcomes", Outcome.class);
        return new Selector(section.texts("channels"), outcomes.isEmpty() ? others : outcomes,
                section.optionalChoice("attachments", Attachments.class).orElse(Attachments.Any),
                section.texts("messageIds"), section.texts("providers"), section.texts("tags"),
                section.texts("errors"), section.texts("revisions"), section.texts("formats"));
    }

    private static Selector every(List<Outcome> outcomes) {
        return new Selector(List.of(), outcomes, Attachments.Any, List.of(), List.of(), List.of(),
                List.of(), List.of(), List.of());
    }
}
