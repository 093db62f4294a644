package dev.herald.worker.status.formats;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.status.formats.FormatsRecord.Topic;
import dev.herald.worker.status.formats.TopicCensus.Sum;
import dev.herald.worker.status.report.Report;
import dev.herald.worker.status.report.Report.Formats.Held;
import dev.herald.worker.status.report.Report.Formats.Stray;

/** Which message formats log and quarantine hold, and which arrive that should not. */
public final class Formats {

    private static final List<String> KNOWN = Arrays.stream(MessageFormat.values()).map(MessageFormat::key).toList();
    private static final Comparator<String> OLDEST_FIRST = Comparator
            .comparing((String format) -> KNOWN.contains(format) ? KNOWN.indexOf(format) : KNOWN.size())
            .thenComparing(Comparator.naturalOrder());

    private final Map<Place, TopicCensus> topics = new EnumMap<>(Place.class);
    private final Strays strays = new Strays();

    public Formats() {
        for (Place place : Place.values()) {
            topics.put(place, new TopicCensus());
        }
    }

    /** Takes up what was written down earlier. What was unknown then and may be known now is looked at anew. */
    public synchronized void restore(FormatsRecord record) {
        boolean isNewer = !record.known().containsAll(KNOWN);
        record.topics()
                .forEach((place, topic) -> topics.get(place)
                        .restore(topic,
                                partition -> !isNewer || !partition.held().containsKey(Labels.UNKNOWN_FORMAT)));
        strays.restore(record);
    }

    /** What is to be written down. */
    public synchronized FormatsRecord record() {
        var all = new EnumMap<Place, Topic>(Place.class);
        topics.forEach((place, census) -> all.put(place, census.topic()));
        return new FormatsRecord(FormatsRecord.VERSION, KNOWN, strays.pin(), all, strays.steps());
    }

    /** The format in which messages are to be written now. */
    public synchronized void pin(String format, Instant now) {
        strays.pin(format, now);
    }

    /**
     * A topic is there.
     *
     * @param id
     *            by which Kafka tells it from another one of that name
     * @return whether it is another one than before, so that all of its partitions are to be followed again
     */
    public synchronized boolean isThere(Place place, String id) {
        return topics.get(place).is(id);
    }

    /** A topic is not there, or not yet. */
    public synchronized void isGone(Place place) {
        topics.get(place).isGone();
    }

    /**
     * A partition is looked at from now on.
     *
     * @param start
     *            its first offset
     * @param end
     *            the offset after its last
     * @return the offset from which on it is to be looked at
     */
    public synchronized long follow(Place place, int partition, long start, long end) {
        return topics.get(place).follow(partition, start, end);
    }

    /** What lies before this offset is gone. */
    public synchronized void started(Place place, int partition, long start) {
        topics.get(place).started(partition, start);
    }

    /**
     * A message is there.
     *
     * @param format
     *            its name, or {@code unknown}
     * @param time
     *            its timestamp, in milliseconds since 1970
     */
    public synchronized void found(Place place, int partition, String format, long offset, long time, Instant now) {
        topics.get(place).add(partition, format, offset, time);
        if (place == Place.log) {
            strays.arrived(format, partition, offset, time, now);
        }
    }

    /** All below this offset has been looked at. */
    public synchronized void passed(Place place, int partition, long next) {
        topics.get(place).passed(partition, next);
    }

    /** Whether all that was there when looking began has been looked at. */
    public synchronized boolean isComplete() {
        return topics.values().stream().allMatch(TopicCensus::isComplete);
    }

    /** As it is reported. */
    public synchronized Report.Formats report(Instant now) {
        var held = new ArrayList<Held>();
        topics.forEach((place, census) -> {
            var sums = new HashMap<String, Sum>();
            census.addTo(sums);
            sums.forEach((format, sum) -> held.add(new Held(format, place.name(), sum.count(), sum.partitions(),
                    Instant.ofEpochMilli(sum.at()))));
        });
        held.sort(Comparator.comparing(Held::format, OLDEST_FIRST).thenComparing(Held::place));
        List<Stray> stray = strays.of(now)
                .values()
                .stream()
                .map(one -> new Stray(one.format(), one.count(), one.where(), Instant.ofEpochMilli(one.at())))
                .sorted(Comparator.comparing(Stray::format, OLDEST_FIRST))
                .toList();
        return new Report.Formats(isComplete(), List.copyOf(held), stray);
    }
}
