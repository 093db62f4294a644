package dev.herald.worker.ingest;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is given, or fails as told. */
final class FakeEventLog implements EventLog {
    final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private volatile Failure failure = () -> {
    };

    /** What happens instead of keeping a record. */
    interface Failure {
        void happen() throws LogUnavailableException, TooLargeException;
    }

    void failWith(Failure next) {
        failure = next;
    }

    @Override
    public void append(LogRecord entry) throws LogUnavailableException, TooLargeException {
        failure.happen();
        records.add(entry);
    }

    @Override
    public void close() {
    }
}
