package dev.herald.worker.config;

import java.time.Duration;
import java.util.List;

/**
 * What a probe is to try.
 *
 * @param id
 *            its name on the control topic
 * @param pin
 *            the format that is written now
 * @param format
 *            the format that will be written once the new image is good
 * @param keys
 *            of the pipeline's channels
 * @param samples
 *            how many messages to try at most
 * @param timeout
 *            of each of its parts: the census, the reading of samples, the answer of the new image
 */
public record ProbeConfig(String id, String pin, String format, List<String> keys, int samples, Duration timeout) {

    private static final int MAX_SAMPLES = 10_000;

    static ProbeConfig from(Section section) {
        return new ProbeConfig(section.text("id"), section.text("pin"), section.text("format"), section.texts("keys"),
                section.integer("samples", 1, MAX_SAMPLES), SendConfig.positive(section, "timeout"));
    }
}
