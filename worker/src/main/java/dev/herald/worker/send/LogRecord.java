package dev.herald.worker.send;

import dev.herald.worker.config.ChannelType;
import dev.herald.worker.delivery.LogEntry;
import dev.herald.worker.format.Message;
import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.format.UndecodableException;
import dev.herald.worker.kafka.LogHeaders;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.provider.Delivery;
import dev.herald.worker.provider.ErrorText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A record of the log as one channel's sender sees it; decoded once, when first asked. */
final class LogRecord implements LogEntry {
    private static final Logger log = LoggerFactory.getLogger(LogRecord.class);
    private static final String SPEC_VERSION = "1.0";

    private final ConsumerRecord<byte[], byte[]> record;
    private final LogHeaders headers;
    private final String channel;
    private final ChannelType type;
    private final boolean addressed;
    private Content content;
    private Message message;

    /**
     * @param channel
     *            key of the channel
     * @param inScope
     *            false for what was accepted before the channel began
     */
    LogRecord(ConsumerRecord<byte[], byte[]> record, String channel, ChannelType type, boolean inScope) {
        this.record = record;
        this.headers = new LogHeaders(record.headers());
        this.channel = channel;
        this.type = type;
        this.addressed = inScope && headers.channels().contains(channel);
    }

    @Override
    public long offset() {
        return record.offset();
    }

    @Override
    public boolean addressed() {
        return addressed;
    }

    @Override
    public Labels labels() {
        return headers.labels(record.timestamp());
    }

    @Override
    public synchronized Content content() {
        if (content == null) {
            content = decode();
        }
        return content;
    }

    /** What to send for a claim on this record. Asked only if it could be decoded. */
    synchronized Delivery delivery(Fact.Claim claim) {
        int recipient = claim.unit().recipient();
        List<String> recipients = message.recipients().get(channel);
        var event = new Delivery.Event(headers.source().orElseThrow(), headers.id().orElseThrow(),
                headers.type().orElseThrow(),
                headers.time().orElseGet(() -> Instant.ofEpochMilli(record.timestamp())));
        return new Delivery(message, event, channel, recipient,
                recipients.isEmpty() ? Optional.empty() : Optional.of(recipients.get(recipient)), claim.attempt(),
                claim.id().toString());
    }

    /** As it lies in the log. */
    ConsumerRecord<byte[], byte[]> raw() {
        return record;
    }

    private Content decode() {
        try {
            requireEvent();
            MessageFormat format = headers.contentType()
                    .flatMap(MessageFormat::ofContentType)
                    .orElseThrow(() -> new UndecodableException(LogHeaders.CONTENT_TYPE,
                            "names no format that this worker reads"));
            if (record.value() == null) {
                throw new UndecodableException("", "is empty");
            }
            message = format.decode(record.value());
            return new Decoded(units(), message.deliverAfter(), message.expiresAt());
        } catch (UndecodableException e) {
            return new Undecodable(ErrorText.of(e.getMessage()));
        } catch (RuntimeException | StackOverflowError e) {
            // One message must not stop a partition, whatever is wrong with it or with the reader.
            log.atError().addKeyValue("offset", offset()).setCause(e).log("a defect of the decoder");
            return new Undecodable(ErrorText.of("a defect of the decoder: " + e));
        }
    }

    private void requireEvent() throws UndecodableException {
        require(LogHeaders.ID, headers.id());
        require(LogHeaders.SOURCE, headers.source());
        require(LogHeaders.TYPE, headers.type());
        require(LogHeaders.CONTENT_TYPE, headers.contentType());
        Optional<String> version = headers.specVersion();
        require(LogHeaders.SPEC_VERSION, version);
        if (!version.get().equals(SPEC_VERSION)) {
            throw new UndecodableException(LogHeaders.SPEC_VERSION, "must be " + SPEC_VERSION);
        }
    }

    private static void require(String header, Optional<String> value) throws UndecodableException {
        if (value.filter(text -> !text.isBlank()).isEmpty()) {
            throw new UndecodableException(header, "is missing");
        }
    }

    private int units() throws UndecodableException {
        List<String> recipients = message.recipients().get(channel);
        String field = "recipients." + channel;
        if (recipients == null) {
            throw new UndecodableException(field, "is missing, though " + LogHeaders.CHANNELS + " names the channel");
        }
        if (recipients.isEmpty() && type == ChannelType.Email) {
            throw new UndecodableException(field, "must name at least one address");
        }
        return Math.max(1, recipients.size());
    }
}
