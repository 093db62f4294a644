package dev.herald.worker.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.config.LiveSettings.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All senders of a channel together, each with its loop, while partitions go from one to another. */
class RateLimitsTest {

    private static final int PARTITIONS = 12;
    private static final int NOBODY = -1;
    private static final long TICK = 100;
    // Milliseconds that a loop wakes up after the token is there.
    private static final int LATE = 5;
    private static final Rate RATE = new Rate(40_000, 10_000, 5_000, 1_000);
    private static final long RUN = Duration.ofMinutes(30).toMillis();

    private final int[] owners = new int[PARTITIONS];
    private final List<Sender> senders = new ArrayList<>();
    private final AnyWindow live = new AnyWindow();
    private final AnyWindow feed = new AnyWindow();

    private static final class Sender {
        private RateLimits limits = new RateLimits(PARTITIONS);
        private long due;
    }

    /** A partition that nobody owns until then. */
    private record Move(int partition, int to, long at) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void keepToTheLimitTogetherAndUseItUp(long seed) {
        var random = new SplittableRandom(seed);
        int number = random.nextInt(2, 7);
        IntStream.range(0, number).forEach(n -> senders.add(new Sender()));
        List<Move> moves = new ArrayList<>();
        for (long now = 0; now < RUN; now++) {
            if (random.nextInt(45_000) == 0) {
                rebalance(random, now, moves);
            }
            settle(moves, now);
            for (int n = 0; n < number; n++) {
                Sender sender = senders.get(n);
                if (sender.due <= now) {
                    decide(n, now);
                    sender.due = now + Math.min(TICK, Duration.ofNanos(sender.limits.nanosToNext()).toMillis())
                            + random.nextInt(LATE);
                }
            }
        }
        assertKept("live", live, RATE.live(), RATE.liveBurst());
        assertKept("feed", feed, RATE.replay(), RATE.replayBurst());
    }

    @Test
    void areOneKindsAlone() {
        var limits = new RateLimits(1);
        advance(limits, 0, Optional.of(new Rate(1_000, 0, 1_000, 1_000)));
        advance(limits, 60_000, Optional.of(new Rate(1_000, 0, 1_000, 1_000)));

        assertTrue(limits.live().mayClaim() && limits.of("").take());
        assertTrue(!limits.feed().mayClaim() && !limits.of("shop/again/9be1c0aa").take());
    }

    @Test
    void letAllPassWithoutALimitAndBeginEmptyWithOne() {
        var limits = new RateLimits(1);
        advance(limits, 0, Optional.empty());
        assertTrue(IntStream.range(0, 1_000).allMatch(n -> limits.live().mayClaim() && limits.live().take()));
        assertEquals(Long.MAX_VALUE, limits.nanosToNext());

        advance(limits, 60_000, Optional.of(RATE));
        assertTrue(!limits.live().take());
        assertEquals(Duration.ofMillis(25).toNanos(), limits.nanosToNext());
    }

    /** Some go to others, or one sender is replaced by a new one after a while. */
    private void rebalance(SplittableRandom random, long now, List<Move> moves) {
        boolean dies = random.nextInt(4) == 0;
        int dead = random.nextInt(senders.size());
        for (int partition = 0; partition < PARTITIONS; partition++) {
            boolean moving = dies ? owners[partition] == dead : random.nextInt(3) == 0;
            if (moving && owners[partition] != NOBODY) {
                owners[partition] = NOBODY;
                moves.add(new Move(partition, random.nextInt(senders.size()),
                        now + (dies ? 5_000 : random.nextLong(10, 1_000))));
            }
        }
        if (dies) {
            senders.get(dead).limits = new RateLimits(PARTITIONS);
        }
    }

    private void settle(List<Move> moves, long now) {
        moves.removeIf(move -> {
            if (move.at() > now) {
                return false;
            }
            owners[move.partition()] = move.to();
            return true;
        });
    }

    private void decide(int number, long now) {
        RateLimits limits = senders.get(number).limits;
        int owned = (int) IntStream.of(owners).filter(owner -> owner == number).count();
        limits.advance(moment(now), Optional.of(RATE), owned, Unsent.NONE);
        while (limits.live().take()) {
            live.sent(RATE.live() * now / 1e6);
        }
        while (limits.feed().take()) {
            feed.sent(RATE.replay() * now / 1e6);
        }
    }

    private void assertKept(String kind, AnyWindow window, int rate, int burst) {
        // Each sender has room for one message at least.
        double allowed = burst / 1_000.0 + senders.size();
        assertTrue(window.most() <= allowed + 1e-6,
                () -> "%s: %f at once, %f may be".formatted(kind, window.most(), allowed));
        double used = window.sends() * 1e6 / rate / RUN;
        assertTrue(used >= 0.9, () -> "%s: used %f".formatted(kind, used));
    }

    private static void advance(RateLimits limits, long millis, Optional<Rate> rate) {
        limits.advance(moment(millis), rate, 1, Unsent.NONE);
    }

    private static Moment moment(long millis) {
        return new Moment(Instant.EPOCH, Duration.ofMillis(millis).toNanos());
    }
}
