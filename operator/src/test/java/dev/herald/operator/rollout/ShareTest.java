package dev.herald.operator.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:30:00Z");

    @Test
    void withoutARampAllReplicasAreOfWhatServes() {
        assertEquals(new Share(3, 0, 0), Share.of(Facts.settled(Facts.TWO).state, ChannelRollout.of("old"), 3, 12));
    }

    @ParameterizedTest
    @CsvSource({
            // replicas, given partitions, serving, ramping, percent
            "4,  0, 4, 1,   0",
            "4,  1, 4, 1,   8",
            "4,  6, 2, 2,  50",
            "4, 12, 1, 4, 100",
            "1,  1, 1, 1,   8",
            "0,  6, 0, 0,  50"
    })
    void replicasFollowThePartitionsAndNobodyIsWithoutOne(int replicas, int given, int serving, int ramping,
            int percent) {
        assertEquals(new Share(serving, ramping, percent),
                Share.of(Facts.ramping().state, channel(given), replicas, 12));
    }

    @Test
    void inTheSoakTheNewOneIsAlone() {
        assertEquals(new Share(0, 4, 100), Share.of(Facts.soaking().state, channel(Ramp.ALL), 4, 12));
    }

    @Test
    void inTheSoakTheOldOneIsStartedAgainAsSoonAsTheNewOneIsDown() {
        ChannelRollout down = channel(Ramp.ALL);

        assertEquals(new Share(1, 4, 100), Share.of(Facts.soaking().state,
                down.with(down.ramp().down(NOW, Ramp.ALL, "no pod is ready")), 4, 12));
    }

    private static ChannelRollout channel(int given) {
        return ChannelRollout.of("old").with(Ramp.coming("new", NOW).at(0, given, NOW, ""));
    }
}
