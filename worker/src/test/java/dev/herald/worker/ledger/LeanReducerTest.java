package dev.herald.worker.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.worker.ledger.Fact.CarriedForward.State;
import dev.herald.worker.ledger.Fact.Listed.Reason;
import dev.herald.worker.provider.FailureKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reducer that knows little of settled units decides as one that knows all. */
class LeanReducerTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final int FACTS = 30_000;
    private static final int UNITS = 400;

    private Random random;
    private long offset;
    private Instant at = NOON;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void decidesTheSame(int seed) {
        random = new Random(seed);
        Reducer whole = new Reducer(0, Reducer.UNKNOWN_TAKEOVER);
        Reducer lean = Reducer.lean(0);
        for (; offset < FACTS; offset++) {
            at = at.plusMillis(random.nextInt(offset % 5_000 < 50 ? 60_000 : 200));
            Fact fact = fact(whole);
            Effect expected = whole.apply(offset, at, fact);
            Effect actual = lean.apply(offset, at, fact);
            assertEquals(said(expected), said(actual), () -> "seed %d, %d: %s".formatted(seed, offset, fact));
        }
        assertEquals(whole.pending(), lean.pending());
        assertEquals(whole.claimed(), lean.claimed());
        assertEquals(whole.takeover(), lean.takeover());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void theOneForEffectsGivesTheSame(int seed) {
        random = new Random(seed);
        Reducer whole = new Reducer(0, Reducer.UNKNOWN_TAKEOVER);
        Reducer ofEffects = Reducer.ofEffects(0, Reducer.UNKNOWN_TAKEOVER);
        for (; offset < FACTS; offset++) {
            at = at.plusMillis(random.nextInt(offset % 5_000 < 50 ? 60_000 : 200));
            Fact fact = fact(whole);
            assertEquals(whole.apply(offset, at, fact), ofEffects.apply(offset, at, fact),
                    () -> "seed %d, %d: %s".formatted(seed, offset, fact));
        }
        assertEquals(whole.pending(), ofEffects.pending());
    }

    /** What an effect says that a reader who is content with effects may rely on. */
    private static List<Object> said(Effect effect) {
        return switch (effect) {
            case Effect.Settled settled ->
                List.of("settled", settled.unit(), settled.now().status(), settled.now().attempt(),
                        settled.before().is(UnitState.Status.CLAIMED) ? settled.now().origin() : "");
            case Effect.BecamePending pending -> List.of("pending", pending.unit(), pending.now());
            case Effect.Claimed claimed -> List.of("claimed", claimed.unit(), claimed.now());
            case Effect.Void nothing -> List.of("void", nothing.why());
            case Effect.Carried carried -> List.of("carried", carried.unit(), carried.now());
            default -> List.of(effect.getClass());
        };
    }

    private Fact fact(Reducer known) {
        Unit unit = new Unit(random.nextInt(UNITS), random.nextInt(2));
        UnitState state = known.state(unit);
        long takeover = random.nextInt(20) == 0 ? known.takeover() - 1 : known.takeover();
        int attempt = Math.max(1, state.attempt() - (random.nextInt(10) == 0 ? 1 : 0));
        ClaimId claim = random.nextInt(8) == 0 ? new ClaimId(1, random.nextInt(100)) : state.claim();
        Optional<Instant> due = random.nextBoolean() ? Optional.empty() : Optional.of(at.plusSeconds(5));
        return switch (random.nextInt(offset == 0 ? 1 : 24)) {
            case 0 -> offset == 0 || random.nextInt(30) == 0
                    ? new Fact.Takeover(new UUID(7, offset), "sender", "r1")
                    : new Fact.Progress(takeover, 0, 0, new UUID(0, 0));
            case 1, 2, 3, 4, 5, 6, 7,
                    8 ->
                new Fact.Claim(takeover, Math.max(0, offset - random.nextInt(50)), unit, attempt,
                        new ClaimId(1, offset), 1, "relay", "r1", random.nextInt(4) == 0 ? "shop/again/1" : "", at,
                        labels(unit));
            case 9, 10, 11, 12, 13 -> new Fact.Accepted(unit, attempt, claim, "250", at);
            case 14, 15, 16 -> new Fact.Failed(unit, attempt, claim, FailureKind.CONTENT, due, "552", "no", at);
            case 17 -> new Fact.Ambiguous(unit, attempt, claim, due, "timeout", at);
            case 18 -> new Fact.ResolvedUnknown(takeover, unit, attempt, claim, due);
            case 19 -> new Fact.NotSent(unit, attempt, claim, "suspended");
            case 20 -> new Fact.Deferred(takeover, unit, at.plusSeconds(9), labels(unit));
            case 21 ->
                new Fact.Listed(takeover, random.nextBoolean() ? unit : Unit.whole(unit.offset()), Reason.QUARANTINED,
                        "", "no text", labels(unit));
            default -> new Fact.CarriedForward(takeover, Math.max(0, offset - random.nextInt(5_000)), unit,
                    State.values()[random.nextInt(State.values().length)], attempt, at, claim, 1, "relay", "r1", "",
                    labels(unit));
        };
    }

    private static Labels labels(Unit unit) {
        return new Labels("/shop", "m-" + unit.offset(), NOON, Labels.Attachments.NO, List.of(), "json-v1");
    }
}
