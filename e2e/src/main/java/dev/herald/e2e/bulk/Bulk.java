package dev.herald.e2e.bulk;

import java.io.Closeable;
import java.time.Duration;

/** Many messages from the log to the endpoint of one channel, in this process or another. */
public interface Bulk extends Closeable {
    /** The host name that the channel's endpoint is found by. */
    String HOST = "bulk";
    /** The port of that endpoint. */
    int PORT = 8080;

    /**
     * Nothing has been written and nothing has come in yet.
     *
     * @param atMost messages
     */
    void begin(int atMost);

    /** Writes the messages up to this number to the log, in large batches; returns when the log has them. Those already written are not written again. */
    void post(int upTo);

    /** Whether messages with an attachment are refused for good from now on; others are taken. */
    void refuseAttachments(boolean refuse);

    /** How long the endpoint takes for an answer from now on. */
    void answerAfter(Duration time);

    /** What has come in so far. */
    BulkCounts counts();

    @Override
    void close();
}
