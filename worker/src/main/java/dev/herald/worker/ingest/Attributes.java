package dev.herald.worker.ingest;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of CloudEvents 1.0.2 for attributes, and bounds: they are labels of every fact in the ledgers. */
final class Attributes {
    private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");
    /** Those that CloudEvents defines; they are strings in every format. */
    static final Set<String> STANDARD = Set.of("specversion", "id", "source", "type", "subject", "time", "dataschema");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,64}");
    private static final int MAX_LENGTH = 1_024;
    private static final int MAX_COUNT = 50;

    private Attributes() {
    }

    /** @throws Refusal naming the first that is wrong */
    static void check(Map<String, String> attributes) throws Refusal {
        for (String name : REQUIRED) {
            if (attributes.getOrDefault(name, "").isBlank()) {
                throw Refusal.event(name, "is missing: every CloudEvent has a " + name + " (header ce-" + name
                        + " in binary mode)");
            }
        }
        if (!attributes.get("specversion").equals("1.0")) {
            throw Refusal.event("specversion", "must be 1.0");
        }
        if (attributes.size() > MAX_COUNT) {
            throw Refusal.event("", "an event has at most " + MAX_COUNT + " attributes");
        }
        for (var attribute : attributes.entrySet()) {
            check(attribute.getKey(), attribute.getValue());
        }
        checkSource(attributes.get("source"));
        checkTime(attributes.get("time"));
    }

    private static void check(String name, String value) throws Refusal {
        if (!NAME.matcher(name).matches()) {
            throw Refusal.event("", "attribute names are of lower-case letters and digits, at most 64");
        }
        if (value.length() > MAX_LENGTH) {
            throw Refusal.event(name, "has more than " + MAX_LENGTH + " characters");
        }
        if (value.codePoints().anyMatch(c -> Character.isISOControl(c) || c >= 0xD800 && c <= 0xDFFF)) {
            throw Refusal.event(name, "must have no control characters and be valid Unicode");
        }
    }

    private static void checkSource(String source) throws Refusal {
        try {
            new URI(source);
        } catch (URISyntaxException e) {
            throw Refusal.event("source", "must be a URI reference like /shop/orders: no spaces");
        }
    }

    private static void checkTime(String time) throws Refusal {
        try {
            if (time != null) {
                OffsetDateTime.parse(time);
            }
        } catch (DateTimeParseException e) {
            throw Refusal.event("time", "must be a time like 2026-01-31T09:00:00Z (RFC 3339)");
        }
    }
}
