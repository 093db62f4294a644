package dev.herald.worker.status.rules;

import static dev.herald.worker.status.rules.Decision.Verdict.Accepted;
import static dev.herald.worker.status.rules.Decision.Verdict.Failed;
import static dev.herald.worker.status.rules.Decision.Verdict.Undecodable;
import static dev.herald.worker.status.rules.Decision.Verdict.Unknown;
import static dev.herald.worker.status.rules.Traffic.CHANNEL;
import static dev.herald.worker.status.rules.Traffic.FAILED;
import static dev.herald.worker.status.rules.Traffic.RELAY;
import static dev.herald.worker.status.rules.Traffic.START;
import static dev.herald.worker.status.rules.Traffic.UNDECODABLE;
import static dev.herald.worker.status.rules.Traffic.WITH;
import static dev.herald.worker.status.rules.Traffic.WITHOUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.config.LiveSettings.Action;
import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.config.LiveSettings.Rule;
import dev.herald.worker.status.rules.Decision.Unit;

/** What rules look at, and their three answers. */
class MeasuresTest {

    private static final Rule UNKNOWN = new Rule("unknown", Measure.UnknownPercent, FAILED.groupBy(), FAILED.window(),
            50, 5, 1, FAILED.clearFor(), Set.of(Action.Alert, Action.SuspendChannel));
    private static final Rule LATE = new Rule("late", Measure.OldestMessageAge, Set.of(), Duration.ofMinutes(5), 2, 600,
            300, Duration.ofSeconds(30), Set.of(Action.Alert));

    private static Rule groupedBy(LiveSettings.Label... labels) {
        return new Rule("failed", Measure.FailedPercent, Set.of(labels), FAILED.window(), 50, 5, 1, FAILED.clearFor(),
                FAILED.actions());
    }

    private static Instant at(long second) {
        return START.plusSeconds(second);
    }

    @Test
    void opensAnIncidentOfOutcomesThatNobodyKnows() {
        Traffic traffic = new Traffic(FAILED, UNKNOWN).at("PT10S")
                .decide(100, Accepted, WITHOUT, RELAY)
                .decide(60, Unknown, WITH, RELAY)
                .at("PT11S");
        Incident incident = traffic.last();
        assertEquals(1, traffic.changes.size());
        assertEquals("unknown", incident.rule());
        assertEquals(WITH, incident.of());
        assertEquals(at(10), incident.onset());
        assertEquals(60, incident.affected());
        assertEquals("60 of 60 with attachments=true ended unknown in 5m", incident.message());
        assertEquals(List.of(Action.Alert, Action.SuspendChannel), incident.actions());
        assertEquals(Judgement.False, traffic.detector.judgement(CHANNEL, "failed"));
    }

    @Test
    void countsAnUnknownOutcomeNoLongerWhenALaterAttemptIsKnown() {
        Traffic traffic = new Traffic(FAILED, UNKNOWN).at("PT10S");
        for (long unit = 0; unit < 60; unit++) {
            traffic.decide(unit, Unknown, true, WITH);
        }
        for (long unit = 0; unit < 60; unit++) {
            traffic.decide(unit, Accepted, false, WITH);
        }
        traffic.at("PT11S");
        assertEquals(List.of(), traffic.changes);
        for (long unit = 100; unit < 160; unit++) {
            traffic.decide(unit, Failed, true, WITH);
            traffic.decide(unit, Unknown, true, WITH);
        }
        traffic.at("PT12S");
        assertEquals(List.of("unknown"), traffic.changes.stream().map(Incident::rule).toList());
        for (long unit = 100; unit < 160; unit++) {
            traffic.decide(unit, Accepted, false, WITH);
        }
        traffic.at("PT39S");
        assertTrue(traffic.last().isOpen());
        traffic.at("PT40S");
        assertFalse(traffic.last().isOpen());
        assertEquals(120, traffic.last().affected(), "also those that were made good before it was raised");
    }

