package dev.herald.operator.rollout;

import static dev.herald.operator.rollout.Facts.NEW;
import static dev.herald.operator.rollout.Facts.TWO;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.operator.rollout.Rollout.Phase;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A channel's own change, and a channel whose spec is wrong. */
class OwnChangeTest {
    private static final Duration STEP = Duration.ofMinutes(2);
    private static final Duration SOAK = Duration.ofMinutes(30);

    @Test
    void aChannelsOwnChangeIsRampedAlone() {
        Facts facts = Facts.settled(TWO);
        facts.spec = "email2";
        facts.ready("old/email", 2).ready("old", 0).next();
        assertEquals("old/email2", facts.email().ramp().revision());
        facts.ready("old", 1).decided("old", 60);
        for (int i = 0; i < 4; i++) {
            facts.next();
            facts.after(STEP);
        }

        facts.next();

        assertEquals(ChannelRollout.of("old/email2"), facts.email());
    }

    @Test
    void aChannelWhoseSpecIsWrongHoldsNobodyAndIsRampedAloneWhenItIsMended() {
        Facts facts = Facts.settled(TWO);
        facts.other = new ChannelFacts("hooks", "hooks", 1, Map.of(), Map.of("old/hooks", 1));
        Map<String, ChannelRollout> channels = new TreeMap<>(facts.state.channels());
        channels.put("hooks", ChannelRollout.of("old/hooks"));
        facts.state = facts.state.with(channels);
        facts.wants(NEW).next();
        facts.probed("Passed", TWO).ready("new", 1).decided("new", 60);

        for (int i = 0; i < 9; i++) {
            facts.after(STEP).next();
        }
        assertEquals(Phase.Soak, facts.state.target().phase());
        facts.after(SOAK).next();

        assertEquals("new", facts.state.serving());
        assertEquals(ChannelRollout.of("new/email"), facts.email());
        assertEquals(ChannelRollout.of("old/hooks"), facts.state.channel("hooks").orElseThrow());
        facts.other = new ChannelFacts("hooks", "hooks", 1, Map.of("old", "old/hooks", "new", "new/hooks"),
                Map.of("old/hooks", 1));
        assertEquals("new/hooks", facts.next().channel("hooks").orElseThrow().ramp().revision());
    }

    @Test
    void aChannelWhoseSpecIsWrongIsLeftInTheMiddleOfItsRamp() {
        Facts facts = Facts.ramping();
        ChannelRollout ramping = facts.email();
        facts.other = new ChannelFacts("email", "email", 2, Map.of(), Map.of());

        for (int i = 0; i < 4; i++) {
            facts.next();
        }
        facts.after(SOAK).next();

        assertEquals("new", facts.state.serving());
        assertEquals(ramping, facts.email());
    }

    @Test
    void aChannelsOwnChangeIsLookedAfterWhileAProbeRuns() {
        Facts facts = Facts.settled(TWO);
        facts.spec = "email2";
        facts.ready("old/email", 2).ready("old", 1).next();
        facts.next();
        assertEquals(1, facts.email().ramp().partitions());
        facts.wants(NEW).next();
        assertEquals(Phase.Probe, facts.state.target().phase());

        facts.ready("old", 0).next();

        assertEquals(0, facts.email().ramp().partitions());
    }
}
