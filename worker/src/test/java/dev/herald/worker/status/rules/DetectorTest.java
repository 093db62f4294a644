package dev.herald.worker.status.rules;

import static dev.herald.worker.status.rules.Decision.Verdict.Accepted;
import static dev.herald.worker.status.rules.Decision.Verdict.Failed;
import static dev.herald.worker.status.rules.Decision.Verdict.RecipientFailed;
import static dev.herald.worker.status.rules.Decision.Verdict.Undecodable;
import static dev.herald.worker.status.rules.Decision.Verdict.Unknown;
import static dev.herald.worker.status.rules.Traffic.CHANNEL;
import static dev.herald.worker.status.rules.Traffic.FAILED;
import static dev.herald.worker.status.rules.Traffic.RELAY;
import static dev.herald.worker.status.rules.Traffic.START;
import static dev.herald.worker.status.rules.Traffic.UNDECODABLE;
import static dev.herald.worker.status.rules.Traffic.WITH;
import static dev.herald.worker.status.rules.Traffic.WITHOUT;
import static dev.herald.worker.status.rules.Traffic.tag;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.herald.worker.config.LiveSettings.Action;
import dev.herald.worker.config.LiveSettings.Rule;
import dev.herald.worker.status.rules.MessageClass.Label;

class DetectorTest {

    @Test
    void opensAnIncidentForTheClassThatFailsWhileTheAverageIsHealthy() {
        Traffic traffic = new Traffic(FAILED).at("PT10S")
                .decide(5_000, Accepted, WITHOUT, RELAY)
                .at("PT12.3S")
                .decide(60, Failed, WITH, RELAY)
                .at("PT14S");

        Incident incident = traffic.last();
        assertEquals(1, traffic.changes.size());
        assertEquals(WITH, incident.of());
        assertEquals(Map.of("attachments", "true"), incident.of().labels());
        assertEquals(START.plusSeconds(12), incident.onset());
        assertEquals(START.plusSeconds(14), incident.detected());
        assertEquals(60, incident.affected());
        assertEquals(List.of(Action.Alert, Action.CreateReplayJob), incident.actions());
        assertEquals("60 of 60 with attachments=true failed in 5m: 552 message content rejected", incident.message());
        assertTrue(incident.isOpen());
        assertEquals(Judgement.True, traffic.detector.judgement(CHANNEL, "failed"));
    }

    @Test
    void blamesTheWholeChannelWhenNoClassIsWorseThanIt() {
        Traffic traffic = new Traffic(FAILED).decide(30, Failed, WITH, RELAY)
                .decide(30, Failed, WITHOUT, RELAY)
                .at("PT1S");
        assertEquals(MessageClass.WHOLE, traffic.last().of());
        assertEquals("60 of 60 failed in 5m: 552 message content rejected", traffic.last().message());
    }

    @Test
    void blamesTheWholeChannelWhenTheWorstClassHoldsOnlyPartOfTheFailures() {
        Traffic traffic = new Traffic(FAILED).decide(80, Failed, tag("invoice"))
                .decide(40, Failed, tag("news"))
                .decide(400, Accepted, tag("news"))
                .at("PT1S");
        assertEquals(MessageClass.WHOLE, traffic.last().of());
    }

    @Test
    void blamesAClassThatHasJustBegunToFailWhileOthersAreManyMore() {
        Traffic traffic = new Traffic(FAILED).decide(50, Accepted, WITHOUT).decide(4, Failed, WITH).at("PT1S");
        assertEquals(WITH, traffic.last().of());
        assertEquals("4 of 4 with attachments=true failed in 5m: 552 message content rejected",
                traffic.last().message());
    }

    @Test
    void saysNothingBelowTheMinimumCount() {
        Traffic traffic = new Traffic(FAILED).decide(49, Failed, WITH).at("PT1S");
        assertEquals(List.of(), traffic.changes);
        assertEquals(Judgement.Unknown, traffic.detector.judgement(CHANNEL, "failed"));
    }

    @Test
    void isNotCrossedAtTheLevelButAboveIt() {
        Traffic traffic = new Traffic(FAILED).decide(95, Accepted).decide(5, Failed).at("PT1S");
        assertEquals(List.of(), traffic.changes);
        assertEquals(Judgement.False, traffic.detector.judgement(CHANNEL, "failed"));
        traffic.decide(1, Failed).at("PT2S");
        assertEquals(1, traffic.changes.size());
    }

    @Test
    void countsRecipientsAndUnknownOutcomesAsDecidedButNotAsFailed() {
        Traffic traffic = new Traffic(FAILED).decide(500, RecipientFailed).decide(500, Unknown).at("PT1S");
        assertEquals(List.of(), traffic.changes);
        assertEquals(Judgement.False, traffic.detector.judgement(CHANNEL, "failed"));
    }

