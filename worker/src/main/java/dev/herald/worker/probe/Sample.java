package dev.herald.worker.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.worker.format.Message;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A message to try, as the serving image reads it: a file of the shared folder (docs/formats.md, "The probe").
 *
 * @param where
 *            its place in the log, or {@code golden/<name>}
 * @param strata
 *            the first is the one it was drawn for
 * @param contentType
 *            of its value, which lies beside this file
 * @param format
 *            what the serving image knows that by
 * @param message
 *            canonical; null if the serving image cannot read it
 * @param error
 *            why it cannot; null if it can
 * @param fits
 *            the formats of the probe that can hold it, as far as the serving image knows them
 */
record Sample(int v, String where, List<String> strata, String contentType, String format, JsonNode message,
        Fault error, List<String> fits) {

    private static final String GOLDEN = "golden/";

    /**
     * @param codec
     *            of the serving image
     * @param formats
     *            in which the target will be asked to write it
     */
    static Sample of(String where, List<String> strata, String contentType, byte[] value, Codec codec,
            Collection<String> formats) {
        String format = codec.formatOf(contentType).orElse("");
        Outcome<Message> message = codec.read(format, value);
        Outcome<JsonNode> canonical = codec.canonical(format, value);
        List<String> fits = formats.stream().filter(it -> isKept(codec, it, message, canonical)).toList();
        return new Sample(ProbeFolder.VERSION, where, strata, contentType, format, canonical.result().orElse(null),
                canonical.problem().orElse(null), fits);
    }

    // A format that cannot hold a message either refuses it or loses something of it.
    private static boolean isKept(Codec codec, String format, Outcome<Message> message, Outcome<JsonNode> canonical) {
        return canonical.result().isPresent() && message.then(it -> codec.write(format, it))
                .then(bytes -> codec.canonical(format, bytes))
                .equals(canonical);
    }

    static String golden(String name) {
        return GOLDEN + name;
    }

    boolean isGolden() {
        return where.startsWith(GOLDEN);
    }

    boolean fits(String asked) {
        return fits.contains(asked);
    }

    Optional<JsonNode> readable() {
        return Optional.ofNullable(message).filter(it -> !it.isNull());
    }
}
