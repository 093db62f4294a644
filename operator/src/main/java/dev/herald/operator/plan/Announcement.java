package dev.herald.operator.plan;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** An Event about a resource. Its name is made of what it is about, so that the same thing is said once, also by two operators. */
public final class Announcement {
    private static final int LONGEST_NOTE = 1024;
    private static final int LONGEST_NAME = 253;

    private Announcement() {
    }

    /**
     * @param subject
     *            the resource it is about
     * @param occasion
     *            what tells this Event from others about the same resource, such as {@code i-7f3a9c-opened}
     * @param warning
     *            whether somebody should look
     * @param reason
     *            one word
     * @param note
     *            for people
     */
    public static Write of(Subject subject, String occasion, boolean warning, String reason, String note, Instant now) {
        String name = subject.name() + "." + occasion;
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        Event event = new EventBuilder().withNewMetadata()
                .withName(name.length() <= LONGEST_NAME
                        ? name
                        : name.substring(0, LONGEST_NAME - 9) + "." + Names.hash(name))
                .withNamespace(subject.namespace())
                .withLabels(Map.of(Labels.MANAGED_BY, Labels.HERALD))
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(subject.apiVersion())
                .withKind(subject.kind())
                .withNamespace(subject.namespace())
                .withName(subject.name())
                .withUid(subject.uid())
                .endInvolvedObject()
                .withType(warning ? "Warning" : "Normal")
                .withReason(reason)
                .withMessage(Text.atMost(LONGEST_NOTE, note))
                .withCount(1)
                .withFirstTimestamp(time)
                .withLastTimestamp(time)
                .withNewSource()
                .withComponent("herald")
                .endSource()
                .build();
        return new Write.Create(event);
    }
}
