package dev.herald.worker.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.config.LiveSettings.Rate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuotaTest {

    private static final Optional<Rate> FIFTY = Optional.of(new Rate(100_000, 50_000, 1_000, 1_000));
    private static final Optional<Rate> SLOW = Optional.of(new Rate(0, 250, 0, 1_000));

    @Test
    void isWhatAllItsChannelsLeaveToReplays() {
        assertEquals("quota 50/s", quota(FIFTY).toString());
        assertEquals("quota 0.25/s", quota(SLOW).toString());
        assertEquals("quota 50.25/s", quota(FIFTY, SLOW).toString());
    }

    @Test
    void oneChannelWithoutALimitIsEnoughToHaveNone() {
        assertEquals(Optional.empty(), Quota.of(List.of(FIFTY, Optional.empty())));
        assertEquals(Optional.empty(), Quota.of(List.of()), "nobody has anything to send");
    }

    @Test
    void aReplayThatIsMuchSlowerIsHeldBySomethingElse() {
        assertTrue(quota(FIFTY).isUsed(49.7));
        assertTrue(quota(FIFTY).isUsed(25));
        assertFalse(quota(FIFTY).isUsed(24.9));
        assertFalse(quota(FIFTY).isUsed(0));
    }

    @Test
    void whereNothingIsLeftItIsTheQuotaThatHolds() {
        Quota none = quota(Optional.of(new Rate(50_000, 0, 1_000, 0)));

        assertEquals("quota 0/s", none.toString());
        assertTrue(none.isUsed(0));
    }

    @SafeVarargs
    private static Quota quota(Optional<Rate>... rates) {
        return Quota.of(List.of(rates)).orElseThrow();
    }
}
