package dev.herald.worker.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.worker.provider.ErrorText;
import java.util.List;
import java.util.Map;

/** Judges what a target has made of one message. */
final class Trial {

    private final FieldPaths paths;
    private final Comparison comparison;
    private final List<String> formats;

    /**
     * @param formats
     *            in which the target was to write it
     */
    Trial(FieldPaths paths, List<String> formats) {
        this.paths = paths;
        this.comparison = new Comparison(paths);
        this.formats = formats;
    }

    /**
     * What the target has lost or changed, of the first step in which it did.
     *
     * @param sample
     *            one that the serving image can read
     *
     * @param readBack
     *            what the serving image reads in what the target wrote, by the formats that it knows
     */
    List<Difference> differences(Sample sample, Reply reply, Map<String, Outcome<JsonNode>> readBack) {
        JsonNode expected = sample.readable().orElseThrow();
        List<Difference> read = differences("", expected, reply.read().outcome());
        if (!read.isEmpty()) {
            return read;
        }
        return formats.stream()
                .filter(format -> sample.fits(format) || !readBack.containsKey(format))
                .map(format -> written(format, expected, reply, readBack))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** Whether some format cannot hold the message, so that it says nothing about that format. */
    boolean isLeftOut(Sample sample, Map<String, Outcome<JsonNode>> readBack) {
        return formats.stream().anyMatch(format -> readBack.containsKey(format) && !sample.fits(format));
    }

    private List<Difference> written(String format, JsonNode expected, Reply reply,
            Map<String, Outcome<JsonNode>> readBack) {
        String written = "written in " + format + ": ";
        Reply.Result own = reply.written().get(format);
        if (own == null) {
            return List.of(new Difference("", written + "is missing"));
        }
        List<Difference> found = differences(written, expected, own.outcome());
        return found.isEmpty() && readBack.containsKey(format)
                ? differences(written + "as the serving image reads it, ", expected, readBack.get(format))
                : found;
    }

    private List<Difference> differences(String step, JsonNode expected, Outcome<JsonNode> outcome) {
        return switch (outcome) {
            case Outcome.Success<JsonNode>(JsonNode message) -> comparison.compare(expected, message)
                    .stream()
                    .map(it -> new Difference(it.field(), step + it.difference()))
                    .toList();
            // The words are those of an image that is under trial.
            case Outcome.Failure<JsonNode>(Fault fault) -> List.of(new Difference(
                    paths.shown(String.valueOf(fault.field())), step + ErrorText.of(String.valueOf(fault.reason()))));
        };
    }
}
