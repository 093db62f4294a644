package dev.herald.worker.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.worker.format.Message;
import dev.herald.worker.probe.ProbeFolder.UnknownVersionException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The image that is to follow: says what it makes of each message it is given, and judges nothing. */
final class TargetSide {

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final ProbeFolder folder;
    private final Codec codec;

    TargetSide(ProbeFolder folder, Codec codec) {
        this.folder = folder;
        this.codec = codec;
    }

    /** Waits for the samples as long as it takes: the other side tells when that is too long. */
    void run() throws InterruptedException {
        folder.writeBegun(answer("", ""));
        try {
            Optional<Manifest> manifest = folder.manifest();
            while (manifest.isEmpty()) {
                Thread.sleep(LOOK_EVERY);
                manifest = folder.manifest();
            }
            for (int i = 0; i < manifest.get().samples(); i++) {
                reply(i, manifest.get().formats());
            }
            folder.write(answer(manifest.get().id(), ""));
        } catch (UnknownVersionException e) {
            folder.write(answer("", e.getMessage()));
        }
    }

    private Answer answer(String id, String refusal) {
        return new Answer(ProbeFolder.VERSION, id, codec.reads(), codec.writes(), refusal);
    }

    private void reply(int number, List<String> formats) throws UnknownVersionException {
        String format = codec.formatOf(folder.sample(number).contentType()).orElse("");
        byte[] value = folder.value(number);
        Outcome<Message> message = codec.read(format, value);
        Map<String, Reply.Result> written = new HashMap<>();
        for (String wanted : formats) {
            written.put(wanted, Reply.Result.of(message.then(it -> write(number, wanted, it))));
        }
        folder.write(number, new Reply(ProbeFolder.VERSION, Reply.Result.of(codec.canonical(format, value)), written));
    }

    private Outcome<JsonNode> write(int number, String format, Message message) {
        Outcome<byte[]> encoded = codec.write(format, message);
        encoded.result().ifPresent(bytes -> folder.writeEncoded(number, format, bytes));
        return encoded.then(bytes -> codec.canonical(format, bytes));
    }
}
