package dev.herald.worker.status.report;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Hands out the report: each that differs from the one before gets the next number, and whoever waits for it is told. */
public final class ReportDesk {

    /** A report moves at least this often, so that one that stands still means that nobody is there. */
    static final Duration AT_LEAST_EVERY = Duration.ofSeconds(9);

    /**
     * A report and its number.
     *
     * @param body
     *            as it is sent
     */
    public record Issue(long sequence, byte[] body) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition next = lock.newCondition();
    private Report last;
    private Issue current;

    /** Issues a report if it says something new, or the last one is old. Its sequence is of no account. */
    public void offer(Report report) {
        lock.lock();
        try {
            if (last != null && saysSame(report, last) && report.at().isBefore(last.at().plus(AT_LEAST_EVERY))) {
                return;
            }
            last = report;
            long sequence = current == null ? 1 : current.sequence() + 1;
            Report fitting = ReportSize.fit(at(report, sequence, report.at()));
            current = new Issue(sequence, ReportFormat.encode(fitting));
            next.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static boolean saysSame(Report one, Report other) {
        return at(one, 0, other.at()).equals(at(other, 0, other.at()));
    }

    private static Report at(Report report, long sequence, Instant at) {
        return new Report(report.v(), report.instance(), sequence, at, report.revision(), report.log(),
                report.channels(), report.unaddressed(), report.workers(), report.incidents(), report.replays(),
                report.formats(), report.probes(), report.memory(), report.remembers(),
                report.statusStream(), report.leftOut());
    }

    /**
     * Waits for a report with a number above that, and for the first if there is none.
     *
     * @param wait
     *            after which there is an answer anyway
     * @return null if there is no report yet
     */
    public Issue await(long after, Duration wait) throws InterruptedException {
        lock.lock();
        try {
            long nanos = wait.toNanos();
            // A number above ours is of an instance before this one.
            while (nanos > 0 && (current == null || current.sequence() == after)) {
                nanos = next.awaitNanos(nanos);
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    /** The number of the last report; 0 before the first. */
    public long sequence() {
        lock.lock();
        try {
            return current == null ? 0 : current.sequence();
        } finally {
            lock.unlock();
        }
    }
}
