package dev.herald.worker.status.rules;

import static dev.herald.worker.status.rules.Decision.Verdict.Accepted;
import static dev.herald.worker.status.rules.Decision.Verdict.Failed;
import static dev.herald.worker.status.rules.Decision.Verdict.Undecodable;
import static dev.herald.worker.status.rules.Traffic.CHANNEL;
import static dev.herald.worker.status.rules.Traffic.FAILED;
import static dev.herald.worker.status.rules.Traffic.RELAY;
import static dev.herald.worker.status.rules.Traffic.UNDECODABLE;
import static dev.herald.worker.status.rules.Traffic.WITH;
import static dev.herald.worker.status.rules.Traffic.WITHOUT;
import static dev.herald.worker.status.rules.Traffic.tag;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.herald.worker.status.rules.MessageClass.Label;

/** How the senders of each revision stand, by what they decided themselves. */
class RevisionWatchTest {

    private static MessageClass revision(String name) {
        return new MessageClass(Label.revision, name);
    }

    private static List<String> names(List<RevisionFigures> revisions) {
        return revisions.stream().map(RevisionFigures::revision).toList();
    }

    @Test
    void judgesARevisionThatFailsWhileTheChannelIsHealthy() {
        MessageClass old = revision("3f9a1c22");
        MessageClass fresh = revision("77aa0b1c");
        Traffic traffic = new Traffic(FAILED, UNDECODABLE).at("PT10S")
                .decide(5_000, Accepted, WITH, old)
                .decide(60, Accepted, WITHOUT, fresh)
                .decide(48, Accepted, WITH, fresh)
                .decide(12, Failed, WITH, fresh);
        List<RevisionFigures> revisions = traffic.detector.revisions(CHANNEL);
        assertEquals(List.of("77aa0b1c", "3f9a1c22"), names(revisions), "the latest decision first");
        RevisionFigures figures = revisions.getFirst();
        assertEquals(120, figures.decided());
        assertEquals(List.of(new Share(WITHOUT, 0, 60), new Share(WITH, 12, 60)), figures.classes());
        assertEquals(new RevisionFigures.RuleFigure("failed", true, new Share(WITH, 12, 60), 50,
                "12 of 60 with attachments=true failed in 5m: 552 message content rejected"),
                figures.rules().getFirst());
        assertEquals(new RevisionFigures.RuleFigure("undecodable", false, new Share(MessageClass.WHOLE, 0, 120), 1,
                "0 of 120 could not be decoded in 5m"), figures.rules().getLast());
        assertFalse(revisions.getLast().rules().getFirst().isCrossed());
        assertEquals(5_000, revisions.getLast().decided());
    }

    @Test
    void blamesARevisionForAFailureThatAnotherOneMadeGood() {
        Traffic traffic = new Traffic(FAILED);
        for (long unit = 0; unit < 60; unit++) {
            traffic.decide(unit, Failed, true, revision("77aa0b1c"));
        }
        traffic.at("PT30S");
        for (long unit = 0; unit < 60; unit++) {
            traffic.decide(unit, Accepted, false, revision("3f9a1c22"));
        }
        traffic.at("PT40S");
        assertEquals(0, traffic.detector.failing(CHANNEL).size(), "of the channel nothing fails any more");
        List<RevisionFigures> revisions = traffic.detector.revisions(CHANNEL);
        assertEquals(new Share(MessageClass.WHOLE, 0, 60), revisions.getFirst().rules().getFirst().worst());
        assertEquals(new Share(MessageClass.WHOLE, 60, 60), revisions.getLast().rules().getFirst().worst());
    }

    @Test
    void countsAnUndecodableMessageForItsRevision() {
        Traffic traffic = new Traffic(FAILED, UNDECODABLE).decide(1, Undecodable, WITH, revision("77aa0b1c"));
        RevisionFigures figures = traffic.detector.revisions(CHANNEL).getFirst();
        assertEquals(0, figures.decided());
        assertEquals(List.of(), figures.classes());
        assertEquals(new RevisionFigures.RuleFigure("undecodable", true, new Share(MessageClass.WHOLE, 1, 1), 1,
                "1 of 1 could not be decoded in 5m: attachments[0].content: is not base64"),
                figures.rules().getLast());
        assertEquals("nothing was decided in 5m", figures.rules().getFirst().message());
    }

    @Test
    void keepsTheFourRevisionsThatDecidedLastAndNoneThatIsPast() {
        Traffic traffic = new Traffic(FAILED);
        for (int i = 0; i < 50; i++) {
            traffic.decide(1, Accepted, revision("r" + i)).decide(1, Accepted, revision("r0"));
        }
        assertEquals(List.of("r0", "r49", "r48", "r47"), names(traffic.detector.revisions(CHANNEL)));
        assertEquals(50 + 1, traffic.detector.revisions(CHANNEL).getFirst().decided());
        traffic.at("PT2M").decide(1, Accepted, revision("r48")).at("PT5M1S");
        assertEquals(List.of("r48"), names(traffic.detector.revisions(CHANNEL)));
        traffic.at("PT2H");
        assertEquals(List.of(), traffic.detector.revisions(CHANNEL));
    }

    @Test
    void keepsClassesOfARevisionBoundedAndShowsThoseWithMost() {
        Traffic traffic = new Traffic(FAILED);
        for (int i = 0; i < 2_000; i++) {
            traffic.decide(1, Accepted, tag("t" + i), RELAY, revision("r"));
        }
        traffic.decide(100, Failed, tag("late"), RELAY, revision("r"));
        RevisionFigures figures = traffic.detector.revisions(CHANNEL).getFirst();
        assertEquals(20, figures.classes().size());
        assertEquals(new Share(RELAY, 100, 2_100), figures.classes().getFirst());
        assertEquals(MessageClass.OTHER, figures.classes().get(1).of());
        assertTrue(figures.rules().getFirst().isCrossed(), "what is counted together counts, too");
    }
}
