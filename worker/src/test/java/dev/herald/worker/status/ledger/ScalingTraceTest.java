package dev.herald.worker.status.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.status.ledger.ScalingOracle.Message;
import dev.herald.worker.status.ledger.ScalingOracle.Place;
import dev.herald.worker.status.scaling.ScalingFigures;

/** Senders that do at random all that they may do, commit late, and a reader that must know what each message did. */
class ScalingTraceTest {

    private static final int PARTITIONS = 3;
    private static final int STEPS = 3_000;

    private final SimulatedChannel channel = new SimulatedChannel(PARTITIONS);
    private final ScalingOracle oracle = new ScalingOracle(PARTITIONS);
    private final long[] takenIn = new long[PARTITIONS];

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void saysWhatCountingAllMessagesSays(long seed) {
        var random = new Random(seed);
        long most = 0;
        for (int step = 0; step < STEPS; step++) {
            channel.millis += random.nextInt(60);
            step(random);
            if (step % 5 == 0) {
                ScalingFigures expected = oracle.figures(channel.now());
                assertEquals(expected, channel.figures(), "after step " + step);
                most = Math.max(most, expected.backlog());
            }
        }
        assertTrue(most > 20 && !oracle.at(Place.DECIDED).isEmpty(), "something happened");
        // Who reads all of it anew knows the same, and goes by the ledger where nothing is committed.
        assertEquals(channel.figures(), channel.again(0, SimulatedChannel.START).figures(channel.now()));
    }

    private void step(Random random) {
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> arrive(random);
            case 3, 4 -> takeIn(random);
            case 5, 6, 7 -> any(random, oracle.at(Place.CLAIMED)).ifPresent(message -> end(message, random));
            case 8 -> any(random, oracle.at(Place.PENDING).stream().filter(one -> one.isDue(channel.now())).toList())
                    .ifPresent(message -> claim(message, message.isReplayed ? "shop/again/1" : ""));
            default -> {
                if (random.nextInt(3) == 0) {
                    any(random, oracle.at(Place.DECIDED).stream().filter(one -> one.claim != null).toList())
                            .ifPresent(this::replay);
                }
                int partition = random.nextInt(PARTITIONS);
                channel.reader().progress(partition, takenIn[partition] - random.nextLong(takenIn[partition] + 1));
            }
        }
    }

    private static Optional<Message> any(Random random, List<Message> some) {
        return some.isEmpty() ? Optional.empty() : Optional.of(some.get(random.nextInt(some.size())));
    }

    private void arrive(Random random) {
        int partition = random.nextInt(PARTITIONS);
        long delay = random.nextInt(3) == 0 ? random.nextInt(20_000) : 0;
        oracle.messages.add(new Message(partition, channel.arrive(partition, delay), channel.now(),
                channel.now().plusMillis(delay)));
    }

    private void takeIn(Random random) {
        int partition = random.nextInt(PARTITIONS);
        oracle.at(Place.LOG).stream().filter(one -> one.partition == partition).findFirst().ifPresent(message -> {
            takenIn[partition] = message.offset + 1;
            if (random.nextInt(20) == 0) {
                channel.list(partition, message.offset);
                message.place = Place.DECIDED;
            } else if (message.due.isAfter(channel.now())) {
                channel.defer(partition, message.offset, message.due);
                message.place = Place.PENDING;
            } else {
                // From the message on it is due when it was accepted, for who has only its labels.
                message.due = message.accepted;
                claim(message, "");
            }
        });
    }

    private void claim(Message message, String job) {
        message.claim = channel.claim(message.partition, new Unit(message.offset, 0), message.attempt, 1, job,
                message.accepted);
        message.place = Place.CLAIMED;
    }

    /** Of one that failed for good. */
    private void replay(Message message) {
        message.isReplayed = true;
        claim(message, "shop/again/1");
    }

    private void end(Message message, Random random) {
        boolean isFinal = message.isReplayed || random.nextInt(3) == 0;
        Optional<Instant> next = isFinal
                ? Optional.empty()
                : Optional.of(channel.now().plusMillis(random.nextInt(10_000) + 1));
        var unit = new Unit(message.offset, 0);
        switch (random.nextInt(4)) {
            case 0 -> {
                channel.accept(message.partition, message.offset, message.attempt, message.claim);
                decided(message, Optional.empty(), true);
                message.claim = null;
            }
            case 1 -> {
                channel.fail(message.partition, message.offset, message.attempt, message.claim, next);
                decided(message, next, true);
            }
            case 2 -> {
                boolean isKnown = random.nextBoolean();
                channel.append(message.partition, isKnown
                        ? new Fact.Ambiguous(unit, message.attempt, message.claim, next, "timeout", channel.now())
                        : channel.unknown(message.partition, unit, message.attempt, message.claim, next));
                decided(message, next, isKnown);
            }
            default -> {
                channel.append(message.partition, new Fact.NotSent(unit, message.attempt, message.claim, "suspended"));
                message.place = Place.PENDING;
                message.due = message.attempt == 1 ? message.due : channel.now();
            }
        }
    }

    private void decided(Message message, Optional<Instant> next, boolean isCompletion) {
        message.attempt++;
        message.place = next.isPresent() ? Place.PENDING : Place.DECIDED;
        next.ifPresent(due -> {
            message.due = due;
            message.arrivals.add(due);
        });
        if (isCompletion) {
            oracle.completions.add(channel.now());
        }
    }
}
