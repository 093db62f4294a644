package dev.herald.worker.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.worker.config.ReplayGuards;
import dev.herald.worker.config.ReplayGuards.Approval;
import dev.herald.worker.config.ReplayGuards.StopOn;
import dev.herald.worker.replay.ReplayRecord.Phase;
import dev.herald.worker.replay.ReplayRecord.Reason;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A replay with a trial of 10 that stops on 5 % of 50, and asks for approval above 100. */
class CourseTest {

    private static final ReplayGuards GUARDS = new ReplayGuards(false, Optional.of(new Approval(false, 100)),
            OptionalLong.of(1_000), new StopOn(5, 50), 10);
    private static final Course COURSE = new Course(GUARDS);
    private static final Optional<Standing.Trouble> TROUBLE = Optional
            .of(new Standing.Trouble(Facts.NOON, "552 no attachments"));

    private static Standing standing(long sent, long failed, long refused, long unknown, long remaining) {
        return new Standing(new Counts(0, 0, sent, failed + refused, unknown, 0, remaining), refused, 0,
                failed + unknown > 0 ? TROUBLE : Optional.empty());
    }

    private static String told(Step step) {
        return switch (step) {
            case Step.Feed feed -> feed.phase() + (feed.isInOrder() ? " in order " : " ")
                    + (feed.mostOutstanding() == Long.MAX_VALUE ? "all" : feed.mostOutstanding());
            case Step.Wait wait -> wait.phase() + " waits";
            case Step.End end -> end.phase() + end.reason().map(it -> "/" + it).orElse("");
        };
    }

    // The trial has been passed, unless a row says otherwise: tried/open/trouble.
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            nothing matched,                      0,    0,   0,  0,   0,    0/0/0,   no,  0, Complete
            all are decided,                      90,   2,   3,  1,   0,    10/0/0,  no,  0, Complete
            too many for nobody to agree,         0,    0,   0,  0,   101,  0/10/0,  no,  0, AwaitingApproval waits
            as many as nobody need agree to,      0,    0,   0,  0,   100,  0/10/0,  no,  0, Trial in order 10
            approved,                             0,    0,   0,  0,   101,  0/10/0,  yes, 0, Trial in order 10
            approval taken back,                  60,   0,   0,  0,   500,  10/0/0,  no,  7, AwaitingApproval waits
            trial under way,                      4,    0,   0,  0,   96,   4/6/0,   no,  6, Trial in order 6
            trial passed,                         10,   0,   0,  0,   90,   10/0/0,  no,  0, Running 50
            trial passed but for recipients,      8,    0,   2,  0,   90,   10/0/0,  no,  0, Running 50
            trial failed with some outstanding,   4,    1,   0,  0,   95,   5/5/1,   no,  5, Trial waits
            trial failed,                         9,    1,   0,  0,   90,   10/0/1,  no,  0, Failed/TrialFailed
            trial unknown,                        9,    0,   0,  1,   90,   10/0/1,  no,  0, Failed/TrialFailed
            trial failed that was all,            9,    1,   0,  0,   0,    10/0/1,  no,  0, Failed/TrialFailed
            too early to judge,                   20,   29,  0,  0,   51,   10/0/0,  no,  0, Running 50
            just below the limit,                 96,   5,   0,  0,   0,    10/0/0,  no,  0, Complete
            just below it and on,                 58,   3,   0,  0,   39,   10/0/0,  no,  9, Running all
            at the limit with some outstanding,   57,   3,   0,  0,   40,   10/0/0,  no,  9, Running waits
            at the limit,                         57,   3,   0,  0,   40,   10/0/0,  no,  0, Failed/RepairDoesNotHold
            at the limit with nothing left,       57,   3,   0,  0,   0,    10/0/0,  no,  0, Failed/RepairDoesNotHold
            recipients' faults decide nothing,    49,   0,   50, 0,   1,    10/0/0,  no,  0, Running 50
            recipients' faults stop nothing,      50,   0,   49, 0,   1,    10/0/0,  no,  0, Running all
            unknown stops nothing by itself,      50,   0,   0,  40,  10,   10/0/0,  no,  0, Running all""")
    void goesOnBy(String what, long sent, long failed, long refused, long unknown, long remaining, String trial,
            String approved, long outstanding, String expected) {
        String[] parts = trial.split("/");
        var result = new Trial.Result(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]));
        assertEquals(expected, told(COURSE.next(standing(sent, failed, refused, unknown, remaining), result,
                approved.equals("yes"), outstanding)));
    }

    @Test
    void saysWhyItStopped() {
        assertEquals(Step.End.failed(Reason.RepairDoesNotHold,
                "stopOn: 3 of 60 failed, which is 5 % or more, the last with: 552 no attachments. "
                        + "40 were not sent: put it right and make another ReplayJob"),
                COURSE.next(standing(57, 3, 0, 0, 40), Trial.Result.NONE, false, 0));
        assertEquals(Step.End.failed(Reason.TrialFailed,
                "trial: 1 of 10 failed or are unknown, the last with: 552 no attachments. "
                        + "30 were not sent: put it right and make another ReplayJob"),
                COURSE.next(standing(9, 1, 0, 0, 30), new Trial.Result(10, 0, 1), false, 0));
        assertEquals(new Step.Wait(Phase.AwaitingApproval, "approval"),
                COURSE.next(standing(0, 0, 0, 0, 101), Trial.Result.NONE, false, 0));
    }

    @Test
    void endsAtTheSelectionWhenThatIsAllOrTooMuch() {
        assertEquals(Optional.empty(), COURSE.atSelection(1_000));
        Step.End tooMany = COURSE.atSelection(1_001).orElseThrow();
        assertEquals("Failed/TooMany", told(tooMany));
        var dry = new Course(new ReplayGuards(true, Optional.empty(), OptionalLong.of(7), GUARDS.stopOn(), 0));
        assertEquals(Step.End.complete("Dry run: 7 matched, nothing was sent."), dry.atSelection(7).orElseThrow());
        assertEquals("Failed/TooMany", told(dry.atSelection(8).orElseThrow()));
    }

    @Test
    void asksForApprovalOfAnyNumberWhenItIsManual() {
        var manual = new Course(new ReplayGuards(false, Optional.of(new Approval(true, 100)), OptionalLong.empty(),
                GUARDS.stopOn(), 0));
        assertEquals("AwaitingApproval waits",
                told(manual.next(standing(0, 0, 0, 0, 1), Trial.Result.NONE, false, 0)));
        assertEquals("Running 50", told(manual.next(standing(0, 0, 0, 0, 1), Trial.Result.NONE, true, 0)));
        var never = new Course(ReplayGuards.DEFAULT);
        assertEquals("Running 50",
                told(never.next(standing(0, 0, 0, 0, 1_000_000), Trial.Result.NONE, false, 0)));
    }
}