    @Test
    void countsAUnitOnceWithItsLatestAttempt() {
        Traffic traffic = new Traffic(FAILED).decide(90, Accepted);
        for (int second = 1; second <= 20; second++) {
            traffic.decide(1_000_000, Failed, true).at(Duration.ofSeconds(second));
        }
        assertEquals(List.of(), traffic.changes, "1 of 91 failed, however often it was tried");
        traffic.decide(1_000_000, Accepted, false).at("PT21S");
        assertEquals(List.of(new Share(MessageClass.WHOLE, 0, 91)),
                List.of(share(traffic, MessageClass.WHOLE)));
    }

    private static Share share(Traffic traffic, MessageClass of) {
        return traffic.detector.failing(CHANNEL)
                .stream()
                .filter(s -> s.of().equals(of))
                .findFirst()
                .orElse(new Share(of, 0, 91));
    }

    @Test
    void closesWhenTheClassSucceedsForLongEnoughAndNotBefore() {
        Traffic traffic = new Traffic(FAILED).at("PT10S")
                .decide(60, Failed, WITH)
                .decide(60, Accepted, WITHOUT)
                .at("PT20S");
        // Others succeed; that says nothing of attachments.
        traffic.decide(1_000, Accepted, WITHOUT).at("PT60S");
        assertEquals(1, traffic.changes.size());
        // Nine of the ten decisions that it takes.
        traffic.decide(9, Accepted, WITH).at("PT61S");
        assertEquals(1, traffic.changes.size());
        traffic.decide(1, Accepted, WITH).at("PT62S");

        Incident closed = traffic.last();
        assertEquals(2, traffic.changes.size());
        assertEquals(START.plusSeconds(62), closed.closed().orElseThrow());
        assertEquals(traffic.changes.getFirst().id(), closed.id());
        assertEquals(60, closed.affected());
    }

    @Test
    void doesNotOpenAgainByFailuresThatAnIncidentHasLeftInTheWindow() {
        Traffic traffic = new Traffic(FAILED).at("PT10S")
                .decide(60, Failed, WITH)
                .at("PT50S")
                .decide(60, Accepted, WITH)
                .at("PT52S");
        assertFalse(traffic.last().isOpen());
        traffic.decide(10, Accepted, WITH).at("PT4M");
        assertEquals(2, traffic.changes.size());
        traffic.decide(60, Failed, WITH).at("PT4M2S");
        assertEquals(3, traffic.changes.size());
        assertEquals(START.plusSeconds(240), traffic.last().onset());
        assertFalse(traffic.last().id().equals(traffic.changes.getFirst().id()));
    }

    @Test
    void widensToTheWholeChannelWhenFailuresSpread() {
        Traffic traffic = new Traffic(FAILED).at("PT10S")
                .decide(60, Failed, WITH)
                .decide(60, Accepted, WITHOUT)
                .at("PT11S");
        assertEquals(WITH, traffic.last().of());
        traffic.decide(100, Failed, WITHOUT).at("PT12S");

        assertEquals(2, traffic.changes.size());
        assertEquals(MessageClass.WHOLE, traffic.last().of());
        assertEquals(traffic.changes.getFirst().id(), traffic.last().id());
        assertEquals(160, traffic.last().affected());
    }

    @Test
    void countsEachAffectedUnitOnceAcrossItsRetries() {
        Traffic traffic = new Traffic(FAILED).at("PT10S");
        for (int attempt = 0; attempt < 4; attempt++) {
            for (long unit = 0; unit < 60; unit++) {
                traffic.decide(unit, Failed, true, WITH);
            }
            traffic.at(Duration.ofSeconds(20 + attempt * 10));
        }
        assertEquals(60, traffic.detector.open().getFirst().affected());
    }

    /** It was taken back and never decides anything again: the revision that goes on sending tells that all is well. */
    @Test
    void closesTheIncidentOfARevisionWhenWhatServesInsteadSucceeds() {
        MessageClass bad = new MessageClass(Label.revision, "77aa0b1c");
        MessageClass good = new MessageClass(Label.revision, "3f9a1c22");
        Traffic traffic = new Traffic(FAILED).decide(90, Accepted, good).decide(60, Failed, bad).at("PT1S");
        assertEquals(bad, traffic.last().of());
        for (int second = 2; second <= 60; second++) {
            traffic.decide(10, Accepted, good).at("PT%dS".formatted(second));
        }
        assertFalse(traffic.last().isOpen());
    }

    @Test
    void opensAtOneUndecodableMessageAndClosesWhenThereWasNoneForAWhile() {
        Traffic traffic = new Traffic(UNDECODABLE).decide(500, Accepted, WITHOUT)
                .at("PT10S")
                .decide(1, Undecodable, WITH)
                .at("PT11S");
        assertEquals(WITH, traffic.last().of());
        assertEquals("1 of 1 with attachments=true could not be decoded in 5m: attachments[0].content: is not base64",
                traffic.last().message());
        traffic.at("PT40S");
        assertEquals(1, traffic.changes.size());
        traffic.at("PT41S");
        assertFalse(traffic.last().isOpen());
        assertEquals(START.plusSeconds(41), traffic.last().closed().orElseThrow());
    }

