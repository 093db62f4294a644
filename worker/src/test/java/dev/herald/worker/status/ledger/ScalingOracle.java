package dev.herald.worker.status.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.status.scaling.ScalingFigures;
import dev.herald.worker.status.scaling.ScalingFigures.Partition;

/** Counts all messages of a {@link SimulatedChannel} anew each time, by what happened to each. */
final class ScalingOracle {

    /** Where a message is. */
    enum Place {
        LOG, PENDING, CLAIMED, DECIDED
    }

    /** One message to one recipient. */
    static final class Message {
        final int partition;
        final long offset;
        final Instant accepted;
        final List<Instant> arrivals = new ArrayList<>();
        Place place = Place.LOG;
        Instant due;
        ClaimId claim;
        boolean isReplayed;
        int attempt = 1;

        Message(int partition, long offset, Instant accepted, Instant due) {
            this.partition = partition;
            this.offset = offset;
            this.accepted = accepted;
            this.due = due;
            arrivals.add(due);
        }

        boolean isDue(Instant at) {
            return place == Place.CLAIMED || place != Place.DECIDED && !due.isAfter(at);
        }

        boolean waitsFrom(Instant at) {
            return (place == Place.LOG || place == Place.PENDING) && due.isAfter(at);
        }
    }

    final List<Message> messages = new ArrayList<>();
    final List<Instant> completions = new ArrayList<>();
    private final int partitions;

    ScalingOracle(int partitions) {
        this.partitions = partitions;
    }

    List<Message> at(Place place) {
        return messages.stream().filter(message -> message.place == place).toList();
    }

    private Stream<Message> counted() {
        return messages.stream().filter(message -> !message.isReplayed || message.place == Place.DECIDED);
    }

    ScalingFigures figures(Instant at) {
        long[] backlog = new long[partitions];
        double[] rates = new double[partitions];
        for (int partition = 0; partition < partitions; partition++) {
            int number = partition;
            backlog[partition] = counted().filter(one -> one.partition == number && one.isDue(at)).count();
            rates[partition] = rate(messages.stream()
                    .filter(one -> one.partition == number)
                    .flatMap(one -> one.arrivals.stream()), at);
        }
        Optional<Partition> hottest = IntStream.range(0, partitions)
                .filter(number -> backlog[number] > 0)
                .mapToObj(number -> new Partition(number, backlog[number], rates[number]))
                .max(Comparator.comparingLong(Partition::backlog).thenComparing(one -> -one.number()));
        return new ScalingFigures(rate(messages.stream().flatMap(one -> one.arrivals.stream()), at),
                rate(completions.stream(), at), LongStream.of(backlog).sum(),
                counted().filter(one -> one.attempt == 1 && one.place != Place.CLAIMED && one.isDue(at))
                        .map(one -> one.due)
                        .min(Instant::compareTo),
                Optional.of(SimulatedChannel.START),
                counted().filter(one -> one.waitsFrom(at)).map(one -> one.due).min(Instant::compareTo), hottest);
    }

    private static double rate(Stream<Instant> times, Instant at) {
        long end = at.getEpochSecond();
        return times.filter(time -> time.getEpochSecond() >= end - 15 && time.getEpochSecond() < end).count() / 15.0;
    }
}
