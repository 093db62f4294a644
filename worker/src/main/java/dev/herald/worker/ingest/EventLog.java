package dev.herald.worker.ingest;

/** The durable log behind the door. */
interface EventLog extends AutoCloseable {
    /**
     * Returns when the log has the record for good: on all replicas that are in sync.
     *
     * @throws LogUnavailableException
     *             when that is not so, or not known, in time
     * @throws TooLargeException
     *             when the log itself is set to take less than the pipeline says
     */
    void append(LogRecord entry) throws LogUnavailableException, TooLargeException;

    @Override
    void close();

    /** The log did not confirm a record. It may have it all the same; a repeated id does no harm. */
    final class LogUnavailableException extends Exception {
        LogUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The log refuses the record for its size. */
    final class TooLargeException extends Exception {
        TooLargeException(Throwable cause) {
            super(cause);
        }
    }
}
