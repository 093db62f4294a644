package dev.herald.worker.status.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.herald.worker.status.formats.FormatsRecord.Held;
import dev.herald.worker.status.formats.FormatsRecord.Partition;
import dev.herald.worker.status.formats.FormatsRecord.Topic;
import dev.herald.worker.status.report.Report;
import dev.herald.worker.status.report.Report.Formats.Stray;
import org.junit.jupiter.api.Test;

class FormatsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofMinutes(5));

    private final Formats formats = new Formats();

    /** Both topics with one partition each, the quarantine empty. */
    private long begin(Formats some, long start, long end) {
        some.pin("json-v1", NOW);
        some.isThere(Place.log, "log-1");
        some.isThere(Place.quarantine, "quarantine-1");
        some.follow(Place.quarantine, 0, 0, 0);
        return some.follow(Place.log, 0, start, end);
    }

    private static void found(Formats some, String format, long... offsets) {
        for (long offset : offsets) {
            some.found(Place.log, 0, format, offset, NOW.plusMillis(offset).toEpochMilli(), NOW.plusMillis(offset));
        }
    }

    private static Report.Formats.Held held(String format, String place, long count, int partitions, long last) {
        return new Report.Formats.Held(format, place, count, partitions, NOW.plusMillis(last));
    }

    private static List<Report.Formats.Held> held(Formats some) {
        return some.report(NOW).held();
    }

    @Test
    void countsByFormatAndPlaceOldestFormatFirst() {
        assertEquals(0, begin(formats, 0, 4));
        formats.follow(Place.log, 1, 0, 1);
        found(formats, "unknown", 0);
        found(formats, "cbor-v1", 1, 2);
        found(formats, "json-v1", 3);
        assertFalse(formats.report(NOW).complete(), "partition 1 has not been looked at");
        formats.found(Place.log, 1, "json-v1", 0, NOW.plusMillis(9).toEpochMilli(), NOW);
        assertTrue(formats.report(NOW).complete());
        formats.found(Place.quarantine, 0, "json-v1", 0, NOW.toEpochMilli(), NOW);
        assertEquals(List.of(held("json-v1", "log", 2, 2, 9), held("json-v1", "quarantine", 1, 1, 0),
                held("cbor-v1", "log", 2, 1, 2), held("unknown", "log", 1, 1, 0)), held(formats));
    }

    @Test
    void isCompleteOnlyWhenAllOfBothTopicsWasLookedAt() {
        formats.isThere(Place.log, "log-1");
        formats.follow(Place.log, 0, 0, 0);
        assertFalse(formats.isComplete(), "nothing is known of the quarantine");
        begin(formats, 0, 3);
        found(formats, "json-v1", 0, 1);
        assertFalse(formats.isComplete());
        formats.passed(Place.log, 0, 3);
        assertTrue(formats.isComplete(), "the last offset holds no record");
        formats.isGone(Place.quarantine);
        assertFalse(formats.isComplete());
    }

    @Test
    void forgetsWhatTheLogNoLongerHolds() {
        begin(formats, 0, 10);
        found(formats, "cbor-v1", 0, 2, 4);
        found(formats, "json-v1", 5, 6);
        formats.started(Place.log, 0, 2);
        assertEquals(List.of(held("json-v1", "log", 2, 1, 6), held("cbor-v1", "log", 3, 1, 4)), held(formats));
        formats.started(Place.log, 0, 4);
        assertEquals(held("cbor-v1", "log", 1, 1, 4), held(formats).getLast());
        formats.started(Place.log, 0, 5);
        assertEquals(List.of(held("json-v1", "log", 2, 1, 6)), held(formats));
    }

    @Test
    void goesOnAfterARestartAndIsCompleteWhenItHasCaughtUp() {
        begin(formats, 0, 3);
        found(formats, "json-v1", 0, 1, 2);
        FormatsRecord written = FormatsRecord.decode(formats.record().encode());
        assertEquals(formats.record(), written);

        var again = new Formats();
        again.restore(written);
        assertEquals(3, begin(again, 1, 5));
        assertFalse(again.isComplete());
        assertEquals(List.of(held("json-v1", "log", 2, 1, 2)), held(again));
        found(again, "json-v1", 3, 4);
        assertTrue(again.isComplete());
        assertEquals(List.of(held("json-v1", "log", 4, 1, 4)), held(again));
    }

    @Test
    void looksAnewAtAnotherLog() {
        begin(formats, 0, 3);
        found(formats, "cbor-v1", 0, 1, 2);
        assertTrue(formats.isThere(Place.log, "log-2"));
        assertFalse(formats.isThere(Place.log, "log-2"));
        assertFalse(formats.isComplete());
        assertEquals(0, formats.follow(Place.log, 0, 0, 7));
        assertEquals(List.of(), held(formats));
    }

    @Test
    void looksAnewAtAPartitionThatEndsBeforeWhatWasSeen() {
        begin(formats, 0, 3);
        found(formats, "cbor-v1", 0, 1, 2);
        assertEquals(0, formats.follow(Place.log, 0, 0, 2));
        assertEquals(List.of(), held(formats));
        assertEquals(5, formats.follow(Place.log, 0, 5, 9), "what is gone cannot be looked at");
    }

    @Test
    void looksAnewAtWhatAnOlderVersionDidNotKnow() {
        var partitions = Map.of(0, new Partition(7, Map.of("json-v1", new Held(0, 6, 7, 0))), 1,
                new Partition(7, Map.of("json-v1", new Held(0, 5, 6, 0), "unknown", new Held(6, 6, 1, 0))));
        formats.restore(new FormatsRecord(1, List.of("json-v1"), null,
                Map.of(Place.log, new Topic("log-1", partitions)), List.of()));
        assertEquals(7, begin(formats, 0, 7));
        assertEquals(0, formats.follow(Place.log, 1, 0, 7));

        var same = new Formats();
        same.restore(new FormatsRecord(1, formats.record().known(), null,
                Map.of(Place.log, new Topic("log-1", partitions)), List.of()));
        begin(same, 0, 7);
        assertEquals(7, same.follow(Place.log, 1, 0, 7));
    }

    @Test
    void refusesARecordThatIsNone() {
        for (String bad : List.of("", "null", "[]", "{}", "{\"v\":2}", "{\"v\":1}",
                "{\"v\":1,\"known\":[],\"strays\":[{}],\"topics\":{}}",
                "{\"v\":1,\"known\":[],\"strays\":[],\"topics\":{\"log\":{\"id\":\"a\"}}}")) {
            assertThrows(IllegalArgumentException.class,
                    () -> FormatsRecord.decode(bad.getBytes(StandardCharsets.UTF_8)), bad);
        }
    }

    private void arrives(Formats some, String format, long offset, Instant at) {
        some.found(Place.log, 0, format, offset, at.toEpochMilli(), at);
    }

    @Test
    void namesWhatArrivesNewerThanThePinOrUnknown() {
        begin(formats, 0, 0);
        arrives(formats, "json-v1", 0, LATER);
        assertEquals(List.of(), formats.report(LATER).stray());
        arrives(formats, "unknown", 1, LATER);
        arrives(formats, "cbor-v1", 2, LATER);
        arrives(formats, "cbor-v1", 3, LATER.plusSeconds(30));
        assertEquals(List.of(new Stray("cbor-v1", 2, "log/0@3", LATER.plusSeconds(30)),
                new Stray("unknown", 1, "log/0@1", LATER)), formats.report(LATER.plusSeconds(30)).stray());
        formats.pin("cbor-v1", LATER.plusSeconds(31));
        assertEquals(List.of(new Stray("unknown", 1, "log/0@1", LATER)),
                formats.report(LATER.plusSeconds(31)).stray(), "by now it is the format to write");
        assertEquals(1, formats.report(LATER.plusSeconds(600)).stray().size());
        assertEquals(List.of(), formats.report(LATER.plusSeconds(601)).stray());
    }

    @Test
    void isPatientWhileAChangeOfThePinIsOnTheWay() {
        begin(formats, 0, 0);
        formats.pin("cbor-v1", LATER);
        formats.pin("json-v1", LATER.plusSeconds(100));
        arrives(formats, "cbor-v1", 0, LATER.plusSeconds(159));
        assertEquals(List.of(), formats.report(LATER.plusSeconds(159)).stray());
        arrives(formats, "cbor-v1", 1, LATER.plusSeconds(160));
        assertEquals(1, formats.report(LATER.plusSeconds(160)).stray().size());
    }

    @Test
    void saysNothingOfAPinItDoesNotKnowNorOfOldMessagesNorOfTheQuarantine() {
        begin(formats, 0, 0);
        Instant now = LATER.plusSeconds(3_600);
        formats.found(Place.log, 0, "cbor-v1", 0, LATER.toEpochMilli(), now);
        formats.found(Place.quarantine, 0, "cbor-v1", 0, now.toEpochMilli(), now);
        assertEquals(List.of(), formats.report(now).stray());
        formats.found(Place.log, 0, "cbor-v1", 1, now.plusSeconds(9_999).toEpochMilli(), now);
        assertEquals(new Stray("cbor-v1", 1, "log/0@1", now), formats.report(now).stray().getFirst(),
                "a clock ahead does not make it stray for longer");
        formats.pin("cbor-v9", now);
        arrives(formats, "unknown", 2, now.plusSeconds(100));
        assertEquals(List.of(), formats.report(now.plusSeconds(100)).stray());
    }

    @Test
    void remembersStraysAndThePinOverARestart() {
        begin(formats, 0, 0);
        arrives(formats, "cbor-v1", 0, LATER);
        var again = new Formats();
        again.restore(FormatsRecord.decode(formats.record().encode()));
        Instant soon = LATER.plusSeconds(5);
        again.pin("json-v1", soon);
        begin(again, 0, 1);
        arrives(again, "cbor-v1", 1, soon);
        assertEquals(List.of(new Stray("cbor-v1", 2, "log/0@1", soon)), again.report(soon).stray());
    }
}
