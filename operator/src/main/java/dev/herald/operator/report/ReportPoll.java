package dev.herald.operator.report;

import dev.herald.operator.report.ReportReader.UnreadableReport;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks one status worker again and again, in a thread of its own, until it is closed. */
final class ReportPoll implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReportPoll.class);
    /** At least that long between two questions: figures that move with every message need not be mirrored one by one. */
    private static final Duration PACE = Duration.ofMillis(500);
    /** That nothing comes gets worse with time, too. */
    private static final Duration REMINDER = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final ReportReader reader;
    private final Supplier<Optional<URI>> address;
    private final Runnable news;
    private final LongSupplier nanoTime;
    private final Duration wait;
    private final Freshness freshness;
    private final Thread thread;
    private volatile Sighting sighting;
    private long toldAt;

    ReportPoll(ReportReader reader, Supplier<Optional<URI>> address, Runnable news, LongSupplier nanoTime,
            Duration wait) {
        this.reader = reader;
        this.address = address;
        this.news = news;
        this.nanoTime = nanoTime;
        this.wait = wait;
        this.freshness = new Freshness(nanoTime.getAsLong());
        this.sighting = freshness.at(nanoTime.getAsLong());
        this.toldAt = nanoTime.getAsLong();
        this.thread = Thread.ofVirtual().name("report").start(this::run);
    }

    /** What is known now. */
    Sighting sighting() {
        return sighting;
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }

    private void run() {
        Duration pause = PACE;
        try {
            do {
                pause = attempt() ? PACE : min(pause.multipliedBy(2), LONGEST_PAUSE);
            } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean attempt() throws InterruptedException {
        try {
            return ask();
        } catch (RuntimeException defect) {
            log.atError().setCause(defect).log("asking for a report went wrong, and will be tried again");
            return false;
        }
    }

    private boolean ask() throws InterruptedException {
        Optional<URI> url = address.get();
        boolean moved = false;
        boolean answered = false;
        if (url.isEmpty()) {
            freshness.failed(new Sighting.Unreachable("", "no pod of the status worker is running"));
        } else {
            try {
                moved = freshness.came(reader.read(url.get(), freshness.sequence(), wait), nanoTime.getAsLong());
                answered = true;
            } catch (UnreadableReport wrong) {
                freshness.failed(new Sighting.Unreadable(url.get().toString(), wrong.getMessage()));
            } catch (IOException silent) {
                freshness.failed(new Sighting.Unreachable(url.get().toString(), silent.getMessage()));
            }
        }
        Sighting before = sighting;
        sighting = freshness.at(nanoTime.getAsLong());
        boolean reminder = !(sighting instanceof Sighting.Fresh) && nanoTime.getAsLong() - toldAt > REMINDER.toNanos();
        if (moved || reminder || before.getClass() != sighting.getClass()) {
            toldAt = nanoTime.getAsLong();
            news.run();
        }
        return answered;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
