package dev.herald.worker.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.herald.worker.config.LiveSettings.Action;
import dev.herald.worker.config.LiveSettings.Label;
import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.config.LiveSettings.Rule;
import dev.herald.worker.ledger.Labels.Attachments;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.status.rules.Incident;
import dev.herald.worker.status.scaling.ScalingFigures;
import dev.herald.worker.status.scaling.ScalingFigures.Partition;

/** From the records of ledgers and what waits in the log to incidents that are written down, second by second. */
class LedgerWatchTest {

    private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
    private static final List<String> CHANNELS = List.of("email", "hooks");
    private static final Rule FAILED = new Rule("failed", Measure.FailedPercent, Set.of(Label.values()),
            Duration.ofMinutes(1), 10, 5, 1, Duration.ofSeconds(5), Set.of(Action.Alert));
    private static final Rule LATE = new Rule("late", Measure.OldestMessageAge, Set.of(), Duration.ofMinutes(5), 1, 600,
            300, Duration.ofSeconds(30), Set.of(Action.Alert));

    private final MemoryLedgers ledgers = new MemoryLedgers(2, CHANNELS);
    private Instant now = START;
    private boolean isLogRead = true;
    private LedgerStatus status = status();

    private LedgerStatus status() {
        return new LedgerStatus(ledgers, CHANNELS, List.of(FAILED, LATE), START, () -> now);
    }

    /** Goes on until a second, looking every second. */
    private void until(long second) throws InterruptedException {
        until(second, status);
    }

    private void until(long second, LedgerStatus... looking) throws InterruptedException {
        while (now.isBefore(START.plusSeconds(second))) {
            now = now.plusSeconds(1);
            for (LedgerStatus one : looking) {
                if (isLogRead) {
                    one.backlog.isCurrent(now);
                }
                one.watch.read();
            }
        }
    }

    private static Instant at(long second) {
        return START.plusSeconds(second);
    }

    private List<Incident> incidents() {
        return status.watch.view().incidents();
    }

    private void arrive(long offset, long due) {
        status.backlog.arrived(0, offset, now.toEpochMilli(), at(due).toEpochMilli(), List.of("email"));
    }

    /** A leader's clock may be behind, and a record may come from a partition of which all seemed to be read. */
    @Test
    void countsARecordThatComesLateWhenItComes() throws InterruptedException {
        var first = new MemorySender(ledgers, "email", 0, at(0));
        var second = new MemorySender(ledgers, "email", 1, at(0));
        first.decide(at(5), 50, Attachments.NO, true);
        until(20);
        second.decide(at(8), 12, Attachments.YES, false);
        until(30);
        assertEquals(1, incidents().size());
        Incident incident = incidents().getFirst();
        assertEquals(at(20), incident.onset(), "what has been judged is not judged again");
        assertEquals(12, incident.affected());
        assertEquals("attachments=true", incident.of().toString());
        second.decide(at(25), 5, Attachments.YES, true);
        first.decide(at(31), 5, Attachments.YES, true);
        until(40);
        assertFalse(incidents().getFirst().isOpen());
    }

    /** Stopped by SIGSTOP it knows afterwards what it knew; killed it knows what the control topic holds. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void findsTheSameIncidentWhenItWasAwayFromBeginningToEnd(boolean isKilled) throws InterruptedException {
        LedgerStatus other = status();
        var sender = new MemorySender(ledgers, "email", 0, at(0));
        sender.decide(at(5), 40, Attachments.NO, true);
        until(10, status, other);
        sender.decide(at(12), 20, Attachments.YES, false);
        until(30, other);
        sender.decide(at(31), 20, Attachments.YES, true);
        until(60, other);
        Incident seen = other.watch.view().incidents().getFirst();
        assertFalse(seen.isOpen());

        now = at(1_800);
        status = isKilled ? status.restarted(at(10)) : status;
        until(1_801);
        Incident found = incidents().getFirst();
        assertEquals(seen.id(), found.id());
        assertEquals(seen.onset(), found.onset());
        assertEquals(seen.of(), found.of());
        assertEquals(seen.affected(), found.affected());
        assertTrue(found.isOpen(), "nobody has known of it yet");
        sender.decide(at(1_802), 20, Attachments.YES, true);
        until(1_820);
        assertFalse(incidents().getFirst().isOpen());
        assertEquals(1, incidents().size());
    }

    @Test
    void keepsAnOpenIncidentOverARestartAndCloses() throws InterruptedException {
        var sender = new MemorySender(ledgers, "email", 0, at(0));
        sender.decide(at(5), 20, Attachments.YES, false);
        until(20);
        Incident before = incidents().getFirst();
        now = at(300);
        status = status.restarted(at(15));
        until(310);
        assertEquals(List.of(before.id()), incidents().stream().map(Incident::id).toList());
        assertEquals(before.detected(), incidents().getFirst().detected());
        sender.decide(at(311), 20, Attachments.YES, true);
        until(330);
        assertFalse(incidents().getFirst().isOpen());
    }

    @Test
    void opensAnIncidentOfWhatWaitsTooLongAndKeepsItOverARestart() throws InterruptedException {
        until(10);
        arrive(0, 10);
        arrive(1, 10);
        until(610);
        assertEquals(List.of(), incidents(), "at the level, not above it");
        until(620);
        Incident late = incidents().getFirst();
        assertEquals(at(610), late.onset());
        assertEquals(at(611), late.detected());
        assertEquals(2, late.affected());
        assertEquals("late", late.rule());
        assertTrue(late.of().labels().isEmpty());

        LedgerStatus before = status;
        status = status.restarted(at(620));
        until(640, status);
        assertEquals(List.of(late.id()), incidents().stream().map(Incident::id).toList());
        assertTrue(incidents().getFirst().isOpen(), "nothing waits, but not for long enough");
        before.watch.close();
        until(655);
        assertEquals(Optional.of(at(651)), incidents().getFirst().closed());
    }

    /** What is not known opens nothing and closes nothing. */
    @Test
    void doesNotJudgeWhatWaitsByFiguresThatAreOld() throws InterruptedException {
        until(10);
        arrive(0, 10);
        isLogRead = false;
        until(1_000);
        assertEquals(List.of(), incidents());
        isLogRead = true;
        until(1_002);
        assertEquals(1, incidents().size());
        assertEquals(at(610), incidents().getFirst().onset(), "since when it is so, not since it is known");
        isLogRead = false;
        status.backlog.progress("email", 0, 1);
        until(1_100);
        assertTrue(incidents().getFirst().isOpen());
        isLogRead = true;
        until(1_125);
        assertTrue(incidents().getFirst().isOpen());
        until(1_140);
        assertFalse(incidents().getFirst().isOpen());
    }

