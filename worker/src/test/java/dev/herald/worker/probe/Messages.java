package dev.herald.worker.probe;

import dev.herald.worker.format.Attachment;
import dev.herald.worker.format.Message;
import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.Labels.Attachments;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What a pipeline holds, without Kafka. */
final class Messages implements MessageSource {

    static final Message PLAIN = Message.to("email", "ada@example.org").withSubject("Hello").withText("Hello Ada");
    static final Message WITH_ATTACHMENT = PLAIN.withAttachments(
            new Attachment("a.bin", "application/octet-stream", new byte[]{0, 10, 13, -1}));

    private record Held(Head head, String contentType, byte[] value, boolean pending) {}

    private final List<Held> log = new ArrayList<>();
    private final List<String> quarantine = new ArrayList<>();
    private Optional<String> unseen = Optional.empty();

    /** Appends to partition 0. */
    Messages add(Message message, MessageFormat format) {
        byte[] value = format.encode(message);
        return add(format.key(), format.mediaType(), message.attachments().isEmpty() ? Attachments.NO : Attachments.YES,
                value, false);
    }

    Messages addBytes(MessageFormat format, byte[] value) {
        return add(format.key(), format.mediaType(), Attachments.NO, value, false);
    }

    Messages addUnknown() {
        return add(Labels.UNKNOWN_FORMAT, "text/csv", Attachments.UNKNOWN, new byte[0], false);
    }

    Messages addPending(Message message, MessageFormat format) {
        return add(format.key(), format.mediaType(), Attachments.NO, format.encode(message), true);
    }

    private Messages add(String format, String contentType, Attachments attachments, byte[] value, boolean pending) {
        var head = new Head(Instant.ofEpochSecond(log.size()), value.length, format, attachments, List.of(),
                List.of("email"));
        log.add(new Held(head, contentType, value, pending));
        return this;
    }

    Messages quarantine(String format) {
        quarantine.add(format);
        return this;
    }

    /** The census will not be complete. */
    Messages unseen(String what) {
        unseen = Optional.of(what);
        return this;
    }

    @Override
    public Optional<String> scan(Listener listener, Deadline deadline) {
        for (int i = 0; i < log.size(); i++) {
            listener.log(new Place(0, i), log.get(i).head(), log.get(i).pending());
        }
        quarantine.forEach(listener::quarantine);
        return unseen;
    }

    @Override
    public Optional<String> read(Collection<Place> places, Reader reader, Deadline deadline) {
        for (Place place : places) {
            Held held = log.get((int) place.offset());
            reader.message(place, held.contentType(), held.value());
        }
        return Optional.empty();
    }
}
