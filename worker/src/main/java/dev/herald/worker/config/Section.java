package dev.herald.worker.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An object of a JSON file that knows where in the file it stands: strict about types, blind to members it was not asked
 * for, and every complaint names the file and the path of the field. Null is the same as absent.
 */
final class Section {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    // Duration.parse would also take days and negative ones, which formats.md does not know.
    private static final Pattern DURATION = Pattern.compile("PT(\\d+H)?(\\d+M)?(\\d+(\\.\\d{1,9})?S)?");

    private final String file;
    private final String path;
    private final JsonNode node;

    private Section(String file, String path, JsonNode node) {
        this.file = file;
        this.path = path;
        this.node = node;
    }

    /**
     * The whole of a file in the one version that this worker knows.
     *
     * @throws ConfigurationException
     *             if it is no JSON object, or of another version
     */
    static Section of(String file, byte[] content, int version) {
        JsonNode tree;
        try {
            tree = JSON.readTree(content);
        } catch (JsonProcessingException e) {
            throw new ConfigurationException(
                    "%s is not JSON: %s (line %d)".formatted(file, e.getOriginalMessage(), e.getLocation().getLineNr()),
                    e);
        } catch (IOException e) {
            throw new ConfigurationException(file + " cannot be read: " + e.getMessage(), e);
        }
        if (!tree.isObject()) {
            throw new ConfigurationException(file + " must hold a JSON object");
        }
        var root = new Section(file, "", tree);
        int found = root.integer("v", 1, Integer.MAX_VALUE);
        if (found != version) {
            throw root.wrong("v", "is version %d, and this worker reads version %d: run a worker that knows it"
                    .formatted(found, version));
        }
        return root;
    }

    boolean has(String name) {
        return present(name).isPresent();
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> missing(name));
    }

    Optional<String> optionalText(String name) {
        Optional<String> text = optionalTextOrEmpty(name);
        if (text.filter(String::isBlank).isPresent()) {
            throw wrong(name, "must not be empty");
        }
        return text;
    }

    /** A string that may be empty. */
    Optional<String> optionalTextOrEmpty(String name) {
        return present(name).map(value -> {
            if (!value.isTextual()) {
                throw wrong(name, "must be a string, not " + value);
            }
            return value.textValue();
        });
    }

    boolean flag(String name) {
        return optionalFlag(name).orElseThrow(() -> missing(name));
    }

    Optional<Boolean> optionalFlag(String name) {
        return present(name).map(value -> {
            if (!value.isBoolean()) {
                throw wrong(name, "must be true or false, not " + value);
            }
            return value.booleanValue();
        });
    }

    int integer(String name, int min, int max) {
        JsonNode value = required(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            throw wrong(name, "must be a whole number from %d to %d, not %s".formatted(min, max, value));
        }
        return value.intValue();
    }

    /** A number that counts up, from 0. */
    long counter(String name) {
        JsonNode value = required(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw wrong(name, "must be a whole number that is not negative, not " + value);
        }
        return value.longValue();
    }

    <E extends Enum<E>> E choice(String name, Class<E> type) {
        return parseChoice(name, text(name), type);
    }

    <E extends Enum<E>> Optional<E> optionalChoice(String name, Class<E> type) {
        return optionalText(name).map(text -> parseChoice(name, text, type));
    }

    Duration duration(String name) {
        String text = text(name);
        try {
            if (text.length() > 2 && DURATION.matcher(text).matches()) {
                return Duration.parse(text);
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            throw wrong(name, "must be a duration like PT30S, not " + text);
        }
        throw wrong(name, "must be a duration like PT30S, not " + text);
    }

    Optional<Instant> time(String name) {
        return optionalText(name).map(text -> {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException e) {
                throw wrong(name, "must be a time like 2026-01-31T09:00:00Z, not " + text);
            }
        });
    }

    Section section(String name) {
        return optionalSection(name).orElseThrow(() -> missing(name));
    }

    Optional<Section> optionalSection(String name) {
        return present(name).map(value -> object(name, value));
    }

    /** The sections below a member, by their names, in the order of the file; none when it is absent. */
    Map<String, Section> sections(String name) {
        var sections = new LinkedHashMap<String, Section>();
        optionalSection(name).ifPresent(parent -> parent.node.properties()
                .forEach(entry -> sections.put(entry.getKey(), parent.object(entry.getKey(), entry.getValue()))));
        return sections;
    }

    /** A list of objects; empty when it is absent. */
    List<Section> list(String name) {
        var sections = new ArrayList<Section>();
        for (JsonNode value : array(name)) {
            sections.add(object(name + "[" + sections.size() + "]", value));
        }
        return List.copyOf(sections);
    }

    /** A list of strings; empty when it is absent. */
    List<String> texts(String name) {
        var texts = new ArrayList<String>();
        for (JsonNode value : array(name)) {
            if (!value.isTextual() || value.textValue().isBlank()) {
                throw wrong(name + "[" + texts.size() + "]", "must be a string that is not empty");
            }
            texts.add(value.textValue());
        }
        return List.copyOf(texts);
    }

    <E extends Enum<E>> List<E> choices(String name, Class<E> type) {
        return texts(name).stream().map(text -> parseChoice(name, text, type)).toList();
    }

    /** Empty when the text is none of the constants, as a newer writer may know more of them. */
    <E extends Enum<E>> Optional<E> knownChoice(String name, Class<E> type) {
        return known(text(name), type);
    }

    /** Of a list of strings those that are known; empty when it is absent. */
    <E extends Enum<E>> List<E> knownChoices(String name, Class<E> type) {
        return texts(name).stream().flatMap(text -> known(text, type).stream()).distinct().toList();
    }

    /** All its members as they stand, known or not. */
    String json() {
        return node.toString();
    }

    ConfigurationException missing(String name) {
        return wrong(name, "is missing");
    }

    ConfigurationException wrong(String name, String complaint) {
        return new ConfigurationException("%s: %s %s".formatted(file, at(name), complaint));
    }

    private Iterable<JsonNode> array(String name) {
        return present(name).map(value -> {
            if (!value.isArray()) {
                throw wrong(name, "must be a list");
            }
            return (Iterable<JsonNode>) value;
        }).orElse(List.of());
    }

    private Section object(String name, JsonNode value) {
        if (!value.isObject()) {
            throw wrong(name, "must be an object");
        }
        return new Section(file, at(name), value);
    }

    private <E extends Enum<E>> E parseChoice(String name, String text, Class<E> type) {
        return known(text, type)
                .orElseThrow(() -> wrong(name,
                        "must be one of %s, not %s".formatted(Arrays.toString(type.getEnumConstants()), text)));
    }

    private static <E extends Enum<E>> Optional<E> known(String text, Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).filter(one -> one.toString().equals(text)).findFirst();
    }

    private JsonNode required(String name) {
        return present(name).orElseThrow(() -> missing(name));
    }

    private Optional<JsonNode> present(String name) {
        return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
