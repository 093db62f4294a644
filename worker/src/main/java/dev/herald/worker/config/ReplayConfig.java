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
        Selector selector) {

    /** Resend: what failed for good; Quarantine: what could not be decoded. */
    public enum Mode {
        Resend, Quarantine
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
     */
    public record Selector(List<String> channels, List<Outcome> outcomes, Attachments attachments,
            List<String> messageIds) {}

    /** Units by what became of them: failed for good, or never known. */
    public enum Outcome {
        Failed, Unknown
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
        return new ReplayConfig(section.text("job"), section.choice("mode", Mode.class), incident, window,
                section.optionalSection("selector").map(ReplayConfig::selector).orElseGet(ReplayConfig::everyFailed));
    }

    private static Selector selector(Section section) {
        List<Outcome> outcomes = section.choices("outcomes", Outcome.class);
        return new Selector(section.texts("channels"), outcomes.isEmpty() ? List.of(Outcome.Failed) : outcomes,
                section.optionalChoice("attachments", Attachments.class).orElse(Attachments.Any),
                section.texts("messageIds"));
    }

    private static Selector everyFailed() {
        return new Selector(List.of(), List.of(Outcome.Failed), Attachments.Any, List.of());
    }
}
