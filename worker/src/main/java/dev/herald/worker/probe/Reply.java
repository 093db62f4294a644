package dev.herald.worker.probe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * What the target has made of one sample (docs/formats.md, "The probe").
 *
 * @param read
 *            its decoding
 * @param written
 *            by format, its decoding of what it wrote itself; the bytes lie beside this file
 */
record Reply(int v, Result read, Map<String, Result> written) {

    Reply {
        read = read == null ? new Result(null, new Fault("", "is missing")) : read;
        written = written == null ? Map.of() : written;
    }

    /**
     * @param message
     *            canonical; null when there is an error
     * @param error
     *            null when there is none
     */
    record Result(JsonNode message, Fault error) {

        static Result of(Outcome<JsonNode> outcome) {
            return new Result(outcome.result().orElse(null), outcome.problem().orElse(null));
        }

        Outcome<JsonNode> outcome() {
            return error == null ? new Outcome.Success<>(message) : new Outcome.Failure<>(error);
        }
    }
}
