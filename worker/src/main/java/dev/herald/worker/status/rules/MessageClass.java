package dev.herald.worker.status.rules;

import java.util.Map;

/**
 * One way to tell messages of a channel apart: by a single label, or not at all. Faults hit a class of messages while the
 * average stays healthy, so figures are kept for each (docs/formats.md, "The report").
 *
 * @param value
 *            of the label; empty where the label has none
 */
public record MessageClass(Label label, String value) {

    /** The labels, in the order in which an explanation is preferred when two explain equally well. */
    public enum Label {
        /** Every message of the channel. */
        whole,
        /** {@code true}, {@code false} or {@code unknown}. */
        attachments, tag, provider, format, revision,
        /** Where classes beyond the bound are counted; never named as the cause of an incident. */
        other
    }

    public static final MessageClass WHOLE = new MessageClass(Label.whole, "");
    static final MessageClass OTHER = new MessageClass(Label.other, "true");

    /** As it stands in the report: empty for the whole channel. */
    public Map<String, String> labels() {
        return label == Label.whole ? Map.of() : Map.of(label.name(), value);
    }

    /**
     * The reverse of {@link #labels()}. What this version does not know is taken as the whole channel, which contains it.
     */
    public static MessageClass of(Map<String, String> labels) {
        for (Label label : Label.values()) {
            if (labels.size() == 1 && labels.containsKey(label.name())) {
                return new MessageClass(label, labels.get(label.name()));
            }
        }
        return WHOLE;
    }

    @Override
    public String toString() {
        return label == Label.whole ? "" : label + "=" + value;
    }
}
