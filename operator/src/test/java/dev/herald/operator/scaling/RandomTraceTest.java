package dev.herald.operator.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.operator.scaling.Trace.Load;
import dev.herald.operator.scaling.Trace.Sight;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What holds on any trace, tried on random ones. One that fails is told by its seed. */
class RandomTraceTest {
    private static final int STORIES = 60;
    private static final int HOUR = 3_600;
    private static final Duration MAX_AGE = Duration.ofMinutes(2);

    @Test
    void constantLoadIsSettledForGood() {
        stories(random -> {
            Surroundings given = Surroundings.of(random);
            double perSecond = random.nextDouble(0.05, 0.9) * given.capacity();
            Watched watched = watched(given, Duration.ofMinutes(5));
            Outcome outcome = play(given.trace(3 * HOUR, Load.of(_ -> perSecond)), random, watched);

            String told = "%s, %.1f/s: %s, %d changes in the last hour".formatted(given, perSecond, outcome,
                    watched.changes());
            assertTrue(outcome.turns() <= 2, told);
            assertTrue(watched.changes() <= 1, told);
            assertEquals(0, outcome.late(), told);
        });
    }

    /** Twenty seconds until more replicas work, and ten until figures are seen. */
    @Test
    void aBacklogIsGoneInTimeWhereReplicasCanDoIt() {
        stories(random -> {
            Surroundings given = Surroundings.of(random);
            int target = random.nextInt(120, 600);
            double perSecond = random.nextDouble(0.02, 0.6) * given.capacity();
            double burst = random.nextDouble(0.1, 0.85) * (0.9 * given.capacity() - perSecond) * (target - 20);
            int at = 600;
            int in = at + target + 30;
            // Nothing arrives from then on, so that whatever is there at the end is the backlog.
            Load load = Load.of(t -> t >= in ? 0 : perSecond + (t == at ? burst : 0));
            LastBacklog last = new LastBacklog(watched(given, Duration.ofSeconds(target)), in);
            play(given.trace(in + 10, load), random, last);

            assertTrue(last.backlog() <= perSecond * (given.latency() + 10) + 10,
                    "%s, %.1f/s, %.0f in %d s: %d wait".formatted(given, perSecond, burst, target, last.backlog()));
        });
    }

    @Test
    void neverMoreThanTheQuotaCanUse() {
        stories(random -> {
            Surroundings given = Surroundings.of(random);
            int quota = (int) Math.ceil(random.nextDouble(0.05, 1.2) * given.capacity());
            double perSecond = random.nextDouble(0.05, 0.5) * given.capacity();
            Load load = Load.of(t -> perSecond + (t > 600 && t < 900 ? 3 * given.capacity() : 0));
            // As many partitions as a replica needs to use all that it can do: with fewer of them each, the quota is the limit.
            double needed = given.partitions() * 0.9 * given.rate() / quota;
            int most = needed < 1 ? given.useful() : Math.ceilDiv(given.partitions(), (int) needed);
            Watched watched = new Watched(new HeraldAutoscaler(given.settings(Duration.ofMinutes(5))),
                    Math.min(given.fewest(), given.useful()),
                    Math.max(Math.max(1, given.fewest()), Math.min(given.useful(), most)),
                    HOUR);
            play(given.trace(HOUR, load).quota(quota), random, watched);
        });
    }

    @Test
    void whatIsNotKnownIsHeldAndBoundsHoldWhateverComes() {
        stories(random -> {
            Surroundings given = Surroundings.of(random);
            double[] load = random.doubles(60, 0, 2 * given.capacity()).toArray();
            int[] sight = random.ints(60, 0, 6).toArray();
            boolean[] down = new boolean[60];
            random.ints(6, 0, 60).forEach(minute -> down[minute] = true);
            Trace trace = given.trace(HOUR, Load.of(t -> load[t / 60]))
                    .latency(t -> down[t / 60] ? Double.POSITIVE_INFINITY : given.latency())
                    .seen(t -> sight[t / 60] == 0 ? Sight.MISSING : sight[t / 60] == 1 ? Sight.LATE : Sight.CLEAR);
            play(trace, random, watched(given, Duration.ofMinutes(5)));
        });
    }

    private static Watched watched(Surroundings given, Duration targetCatchUp) {
        return new Watched(new HeraldAutoscaler(given.settings(targetCatchUp)),
                Math.min(given.fewest(), given.useful()), given.useful(), 2 * HOUR);
    }

    private static Outcome play(Trace trace, SplittableRandom random, Autoscaler autoscaler) {
        return new Simulation(trace, random.nextLong(), MAX_AGE, () -> autoscaler).run();
    }

    private static void stories(Consumer<SplittableRandom> story) {
        for (int seed = 0; seed < STORIES; seed++) {
            try {
                story.accept(new SplittableRandom(seed));
            } catch (AssertionError failed) {
                throw new AssertionError("seed %d: %s".formatted(seed, failed.getMessage()), failed);
            }
        }
    }

    /** What waits when figures of a second are seen. */
    private static final class LastBacklog implements Autoscaler {
        private final Autoscaler autoscaler;
        private final int second;
        private long backlog = -1;

        LastBacklog(Autoscaler autoscaler, int second) {
            this.autoscaler = autoscaler;
            this.second = second;
        }

        @Override
        public int replicas(int now, ScalingFacts facts) {
            facts.figures()
                    .filter(it -> backlog < 0 && !it.measuredAt().isBefore(SimulatedChannel.at(second)))
                    .ifPresent(it -> backlog = it.backlog());
            return autoscaler.replicas(now, facts);
        }

        long backlog() {
            return backlog;
        }
    }
}