    @Test
    void tellsMessagesApartByTheLabelsOfTheRuleAlone() {
        Traffic traffic = new Traffic(groupedBy(LiveSettings.Label.provider)).decide(2_000, Accepted, WITHOUT, RELAY)
                .decide(60, Failed, WITH, RELAY)
                .at("PT1S");
        assertEquals(List.of(), traffic.changes, "of the provider 3 % fail, and attachments are not looked at");
        traffic.detector.follow(List.of(groupedBy(LiveSettings.Label.attachments)), Set.of(CHANNEL));
        traffic.at("PT2S");
        assertEquals(WITH, traffic.last().of());
    }

    @Test
    void alwaysLooksAtTheWholeChannel() {
        Traffic traffic = new Traffic(groupedBy()).decide(60, Failed, WITH).at("PT1S");
        assertEquals(MessageClass.WHOLE, traffic.last().of());
    }

    /** Too little to go by is no answer: nothing opens by it and nothing closes. */
    @Test
    void answersTrueFalseOrUnknown() {
        Traffic traffic = new Traffic(FAILED);
        assertEquals(Judgement.Unknown, traffic.detector.judgement(CHANNEL, "failed"), "nothing was decided");
        traffic.decide(49, Failed, WITH).at("PT1S");
        assertEquals(Judgement.Unknown, traffic.detector.judgement(CHANNEL, "failed"), "49 of 50");
        assertEquals(List.of(), traffic.changes);
        traffic.decide(1, Failed, WITH).at("PT2S");
        assertEquals(Judgement.True, traffic.detector.judgement(CHANNEL, "failed"));
        traffic.at("PT20M");
        assertEquals(Judgement.Unknown, traffic.detector.judgement(CHANNEL, "failed"), "silent for long");
        assertEquals(1, traffic.changes.size());
        assertEquals(1, traffic.detector.open().size(), "silence is no recovery");
        traffic.decide(200, Accepted, WITH).at("PT20M1S");
        assertEquals(Judgement.False, traffic.detector.judgement(CHANNEL, "failed"));
        assertEquals(List.of(), traffic.detector.open());
    }

    @Test
    void hidesNoSilentChannelBehindThoseThatSend() {
        var keys = new TreeSet<String>();
        for (int i = 0; i < 100; i++) {
            keys.add("channel" + i);
        }
        var detector = new Detector(List.of(FAILED, UNDECODABLE), keys, START.toEpochMilli());
        for (int second = 0; second < 60; second++) {
            for (String key : keys) {
                if (!key.equals("channel50")) {
                    detector.decided(key, new Decision(new Unit(0, second, 0), at(second).toEpochMilli(), Accepted,
                            false, List.of(WITH), "", ""));
                }
            }
            detector.advance(at(second + 1).toEpochMilli(), at(second + 1));
        }
        for (String key : keys) {
            Judgement expected = key.equals("channel50") ? Judgement.Unknown : Judgement.False;
            assertEquals(expected, detector.judgement(key, "failed"), key);
            assertEquals(expected, detector.judgement(key, "undecodable"), key);
        }
        assertEquals(List.of(), detector.revisions("channel50"));
    }

    @Test
    void takesARuleThatMeasuresSomethingElseForAnother() {
        Rule other = new Rule("failed", Measure.UndecodableCount, FAILED.groupBy(), FAILED.window(), 1, 0, 0,
                FAILED.clearFor(), FAILED.actions());
        Traffic traffic = new Traffic(FAILED).decide(60, Failed, WITH).at("PT2S");
        List<Incident> closed = traffic.detector.follow(List.of(other), Set.of(CHANNEL));
        assertEquals(List.of(false), closed.stream().map(Incident::isOpen).toList());
        traffic.decide(1, Undecodable, WITH).at("PT3S");
        assertEquals(Measure.UndecodableCount, traffic.last().measure());
        // A restart that learns of both at once ends up the same.
        Traffic again = new Traffic(START, traffic.changes.subList(0, 1), other);
        assertEquals(List.of(false), again.changes.stream().map(Incident::isOpen).toList());
    }