    /** Frozen for half an hour: what it knew of what waits is of then. */
    @Test
    void takesNothingForLateBecauseItWasFrozen() throws InterruptedException {
        until(10);
        arrive(0, 10);
        until(12);
        now = at(1_800);
        status.watch.read();
        status.backlog.progress("email", 0, 1);
        until(1_830);
        assertEquals(List.of(), incidents());
    }

    @Test
    void countsTheAgeOfWhatWasPutOffFromItsTime() throws InterruptedException {
        var sender = new MemorySender(ledgers, "email", 0, at(0));
        Unit unit = sender.defer(at(1), at(100));
        until(10);
        arrive(7, 200);
        until(650);
        assertEquals(List.of(), incidents(), "taken in 650 s ago, and due for 550 s");
        assertEquals(Optional.of(at(100)), status.watch.view().channels().get("email").due());
        until(702);
        Incident late = incidents().getFirst();
        assertEquals(at(700), late.onset());
        assertEquals(2, late.affected());
        sender.accept(now, unit);
        status.backlog.progress("email", 0, 8);
        until(740);
        assertFalse(incidents().getFirst().isOpen());
    }

    /** All that others send says nothing of it; what waits for it does. */
    @Test
    void isNotDeceivedByOtherChannelsAboutASilentOne() throws InterruptedException {
        var hooks = new MemorySender(ledgers, "hooks", 0, at(0));
        until(10);
        arrive(0, 10);
        for (int second = 11; second < 640; second += 20) {
            hooks.decide(at(second), 100, Attachments.NO, true);
            until(second);
        }
        assertEquals(List.of("late email"), incidents().stream().map(i -> i.rule() + " " + i.channel()).toList());
        assertEquals(Optional.empty(), status.watch.view().channels().get("email").lastDecision());
        assertEquals(List.of(), status.watch.view().channels().get("email").failing());
    }

    private Optional<ScalingFigures> scaling() {
        return status.watch.view().channels().get("email").scaling();
    }

    @Test
    void tellsWhatSendersAreScaledByTheSameAfterARestart() throws InterruptedException {
        until(40);
        var sender = new MemorySender(ledgers, "email", 1, at(40));
        sender.decide(at(41), 30, Attachments.NO, true);
        sender.defer(at(42), at(52));
        sender.defer(at(42), at(90));
        until(55);
        ScalingFigures before = scaling().orElseThrow();
        assertEquals(new ScalingFigures(1 / 15.0, 2, 1, Optional.of(at(52)), Optional.of(at(40)), Optional.of(at(90)),
                Optional.of(new Partition(1, 1, 1 / 15.0))), before);
        LedgerStatus other = status;
        status = status.restarted(at(50));
        until(56, other, status);
        assertEquals(other.watch.view().channels().get("email").scaling(), scaling());
        assertEquals(before, scaling().orElseThrow());
    }

    /** Neither is ahead of the other: what the ledger says of now is not held against what the log said some time ago. */
    @Test
    void tellsWhatSendersAreScaledByAsOfWhenBothWereKnown() throws InterruptedException {
        until(10);
        isLogRead = false;
        var sender = new MemorySender(ledgers, "email", 0, at(10));
        sender.defer(at(10), at(13));
        until(15);
        assertEquals(0, scaling().orElseThrow().backlog());
        assertEquals(Optional.of(at(13)), scaling().orElseThrow().nextDue());
        isLogRead = true;
        until(16);
        assertEquals(1, scaling().orElseThrow().backlog());
    }

    /** No sender has ever been there: who wakes it goes by what lies in the log. */
    @Test
    void tellsWhatWaitsForAChannelThatSleeps() throws InterruptedException {
        until(1);
        arrive(0, 1);
        arrive(1, 9);
        until(3);
        assertEquals(new ScalingFigures(1 / 15.0, 0, 1, Optional.of(at(1)), Optional.empty(), Optional.of(at(9)),
                Optional.of(new Partition(0, 1, 1 / 15.0))), scaling().orElseThrow());
    }
}
