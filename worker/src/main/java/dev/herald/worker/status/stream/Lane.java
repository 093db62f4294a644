package dev.herald.worker.status.stream;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import dev.herald.worker.ledger.Fact;
import dev.herald.worker.status.stream.DeliveryStatus.Identity;
import dev.herald.worker.status.stream.DeliveryStatus.Outcome;
import dev.herald.worker.status.stream.PartitionEvents.Event;
import dev.herald.worker.status.stream.PartitionEvents.Start;

/**
 * The events of one partition of a ledger on their way to the topic. What is read waits here until the topic has it; the
 * position is what would be lost by beginning later. Time is told to it.
 */
final class Lane {

    /** An event that the topic does not have yet. */
    static final class Waiting {
        private final Start since;
        private DeliveryStatus status;
        private Step step;
        private boolean isTruncated;

        private Waiting(Event event) {
            this.since = event.since();
            this.status = event.status();
            this.step = status.message().isPresent() ? Step.READY : Step.UNNAMED;
        }

        DeliveryStatus status() {
            return status;
        }

        /** Whether only what always fits is to be sent. */
        boolean isTruncated() {
            return isTruncated;
        }
    }

    private enum Step {
        /** Nobody has asked yet which message it is. */
        UNNAMED, ASKED, READY, SENT, PUBLISHED
    }

    private final long publishedBefore;
    private final PartitionEvents events;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    // What is not read has been there no longer than since then.
    private Optional<Instant> unreadSince = Optional.empty();
    private Instant notBefore = Instant.MIN;
    private boolean isRefused;
    private long end;

    /**
     * @param from
     *            where reading begins
     * @param published
     *            what is below this offset is published
     */
    Lane(String channel, int partition, Start from, long published) {
        this.events = new PartitionEvents(channel, partition, from);
        this.publishedBefore = published;
    }

    void read(long offset, Instant time, Fact fact) {
        if (offset + 1 >= publishedBefore) {
            unreadSince = Optional.of(time);
        }
        events.apply(offset, time, fact)
                .filter(event -> event.status().offset() >= publishedBefore)
                .ifPresent(event -> waiting.add(new Waiting(event)));
    }

    /** Events of messages that have to be looked up in the log; each is given out once. */
    List<Waiting> unnamed() {
        List<Waiting> found = waiting.stream().filter(one -> one.step == Step.UNNAMED).toList();
        found.forEach(one -> one.step = Step.ASKED);
        return found;
    }

    /** @param message empty if the log no longer holds it */
    void named(Waiting one, Optional<Identity> message) {
        one.status = one.status.of(message);
        one.step = Step.READY;
    }

    /** What is to be sent now, counted as under way from here on; while the topic refuses, one alone is tried. */
    List<Waiting> take(Instant now) {
        var taken = new ArrayList<Waiting>();
        if (now.isBefore(notBefore) || isRefused && waiting.stream().anyMatch(one -> one.step == Step.SENT)) {
            return taken;
        }
        for (Waiting one : waiting) {
            if (one.step == Step.READY) {
                one.step = Step.SENT;
                taken.add(one);
                if (isRefused) {
                    break;
                }
            }
        }
        return taken;
    }

    void published(Waiting one) {
        isRefused = false;
        one.step = Step.PUBLISHED;
        while (!waiting.isEmpty() && waiting.peek().step == Step.PUBLISHED) {
            waiting.remove();
        }
    }

    /** It is too large, and the next try leaves out what makes it so; if that was one, the topic refuses everything. */
    void tooLarge(Waiting one, Instant again) {
        if (one.isTruncated) {
            refused(one, again);
        } else {
            one.step = Step.READY;
            one.isTruncated = true;
        }
    }

    /** The topic did not take it; next time it is tried in full. */
    void refused(Waiting one, Instant again) {
        isRefused = true;
        notBefore = again;
        notSent(one);
    }

    /** It may not have been sent. */
    void notSent(Waiting one) {
        one.isTruncated = false;
        one.step = Step.READY;
    }

    /** All below is published. */
    long position() {
        return waiting.isEmpty() ? next() : waiting.peek().status.offset();
    }

    /** All below has been read, or had been published before. */
    private long next() {
        return Math.max(publishedBefore, events.next());
    }

    /** Who begins there finds all that is not published. */
    Start start() {
        Start start = events.start();
        for (Waiting one : waiting) {
            start = start.earlier(one.since);
        }
        return start;
    }

    int size() {
        return waiting.size();
    }

    /** The ledger ended here at a time. */
    void ends(long end, Instant at) {
        this.end = end;
        if (next() >= end) {
            unreadSince = Optional.of(at);
        }
    }

    /** How many facts are not published, as far as the ledger's end is known. */
    long behind() {
        return Math.max(0, end - position());
    }

    /** Not before this did the ledger take the first fact that is not published; empty while nothing of it is known. */
    Optional<Instant> oldest() {
        return waiting.isEmpty() ? unreadSince : Optional.of(waiting.peek().status.time());
    }

    /** How many of those that wait were accepted by a provider before this. */
    long acceptedBefore(Instant time) {
        return waiting.stream()
                .filter(one -> one.step != Step.PUBLISHED && one.status.outcome() == Outcome.Accepted
                        && one.status.time().isBefore(time))
                .count();
    }
}