    private static List<Incident> judge(Detector detector, long count, long dueSince, long second) {
        return detector.judgeWaiting(Map.of(CHANNEL, new Waiting(count,
                count == 0 ? Optional.empty() : Optional.of(at(second - dueSince)))), at(second), at(second));
    }

    private static Detector late(Rule rule) {
        return new Detector(List.of(rule), Set.of(CHANNEL), START.toEpochMilli());
    }

    @Test
    void judgesTheAgeOfWhatWaits() {
        Detector detector = late(LATE);
        assertEquals(Judgement.Unknown, detector.judgement(CHANNEL, "late"), "not yet known");
        assertEquals(List.of(), judge(detector, 0, 0, 1_000));
        assertEquals(Judgement.False, detector.judgement(CHANNEL, "late"), "nothing waits");
        assertEquals(List.of(), judge(detector, 5, 600, 1_001));
        assertEquals(Judgement.False, detector.judgement(CHANNEL, "late"), "at the level");
        assertEquals(List.of(), judge(detector, 1, 700, 1_002));
        assertEquals(Judgement.Unknown, detector.judgement(CHANNEL, "late"), "one message, and the rule asks for two");
        Incident late = judge(detector, 5, 700, 1_003).getFirst();
        assertEquals(Judgement.True, detector.judgement(CHANNEL, "late"));
        assertEquals(at(1_003 - 700 + 600), late.onset());
        assertEquals("5 not attempted yet, the oldest due for 11m40s", late.message());
        // It grows, and is one incident.
        assertEquals(List.of(), judge(detector, 9, 800, 1_103));
        assertEquals(9, detector.open().getFirst().affected());
        // Below the level at which it is raised, above the one at which it is cleared.
        for (long second = 1_104; second < 1_200; second++) {
            assertEquals(List.of(), judge(detector, 9, 400, second));
        }
    }

    @Test
    void closesWhenWhatWaitsIsYoungForLongEnoughAsFarAsThatIsKnown() {
        Detector detector = late(LATE);
        judge(detector, 5, 700, 1_000);
        for (long second = 1_001; second <= 1_020; second++) {
            assertEquals(List.of(), judge(detector, 1, 100, second));
        }
        assertEquals(List.of(), detector.judgeWaiting(Map.of(), at(1_021), at(1_021)));
        assertEquals(Judgement.Unknown, detector.judgement(CHANNEL, "late"));
        for (long second = 1_022; second < 1_052; second++) {
            assertEquals(List.of(), judge(detector, 1, 100, second), "what was not seen does not count");
        }
        Incident closed = judge(detector, 1, 100, 1_052).getFirst();
        assertEquals(Optional.of(at(1_052)), closed.closed());
        assertTrue(closed.message().endsWith("cleared: at most 5m for 30s"), closed.message());
        assertEquals(List.of(), judge(detector, 1, 100, 1_053));
    }

    @Test
    void keepsAnIncidentOfWhatWaitsOverARestartAndClosesItWithItsRule() {
        Detector first = late(LATE);
        Incident late = judge(first, 5, 700, 1_000).getFirst();
        Detector second = late(LATE);
        assertEquals(List.of(), second.restore(List.of(late)));
        assertEquals(List.of(), judge(second, 5, 710, 1_010));
        assertEquals(List.of(late.id()), second.open().stream().map(Incident::id).toList());
        assertEquals(late.id(), second.follow(List.of(), Set.of(CHANNEL)).getFirst().id());
        assertEquals(late.id(), late(FAILED).restore(List.of(late)).getFirst().id());
    }

    /** Who was away while it began finds it by the same name. */
    @Test
    void namesAnIncidentOfWhatWaitsByWhenItBecameTooOld() {
        Incident early = judge(late(LATE), 5, 601, 1_000).getFirst();
        Incident later = judge(late(LATE), 50, 1_601, 2_000).getFirst();
        assertEquals(early.id(), later.id());
        assertEquals(early.onset(), later.onset());
    }
}
