package dev.herald.operator.rollout;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.operator.worker.Release;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A release and what became of it.
 *
 * @param message
 *            for people
 * @param reads
 *            formats of messages that its workers said they read, oldest first; empty while none has
 * @param since
 *            when it came to its state
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record KnownRelease(Release release, RevisionState state, String message, List<String> reads, Instant since) {
    public KnownRelease {
        message = Objects.requireNonNullElse(message, "");
        reads = Objects.requireNonNullElseGet(reads, List::of);
    }

    KnownRelease in(RevisionState next, String why, Instant now) {
        return new KnownRelease(release, next, why, reads, next == state ? since : now);
    }

    KnownRelease reading(List<String> formats) {
        return formats.isEmpty() ? this : new KnownRelease(release, state, message, formats, since);
    }
}
