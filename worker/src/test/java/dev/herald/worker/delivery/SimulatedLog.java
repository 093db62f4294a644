package dev.herald.worker.delivery;

import dev.herald.worker.ledger.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** One partition of the log with messages of all sorts. */
final class SimulatedLog {

    private static final Duration WINDOW = Duration.ofMinutes(10);

    private final List<Message> messages = new ArrayList<>();
    private final boolean repeats;
    private int ids;

    /** @param repeats whether a message may come a second time */
    SimulatedLog(boolean repeats) {
        this.repeats = repeats;
    }

    /** Undecodable ones become decodable when the world is repaired; those are never repeated: a release would be, too. */
    static final class Message implements LogEntry {
        private final long offset;
        private final boolean addressed;
        private final Labels labels;
        private final Decoded decoded;
        private boolean once;
        private boolean undecodable;

        Message(long offset, boolean addressed, Labels labels, Decoded decoded) {
            this.offset = offset;
            this.addressed = addressed;
            this.labels = labels;
            this.decoded = decoded;
        }

        @Override
        public long offset() {
            return offset;
        }

        @Override
        public boolean addressed() {
            return addressed;
        }

        @Override
        public Labels labels() {
            return labels;
        }

        @Override
        public Content content() {
            return undecodable ? new Undecodable("a member nobody knows") : decoded;
        }

        int recipients() {
            return decoded.recipients();
        }

        boolean isUndecodable() {
            return undecodable;
        }

        boolean isRepetitionOf(Message other) {
            return other != this && other.labels.id().equals(labels.id())
                    && Duration.between(other.labels.accepted(), labels.accepted()).abs().compareTo(WINDOW) < 0;
        }
    }

    long end() {
        return messages.size();
    }

    Message at(long offset) {
        return messages.get((int) offset);
    }

    List<Message> all() {
        return messages;
    }

    void produce(Instant at, SplittableRandom random) {
        int kind = random.nextInt(100);
        Message repeated = kind < 12 && !messages.isEmpty()
                ? messages.get(Math.max(0, messages.size() - 1 - random.nextInt(4)))
                : null;
        boolean isAgain = repeats && repeated != null && repeated.addressed && !repeated.once;
        String id = isAgain ? repeated.labels.id() : "m" + ids++;
        int recipients = kind >= 30 && kind < 45 ? 2 + random.nextInt(3) : 1;
        Optional<Instant> later = kind >= 20 && kind < 26
                ? Optional.of(at.plusSeconds(random.nextInt(1, 900)))
                : Optional.empty();
        Optional<Instant> expires = kind >= 26 && kind < 30
                ? Optional.of(at.plusSeconds(random.nextInt(1, 60)))
                : Optional.empty();
        Message message = new Message(messages.size(), kind < 95 || isAgain,
                new Labels("shop", id, at, Labels.Attachments.NO, List.of(), "json-v1"),
                new LogEntry.Decoded(recipients, later, expires));
        message.undecodable = kind >= 12 && kind < 20;
        message.once = message.undecodable;
        messages.add(message);
    }

    /** A newer version reads what this one could not. */
    void repair() {
        messages.forEach(message -> message.undecodable = false);
    }
}
