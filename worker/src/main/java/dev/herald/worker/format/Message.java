package dev.herald.worker.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an application wants to be told to someone, whatever the channel and the format. That a message exists means
 * that none of its texts can break out of a header or a protocol line.
 *
 * @param recipients
 *            by channel key; a channel with an empty list is addressed as such (a webhook has no recipients). Sorted by
 *            key; the order of each list is kept, for the ledger knows recipients by their index
 * @param subject
 *            one line
 * @param text
 *            plain body
 * @param html
 *            the same as HTML
 * @param data
 *            any JSON, for channels that machines read; nobody may change it
 * @param attachments
 *            in the order they are shown
 * @param tags
 *            values by key, by which failures are told apart and replays select; a value may be empty. Their order is
 *            kept, and says nothing
 * @param deliverAfter
 *            not to be sent before
 * @param expiresAt
 *            not to be sent after
 */
public record Message(Map<String, List<String>> recipients, Optional<String> subject, Optional<String> text,
        Optional<String> html, Optional<JsonNode> data, List<Attachment> attachments, Map<String, String> tags,
        Optional<Instant> deliverAfter, Optional<Instant> expiresAt) {

    /** Recipients of one channel: each is a unit of the ledger, so that one message must not flood it. */
    public static final int MAX_RECIPIENTS = 1_000;
    public static final int MAX_ATTACHMENTS = 100;
    public static final int MAX_TAGS = 20;
    /** Characters, as RFC 5322 section 2.1.1 has it for a line. */
    public static final int MAX_SUBJECT = 998;

    /** @throws InvalidFieldException when a text has line breaks where none may be, or a limit is passed */
    public Message {
        if (recipients.isEmpty()) {
            throw new InvalidFieldException("recipients",
                    "must name at least one channel, like {\"email\":[\"someone@example.org\"]}");
        }
        var copy = new TreeMap<String, List<String>>();
        recipients.forEach((channel, addresses) -> copy.put(channel, List.copyOf(addresses)));
        recipients = Collections.unmodifiableMap(copy);
        attachments = List.copyOf(attachments);
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));

        recipients.forEach((channel, addresses) -> {
            Fields.requireLine("recipients", channel);
            requireRecipients("recipients." + channel, addresses);
        });
        subject.ifPresent(line -> Fields.requireSubject("subject", line, MAX_SUBJECT));
        text.ifPresent(body -> Fields.requireUnicode("text", body));
        html.ifPresent(body -> Fields.requireUnicode("html", body));
        Fields.requireAtMost("attachments", attachments, MAX_ATTACHMENTS);
        requireTags(tags);
    }

    private static void requireRecipients(String field, List<String> addresses) {
        Fields.requireAtMost(field, addresses, MAX_RECIPIENTS);
        for (int i = 0; i < addresses.size(); i++) {
            Fields.requireLine(field + "[" + i + "]", addresses.get(i));
        }
    }

    private static void requireTags(Map<String, String> tags) {
        Fields.requireAtMost("tags", tags.keySet(), MAX_TAGS);
        tags.forEach((key, value) -> {
            Fields.requireTagKey("tags", key);
            Fields.requireTagValue("tags." + key, value);
        });
    }

    /** The tags as headers, ledger and receivers know them: {@code key}, or {@code key=value}. */
    public List<String> tagLabels() {
        return tags.entrySet()
                .stream()
                .map(tag -> tag.getValue().isEmpty() ? tag.getKey() : tag.getKey() + "=" + tag.getValue())
                .toList();
    }

    /** A message to one channel and nothing else yet; the {@code with} methods add to it. */
    public static Message to(String channel, String... addresses) {
        return new Message(Map.of(channel, List.of(addresses)), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), List.of(), Map.of(), Optional.empty(), Optional.empty());
    }

    public Message withSubject(String line) {
        return new Message(recipients, Optional.of(line), text, html, data, attachments, tags, deliverAfter, expiresAt);
    }

    public Message withText(String body) {
        return new Message(recipients, subject, Optional.of(body), html, data, attachments, tags, deliverAfter,
                expiresAt);
    }

    public Message withHtml(String body) {
        return new Message(recipients, subject, text, Optional.of(body), data, attachments, tags, deliverAfter,
                expiresAt);
    }

    public Message withData(JsonNode json) {
        return new Message(recipients, subject, text, html, Optional.of(json), attachments, tags, deliverAfter,
                expiresAt);
    }

    public Message withAttachments(Attachment... files) {
        return new Message(recipients, subject, text, html, data, List.of(files), tags, deliverAfter, expiresAt);
    }

    /** Adds a tag; an empty value is none. */
    public Message withTag(String key, String value) {
        var more = new LinkedHashMap<>(tags);
        more.put(key, value);
        return new Message(recipients, subject, text, html, data, attachments, more, deliverAfter, expiresAt);
    }

    public Message withDeliverAfter(Instant time) {
        return new Message(recipients, subject, text, html, data, attachments, tags, Optional.of(time), expiresAt);
    }

    public Message withExpiresAt(Instant time) {
        return new Message(recipients, subject, text, html, data, attachments, tags, deliverAfter, Optional.of(time));
    }
}