    @Test
    void tellsTheErrorsOfFailedAndOfUndecodableMessagesApart() {
        Traffic traffic = new Traffic(FAILED, UNDECODABLE).decide(60, Accepted, WITHOUT)
                .decide(60, Failed, WITH)
                .decide(1, Undecodable, WITH)
                .at("PT1S");
        assertEquals(List.of("60 of 60 with attachments=true failed in 5m: 552 message content rejected",
                "1 of 61 with attachments=true could not be decoded in 5m: attachments[0].content: is not base64"),
                traffic.changes.stream().map(Incident::message).toList());
    }

    @Test
    void findsTheSameIncidentAfterARestart() {
        Traffic first = new Traffic(FAILED).at("PT10S").decide(60, Failed, WITH).at("PT20S");
        Traffic again = new Traffic(START, List.of(), FAILED).at("PT10S").decide(60, Failed, WITH).at("PT20S");
        assertEquals(first.last(), again.last());
    }

    @Test
    void takesUpWhatWasWrittenDownBeforeARestart() {
        Traffic first = new Traffic(FAILED).at("PT10S").decide(60, Failed, WITH).at("PT20S");
        Traffic second = new Traffic(START.plusSeconds(600), first.changes, FAILED).at("PT11M")
                .decide(60, Failed, WITH)
                .at("PT11M1S");
        assertEquals(List.of(), second.changes, "still the same incident");
        second.at("PT12M").decide(60, Accepted, WITH).at("PT12M1S");
        assertEquals(first.last().id(), second.last().id());
        assertEquals(first.last().onset(), second.last().onset());
        assertFalse(second.last().isOpen());
        // And once more: the closed one raises nothing.
        Traffic third = new Traffic(START.plusSeconds(715), second.changes, FAILED);
        third.decide(60, Failed, WITH).at("PT12M1S");
        assertEquals(List.of(), third.changes, "before the closing");
    }

    @Test
    void closesAnIncidentWhoseRuleOrChannelWasRemoved() {
        Traffic traffic = new Traffic(FAILED, UNDECODABLE).decide(60, Failed, WITH).at("PT2S");
        assertEquals(1, traffic.detector.follow(List.of(UNDECODABLE), Set.of(CHANNEL)).size());
        assertEquals(List.of(), traffic.detector.open());

        Traffic other = new Traffic(FAILED).decide(60, Failed, WITH).at("PT2S");
        Incident closed = other.detector.follow(List.of(FAILED), Set.of("sms")).getFirst();
        assertTrue(closed.message().endsWith("the channel was removed"), closed.message());

        List<Incident> orphans = new Traffic(UNDECODABLE).detector.restore(traffic.changes);
        assertFalse(orphans.getFirst().isOpen());
    }

    @Test
    void followsChangedLevels() {
        Traffic traffic = new Traffic(FAILED).decide(10, Failed).decide(10, Accepted).at("PT2S");
        assertEquals(List.of(), traffic.changes);
        traffic.detector
                .follow(List.of(new Rule("failed", FAILED.measure(), FAILED.groupBy(), FAILED.window(), 20, 5, 1,
                        FAILED.clearFor(), FAILED.actions())), Set.of(CHANNEL));
        traffic.at("PT3S");
        assertEquals(1, traffic.changes.size());
    }

    @Test
    void keepsItsClassesBoundedAndStillNoticesWhatFailsBeyond() {
        Traffic traffic = new Traffic(FAILED);
        for (int i = 0; i < 2_000; i++) {
            traffic.decide(1, Accepted, tag("t" + i), RELAY);
        }
        traffic.decide(100, Failed, tag("late"), RELAY).at("PT1S");
        assertEquals(MessageClass.WHOLE, traffic.last().of(), "what is counted together explains nothing");
        assertTrue(traffic.detector.failing(CHANNEL).stream().anyMatch(s -> s.of().equals(MessageClass.OTHER)));
        assertTrue(traffic.detector.failing(CHANNEL).stream().noneMatch(s -> s.of().equals(tag("late"))));
        // The old ones are past: there is room again.
        traffic.at("PT20M").decide(100, Failed, tag("late"), RELAY).at("PT20M1S");
        assertTrue(traffic.detector.failing(CHANNEL).stream().anyMatch(s -> s.of().equals(tag("late"))));
    }

    @Test
    void namesTheWorstClassesFirst() {
        Traffic traffic = new Traffic(FAILED).decide(10, Failed, WITH)
                .decide(5, Failed, WITHOUT)
                .decide(15, Accepted, WITHOUT)
                .at("PT1S");
        assertEquals(List.of(new Share(WITH, 10, 10), new Share(MessageClass.WHOLE, 15, 30),
                new Share(WITHOUT, 5, 20)), traffic.detector.failing(CHANNEL));
        assertEquals(25, traffic.detector.failing(CHANNEL).getLast().percent());
    }

    @Test
    void passesThreeIdleDaysInAMoment() {
        Traffic traffic = new Traffic(FAILED, UNDECODABLE).decide(1, Accepted)
                .at("PT72H")
                .decide(60, Failed, WITH)
                .at("PT72H1S");
        assertEquals(1, traffic.changes.size());
    }
}
