package dev.herald.worker.replay;

import dev.herald.worker.status.control.ControlWriter;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a replay's record on the control topic. */
final class Journal {

    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    private final ControlWriter writer;
    private final String key;

    Journal(ControlWriter writer, String job) {
        this.writer = writer;
        this.key = ReplayRecord.key(job);
    }

    /** @throws KafkaException if it is not known to be there */
    ReplayRecord write(ReplayRecord record) throws InterruptedException {
        writer.write(key, record.encode());
        return record;
    }

    /** Writes it if it says anything new. Gives what is there: what could not be written is written later. */
    ReplayRecord update(ReplayRecord written, ReplayRecord record) throws InterruptedException {
        if (record.saysAsMuchAs(written)) {
            return written;
        }
        try {
            return write(record);
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            log.atWarn().addKeyValue("error", e.getMessage()).log("record of the replay not written, is written later");
            return written;
        }
    }
}
