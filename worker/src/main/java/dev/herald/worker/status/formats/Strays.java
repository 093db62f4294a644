package dev.herald.worker.status.formats;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.status.formats.FormatsRecord.Pin;
import dev.herald.worker.status.formats.FormatsRecord.Stray;

/**
 * Messages that arrived lately in a format newer than the pinned one, or one that nobody knows: whoever writes them does not
 * follow the pin.
 */
final class Strays {

    private static final Duration LATELY = Duration.ofMinutes(10);
    /** Until a change of the pin has reached all who follow it. */
    private static final Duration ON_THE_WAY = Duration.ofMinutes(1);
    private static final long STEP = Duration.ofSeconds(10).toMillis();

    private record Step(String format, long number) {}

    private final Map<Step, Stray> steps = new LinkedHashMap<>();
    private Pin pin = new Pin("", 0);

    void restore(FormatsRecord record) {
        if (record.pin() != null && record.pin().format() != null) {
            pin = record.pin();
        }
        record.strays().forEach(stray -> steps.put(new Step(stray.format(), stray.at() / STEP), stray));
    }

    void pin(String format, Instant now) {
        if (!pin.format().equals(format)) {
            pin = new Pin(format, now.toEpochMilli());
        }
    }

    Pin pin() {
        return pin;
    }

    void arrived(String format, int partition, long offset, long time, Instant now) {
        // Producers choose timestamps; one in the future would stray for ever.
        long at = Math.min(time, now.toEpochMilli());
        if (at < earliest(now) || at < pin.since() + ON_THE_WAY.toMillis() || !isStray(format)) {
            return;
        }
        String where = "%s/%d@%d".formatted(Place.log, partition, offset);
        steps.merge(new Step(format, at / STEP), new Stray(format, 1, where, at),
                (before, one) -> new Stray(format, before.count() + 1, where, Math.max(before.at(), at)));
    }

    private static long earliest(Instant now) {
        return now.minus(LATELY).toEpochMilli();
    }

    // Of a pin that this version does not know, nothing can be said: what it does not know may be what is pinned.
    private boolean isStray(String format) {
        Optional<MessageFormat> pinned = MessageFormat.ofKey(pin.format());
        return pinned.isPresent() && (format.equals(Labels.UNKNOWN_FORMAT)
                || MessageFormat.ofKey(format).map(f -> f.compareTo(pinned.get()) > 0).orElse(false));
    }

    /** By format; where and when the latest of each arrived. */
    Map<String, Stray> of(Instant now) {
        steps.values().removeIf(stray -> stray.at() < earliest(now));
        var sums = new LinkedHashMap<String, Stray>();
        for (Stray stray : steps.values()) {
            if (isStray(stray.format())) {
                sums.merge(stray.format(), stray, (one, other) -> {
                    Stray latest = other.at() >= one.at() ? other : one;
                    return new Stray(latest.format(), one.count() + other.count(), latest.where(), latest.at());
                });
            }
        }
        return sums;
    }

    List<Stray> steps() {
        return new ArrayList<>(steps.values());
    }
}
