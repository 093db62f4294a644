package dev.herald.operator.leader;

import dev.herald.operator.leader.Candidate.Step;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands for leadership by a Lease, keeps it once won, and tells when it is lost. It is won once: who has lost it must end. */
public final class Election implements Leadership {
    private static final Logger log = LoggerFactory.getLogger(Election.class);
    /** A Lease that was released is taken within that time. */
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration RENEW = Duration.ofSeconds(2);
    private static final Duration WATCH = Duration.ofMillis(100);
    /** Longer than the two requests that may be under way. */
    private static final Duration END_OF_ROUND = Duration.ofSeconds(7);

    private final CompletableFuture<Void> gained = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Candidate candidate;
    private final LeaseStore store;
    private final String identity;
    private final Supplier<Moment> clock;
    private final Runnable lost;
    private final Thread rounds;
    private final Thread watch;
    private volatile String problem;
    private String holder;

    Election(LeaseStore store, String identity, Supplier<Moment> clock, Runnable lost) {
        this.candidate = new Candidate(identity);
        this.store = store;
        this.identity = identity;
        this.clock = clock;
        this.lost = lost;
        // Threads of the system, which no crowd of reconcilers keeps from running.
        this.rounds = Thread.ofPlatform()
                .daemon()
                .name("lease")
                .uncaughtExceptionHandler(this::broken)
                .unstarted(this::run);
        this.watch = Thread.ofPlatform()
                .daemon()
                .name("lease-watch")
                .uncaughtExceptionHandler(this::broken)
                .unstarted(this::watch);
    }

    /**
     * An election that begins when it is told to.
     *
     * @param config
     *            of a client of its own; it is changed
     * @param lost
     *            is run once, by a thread of the election, when leadership was won and is lost. It must stop at once all that is being written, also what a client tries
     *            again: to end the process is the one sure way
     */
    public static Election by(Config config, Candidacy candidacy, Runnable lost) {
        return new Election(new KubernetesLease(config, candidacy), candidacy.identity(), Moment::now, lost);
    }

    @Override
    public void seek() {
        rounds.start();
        watch.start();
    }

    @Override
    public CompletableFuture<Void> gained() {
        return gained;
    }

    @Override
    public boolean held() {
        return closed.getCount() > 0 && candidate.leads(clock.get());
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.ofNullable(problem);
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            rounds.join(END_OF_ROUND);
            release();
        } catch (InterruptedException atOnce) {
            Thread.currentThread().interrupt();
        } finally {
            store.close();
        }
    }

    /** Whatever it believes: a request without an answer may have made it the holder. */
    private void release() {
        try {
            Optional<LeaseRecord> free = candidate.release(store.read(), clock.get());
            if (free.isPresent() && store.write(free.get())) {
                log.atInfo().addKeyValue("identity", identity).log("released the lease");
            }
        } catch (RuntimeException unreachable) {
            log.atWarn()
                    .log("the lease could not be released, another leads only when it has run out: {}",
                            why(unreachable));
        }
    }

    private void run() {
        do {
            try {
                round();
                problem = null;
            } catch (RuntimeException failed) {
                complain(failed);
            }
        } while (!closedWithin(candidate.hasLed() ? RENEW : LOOK));
    }

    private void round() {
        Optional<LeaseRecord> read = store.read();
        switch (candidate.consider(read, clock.get())) {
            case Step.Wait(String leader) -> standBy(leader);
            case Step.Write(LeaseRecord lease) -> write(lease);
            case Step.Lost(String leader) -> end("the lease names " + leader);
        }
    }

    private void write(LeaseRecord lease) {
        Moment asked = clock.get();
        if (!store.write(lease)) {
            return;
        }
        candidate.written(asked);
        if (!gained.isDone()) {
            log.atInfo().addKeyValue("identity", identity).addKeyValue("transitions", lease.transitions()).log("leads");
            gained.complete(null);
        }
    }

    private void standBy(String leader) {
        if (!leader.equals(holder)) {
            holder = leader;
            log.atInfo().addKeyValue("identity", identity).addKeyValue("leader", leader).log("stands by");
        }
    }

    /** A thread of its own: a renewal that hangs must not keep it from seeing that time is up. */
    private void watch() {
        while (!closedWithin(WATCH)) {
            if (candidate.hasLed() && !candidate.leads(clock.get())) {
                end("it was not renewed for " + Candidate.RENEW_WITHIN.toSeconds() + " s");
                return;
            }
        }
    }

    private void complain(RuntimeException failed) {
        String text = "the lease cannot be reached: " + why(failed);
        if (!text.equals(problem)) {
            log.atWarn().addKeyValue("identity", identity).log(text);
        }
        problem = text;
    }

    /** What the API server says of itself; otherwise what went wrong on the way to it. */
    private static String why(RuntimeException failed) {
        if (failed instanceof KubernetesClientException refusal && refusal.getStatus() != null
                && refusal.getStatus().getMessage() != null) {
            return refusal.getStatus().getMessage();
        }
        return failed.getCause() == null
                ? failed.getMessage()
                : failed.getMessage() + " " + failed.getCause().getMessage();
    }

    private void broken(Thread thread, Throwable defect) {
        log.atError().setCause(defect).log("the thread {} has ended", thread.getName());
        end("the election is broken");
    }

    private synchronized void end(String why) {
        if (closed.getCount() > 0) {
            closed.countDown();
            log.atError().addKeyValue("identity", identity).log("leads no more: " + why);
            lost.run();
        }
    }

    private boolean closedWithin(Duration pause) {
        try {
            return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            return true;
        }
    }
}
