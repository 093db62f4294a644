package dev.herald.operator.leader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.operator.leader.Candidate.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CandidateTest {
    private static final Instant START = Instant.parse("2026-11-23T08:30:00Z");

    private final Candidate candidate = new Candidate("me");

    @Test
    void makesTheLeaseThatIsNotThere() {
        Step step = candidate.consider(Optional.empty(), at(0));

        assertEquals(new Step.Write(new LeaseRecord(Optional.empty(), Optional.of("me"), Duration.ofSeconds(15), START,
                START, 0)), step);
        assertFalse(candidate.leads(at(0)), "wanted is not had");
        candidate.written(at(0));
        assertTrue(candidate.leads(at(0)));
    }

    @Test
    void takesAtOnceWhatWasReleased() {
        LeaseRecord taken = written(candidate.consider(Optional.of(lease("7", null)), at(0)));

        assertEquals(Optional.of("7"), taken.version());
        assertEquals(Optional.of("me"), taken.holder());
        assertEquals(4, taken.transitions());
    }

    @Test
    void takesAtOnceWhatItsPredecessorInThePodLeftBehind() {
        assertEquals(3, written(candidate.consider(Optional.of(lease("7", "me")), at(0))).transitions());
    }

    @Test
    void leavesAloneWhatChanges() {
        for (int second = 0; second < 100; second += 14) {
            assertEquals(new Step.Wait("other"),
                    candidate.consider(Optional.of(lease("version-" + second, "other")), at(second)));
        }
    }

    @Test
    void takesWhatHasNotChangedForItsWholeDurationWhateverTheClocksSay() {
        Optional<LeaseRecord> stale = Optional.of(lease("7", "other"));
        // Its stamp is an hour old, and this wall clock is set forward by another.
        assertInstanceOf(Step.Wait.class, candidate.consider(stale, at(0)));
        assertInstanceOf(Step.Wait.class, candidate.consider(stale, new Moment(seconds(14), START.plusSeconds(3600))));

        assertEquals(Optional.of("me"), written(candidate.consider(stale, at(15))).holder());
    }

    @Test
    void goesByTheDurationThatTheHolderWasPromised() {
        LeaseRecord longer = new LeaseRecord(Optional.of("7"), Optional.of("other"), Duration.ofSeconds(60), START,
                START, 3);
        candidate.consider(Optional.of(longer), at(0));

        assertInstanceOf(Step.Wait.class, candidate.consider(Optional.of(longer), at(59)));
        assertInstanceOf(Step.Write.class, candidate.consider(Optional.of(longer), at(60)));
    }

    @Test
    void leadsForTenSecondsAfterTheLastRenewalWasAskedFor() {
        candidate.written(at(0));

        assertTrue(candidate.leads(at(9)));
        assertFalse(candidate.leads(at(10)));
        candidate.written(at(8));
        assertTrue(candidate.leads(at(17)));
    }

    @Test
    void leadsNoMoreWhenEitherClockSaysSo() {
        candidate.written(at(0));

        assertFalse(candidate.leads(new Moment(seconds(1), START.plusSeconds(10))), "the machine was suspended");
        assertFalse(candidate.leads(new Moment(seconds(10), START.minusSeconds(3600))), "the clock was set back");
    }

    @Test
    void hasLostWhenTheLeaseNamesAnotherOrIsGone() {
        candidate.written(at(0));

        assertEquals(new Step.Lost("other"), candidate.consider(Optional.of(lease("8", "other")), at(1)));
        assertEquals(new Step.Lost("nobody"), candidate.consider(Optional.of(lease("8", null)), at(1)));
        assertEquals(new Step.Lost("nobody"), candidate.consider(Optional.empty(), at(1)));
    }

    @Test
    void releasesOnlyWhatIsItsOwn() {
        LeaseRecord free = candidate.release(Optional.of(lease("7", "me")), at(0)).orElseThrow();

        assertEquals(Optional.empty(), free.holder());
        assertEquals(Optional.of("7"), free.version());
        assertEquals(Optional.empty(), candidate.release(Optional.of(lease("7", "other")), at(0)));
        assertEquals(Optional.empty(), candidate.release(Optional.empty(), at(0)));
    }

    private static LeaseRecord written(Step step) {
        return assertInstanceOf(Step.Write.class, step).lease();
    }

    private static LeaseRecord lease(String version, String holder) {
        return new LeaseRecord(Optional.of(version), Optional.ofNullable(holder), Duration.ofSeconds(15),
                START.minusSeconds(3600), START.minusSeconds(3600), 3);
    }

    private static Moment at(int second) {
        return new Moment(seconds(second), START.plusSeconds(second));
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
