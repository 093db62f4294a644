package dev.herald.worker.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.worker.config.ReplayConfig;
import dev.herald.worker.config.ReplayConfig.Attachments;
import dev.herald.worker.config.ReplayConfig.Mode;
import dev.herald.worker.config.ReplayConfig.Selector;
import dev.herald.worker.config.ReplayConfig.Window;
import dev.herald.worker.config.ReplayGuards;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Fact.Listed.Reason;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.Unit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Messages of the log, of which there is one a second from noon on, beside what the ledger says of them. */
class PassedOverTest {

    private static final String OTHER = "shop/other/1";

    private final Facts ledger = new Facts();

    @Test
    void whatNoFactSpeaksOfIsSentForTheFirstTime() {
        ledger.claim(new Unit(0, 0), 1, "").accepted(new Unit(0, 0), 1).refused(new Unit(2, 0));
        assertEquals(List.of(whole(1), whole(3)), wishes(4));
    }

    @Test
    void whatIsUnderWayPendingOrDecidedOtherwiseIsNotMissing() {
        ledger.claim(new Unit(0, 0), 1, "")
                .claim(new Unit(1, 0), 1, "")
                .failedForNow(new Unit(1, 0), 1)
                .listed(Unit.whole(2), Reason.QUARANTINED)
                .listed(Unit.whole(3), Reason.DUPLICATE)
                .carried(new Unit(4, 0), Fact.CarriedForward.State.SETTLED, 2)
                .add(new Fact.Deferred(ledger.owner(), new Unit(5, 0), Facts.NOON, Facts.labels(5)));
        assertEquals(List.of(whole(6)), wishes(7));
    }

    @Test
    void thatAnotherReplayPassedItOverIsNoAttempt() {
        ledger.skipped(Unit.whole(0), 1, OTHER, Fact.Skipped.Reason.STALE).claim(new Unit(1, 0), 1, OTHER);
        assertEquals(List.of(whole(0)), wishes(2));
    }

    @Test
    void ofAMessageThatWasAttemptedInPartTheRestIsMissing() {
        ledger.claim(new Unit(0, 0), 1, "", 3, ledger.owner())
                .claim(new Unit(0, 2), 1, "", 3, ledger.owner())
                .failedForNow(new Unit(0, 2), 1)
                .claim(new Unit(0, 2), 2, "", 3, ledger.owner())
                .claim(new Unit(1, 0), 1, "", 2, ledger.owner())
                .claim(new Unit(1, 1), 1, "", 2, ledger.owner());
        assertEquals(List.of(new Wish(new Unit(0, 1), 1)), wishes(2));
    }

    @Test
    void theRestIsMissingAlsoWhenOneWasFirstDeferred() {
        ledger.add(new Fact.Deferred(ledger.owner(), new Unit(0, 1), Facts.NOON, Facts.labels(0)))
                .claim(new Unit(0, 1), 1, "", 3, ledger.owner());
        assertEquals(List.of(new Wish(new Unit(0, 0), 1), new Wish(new Unit(0, 2), 1)), wishes(1));
    }

    @Test
    void aClaimThatDoesNotCountIsNoAttempt() {
        long earlier = ledger.owner();
        ledger.takeover().claim(new Unit(0, 0), 1, "", 1, earlier);
        assertEquals(List.of(whole(0)), wishes(1));
    }

    @Test
    void whatWasListedAsAWholeSpeaksForNoRepetition() {
        ledger.listed(Unit.whole(0), Reason.EXPIRED);
        PassedOver passedOver = applied(everything());
        passedOver.message(0, Facts.labels(0));
        passedOver.message(7, Facts.labels(0));
        assertEquals(List.of(whole(7)), passedOver.wishes());
    }

    @Test
    void aRepetitionOfAMessageIsNoneOfItsOwn() {
        ledger.claim(new Unit(0, 0), 1, "");
        PassedOver passedOver = applied(everything());
        passedOver.message(0, Facts.labels(0));
        passedOver.message(7, Facts.labels(0));
        passedOver.message(8, at(Facts.labels(0), Duration.ofMinutes(11)));
        assertEquals(List.of(whole(8)), passedOver.wishes());
    }

    @Test
    void aMessageWhoseRepetitionWasAttemptedIsNotMissing() {
        ledger.claim(new Unit(7, 0), 1, "");
        PassedOver passedOver = applied(everything());
        passedOver.message(0, Facts.labels(0));
        passedOver.message(1, Facts.labels(1));
        passedOver.message(7, Facts.labels(0));
        assertEquals(List.of(whole(1)), passedOver.wishes());
    }

    @Test
    void theSelectorAndTheWindowNarrowIt() {
        assertEquals(List.of(whole(0), whole(2)), wishes(4, selector(Attachments.With, List.of(), List.of())));
        assertEquals(List.of(), wishes(4, selector(Attachments.Any, List.of(), List.of("news"))));
        assertEquals(List.of(whole(3)), wishes(4, selector(Attachments.Any, List.of("m-3"), List.of("invoice"))));
        PassedOver passedOver = applied(Scope.ofWindow(missing(everythingOf()),
                new Window(Facts.NOON.plusSeconds(1), Optional.of(Facts.NOON.plusSeconds(3)))));
        for (int offset = 0; offset < 5; offset++) {
            passedOver.message(offset, Facts.labels(offset));
        }
        assertEquals(List.of(whole(1), whole(2)), passedOver.wishes());
    }

    private List<Wish> wishes(int messages) {
        return wishes(messages, everythingOf());
    }

    private List<Wish> wishes(int messages, Selector selector) {
        PassedOver passedOver = applied(Scope.ofWindow(missing(selector), ALWAYS));
        for (int offset = 0; offset < messages; offset++) {
            passedOver.message(offset, Facts.labels(offset));
        }
        return passedOver.wishes();
    }

    private PassedOver applied(Scope scope) {
        var passedOver = new PassedOver(scope, 0);
        ledger.read(0, passedOver::apply);
        return passedOver;
    }

    private static final Window ALWAYS = new Window(Facts.NOON.minusSeconds(60), Optional.empty());

    private static Scope everything() {
        return Scope.ofWindow(missing(everythingOf()), ALWAYS);
    }

    private static Selector everythingOf() {
        return selector(Attachments.Any, List.of(), List.of());
    }

    private static Selector selector(Attachments attachments, List<String> ids, List<String> tags) {
        return new Selector(List.of(), List.of(), attachments, ids, List.of(), tags, List.of(), List.of(), List.of());
    }

    private static ReplayConfig missing(Selector selector) {
        return new ReplayConfig("shop/again/1", Mode.Missing, Optional.empty(), Optional.of(ALWAYS), selector,
                ReplayGuards.DEFAULT);
    }

    private static Labels at(Labels labels, Duration later) {
        return new Labels(labels.source(), labels.id(), labels.accepted().plus(later), labels.attachments(),
                labels.tags(), labels.format());
    }

    private static Wish whole(long offset) {
        return new Wish(Unit.whole(offset), 1);
    }
}
