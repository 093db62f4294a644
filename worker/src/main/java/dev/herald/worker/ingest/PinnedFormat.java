package dev.herald.worker.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.http.Answer;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/**
 * The format in which messages are to be written now, told to producers that write to the log themselves. It is no
 * secret, and a producer that does not learn it writes what nobody may be able to read: so it is told to anyone.
 */
final class PinnedFormat implements Supplier<Answer> {
    private final Supplier<LiveSettings> live;
    private final ObjectMapper json = new ObjectMapper();

    PinnedFormat(Supplier<LiveSettings> live) {
        this.live = live;
    }

    /** @throws Refusal 503 when the pin names a format that this version does not know */
    static MessageFormat of(LiveSettings live) throws Refusal {
        return MessageFormat.ofKey(live.format())
                .orElseThrow(() -> Refusal.later(Refusal.Reason.NOT_READY,
                        "this worker does not write the pinned format " + live.format()));
    }

    @Override
    public Answer get() {
        try {
            MessageFormat format = of(live.get());
            byte[] body = json.writeValueAsBytes(
                    json.createObjectNode().put("format", format.key()).put("contentType", format.mediaType()));
            return Answer.json(200, body).withHeader("Cache-Control", "no-store");
        } catch (Refusal refusal) {
            return refusal.answer();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
