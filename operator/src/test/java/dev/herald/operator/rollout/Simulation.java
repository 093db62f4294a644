package dev.herald.operator.rollout;

import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.operator.rollout.SimulatedRelease.Flaw;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A pipeline's life in a bad week: images that are good or not, people who change their minds, an operator that crashes. The same seed tells the same story. */
final class Simulation {
    private static final int TROUBLE = 1_200;
    private static final int PATIENCE = 6_000;
    /** Longer than anything waits: a rolled out role, a step with little traffic, retention. */
    private static final int QUIET = 340;

    private final SplittableRandom random;
    private final SimulatedPeople people;
    private final SimulatedCluster cluster;
    private final SimulatedStatusWorker status;
    private final SimulatedOperator operator;
    private final SimulatedOperator rival;
    private final Invariants invariants;
    private final Map<String, SimulatedRelease> images;
    private final List<String> trace = new ArrayList<>();
    private final long seed;
    private final Mutant mutant;
    private final boolean traced;
    private SimulatedSpec spec;
    private int completed;
    private int rejected;
    private int pinned;
    private int rivalUntil;
    private int deletedUntil;

    Simulation(long seed, Mutant mutant, boolean traced) {
        this.random = new SplittableRandom(seed);
        this.seed = seed;
        this.mutant = mutant;
        this.traced = traced;
        this.cluster = new SimulatedCluster(random.split());
        this.people = new SimulatedPeople(random);
        this.images = people.releases();
        this.status = new SimulatedStatusWorker(cluster);
        this.operator = new SimulatedOperator(cluster, status, images, mutant);
        this.rival = new SimulatedOperator(cluster, status, images, mutant);
        this.invariants = new Invariants(cluster, status);
        this.spec = people.first();
        say("images %s", images.values());
    }

    /** How many rollouts were completed and taken back, and how often the pin moved: a story in which nothing happens proves nothing. */
    record Told(long completed, long rejected, long pinned) {
        static final Told NOTHING = new Told(0, 0, 0);

        Told and(Told other) {
            return new Told(completed + other.completed, rejected + other.rejected, pinned + other.pinned);
        }
    }

    /** Trouble, and then none. */
    Told run() {
        try {
            for (; cluster.now < TROUBLE; cluster.now++) {
                trouble();
                tick();
            }
            settle();
            return new Told(completed, rejected, pinned);
        } catch (AssertionError violated) {
            throw new AssertionError("seed %d, second %d: %s%n%s".formatted(seed, cluster.now, violated.getMessage(),
                    String.join(System.lineSeparator(), trace)), violated);
        }
    }

    private boolean tick() {
        SimulatedCluster.Objects before = cluster.objects;
        cluster.tick();
        status.tick();
        if (cluster.now >= deletedUntil) {
            operator.tick(spec);
            if (cluster.now < rivalUntil) {
                rival.tick(spec);
            }
        }
        boolean changed = before != cluster.objects && !before.equals(cluster.objects);
        if (changed) {
            count(before.rollout(), cluster.objects.rollout());
            tell(before, cluster.objects);
        }
        invariants.check(spec);
        return changed;
    }

    private void trouble() {
        // The first one of all must read the first format.
        boolean begins = people.retired() && cluster.objects.rollout() == null;
        if (random.nextInt(100) == 0 && !begins) {
            SimulatedSpec was = spec;
            spec = people.edit(was, cluster.objects.rollout());
            if (!was.equals(spec)) {
                say("asked for: %s", spec);
            }
        }
        if (random.nextInt(200) == 0) {
            int seconds = random.nextInt(10, 200);
            switch (random.nextInt(7)) {
                case 0 -> status.silent(seconds);
                case 1 -> status.outage(seconds);
                case 2 -> status.stray(random.nextInt(4) == 0 ? seconds : 0);
                case 3 -> rivalUntil = cluster.now + seconds;
                case 4 -> operator.crash();
                case 5 -> cluster.quietUntil = cluster.now + 3 * seconds;
                default -> {
                    // Before a pipeline made anew knows what was pinned, it writes the oldest format.
                    if (!people.retired()) {
                        reapply(seconds / 4);
                    }
                }
            }
        }
    }

    private void reapply(int seconds) {
        say("the pipeline is deleted for %d s", seconds);
        cluster.deleteAll();
        status.forget();
        operator.crash();
        rivalUntil = 0;
        deletedUntil = cluster.now + seconds;
        invariants.forget();
    }

    private void settle() {
        Map<String, SimulatedSpec.Channel> channels = new TreeMap<>(spec.channels());
        // In one story out of four who asked for nobody goes on to.
        int least = random.nextInt(4) == 0 ? 0 : 1;
        channels.replaceAll((name, channel) -> new SimulatedSpec.Channel(channel.version(),
                Math.max(least, channel.replicas())));
        boolean known = cluster.objects.rollout() != null
                && spec.revision().flatMap(cluster.objects.rollout()::known).isPresent();
        // Whoever pins a revision that crashes gets what he asks for, for ever: its pods come and go.
        boolean crashes = spec.revision().filter(pinned -> images.get(pinned).flaw() == Flaw.PODS_CRASH).isPresent()
                || channels.values().stream().anyMatch(channel -> cluster.isBroken(channel.version()));
        spec = new SimulatedSpec(spec.image(), spec.format(), false,
                known && !crashes ? spec.revision() : Optional.empty(),
                spec.immediate(), spec.steps(), spec.probe(), true, channels);
        say("calm; asked for: %s", spec);
        cluster.calm = true;
        status.calm();
        cluster.quietUntil = 0;
        rivalUntil = 0;
        int changed = cluster.now;
        while (cluster.now - changed < QUIET) {
            if (cluster.now > TROUBLE + PATIENCE) {
                throw new AssertionError("it does not settle");
            }
            if (tick()) {
                changed = cluster.now;
            }
            cluster.now++;
        }
        settled();
    }

    private void settled() {
        Rollout state = cluster.objects.rollout();
        if (state == null) {
            require(spec.image().flaw() == Flaw.STATUS_NEVER_READY, "nothing was decided");
            return;
        }
        RolloutFacts facts = operator.facts(spec, cluster.objects, status.sighted());
        Rollout next = mutant.next(state, facts, Instant.ofEpochSecond(cluster.now));
        require(next.equals(state), "it is not at rest");
        String desired = spec.revision().orElse(spec.image().revision());
        KnownRelease serving = state.servingRelease();
        if (state.target() != null) {
            require(state.target().revision().equals(desired), "another one is on its way");
            Flaw flaw = images.get(desired).flaw();
            boolean bothFail = flaw == Flaw.MESSAGES_FAIL && images.get(state.serving()).flaw() == flaw;
            boolean crashes = flaw == Flaw.PODS_CRASH
                    || spec.channels().values().stream().anyMatch(channel -> cluster.isBroken(channel.version()));
            boolean waits = flaw == Flaw.PODS_NEVER_READY || bothFail || crashes
                    || flaw != Flaw.NONE && spec.revision().isPresent();
            boolean refused = spec.revision().isPresent()
                    && state.target().message().matches("(?s)(refused|the probe failed):.*");
            require(waits || refused, "the target waits for nothing: " + state.target());
            return;
        }
        boolean rejected = state.known(desired).filter(one -> one.state() == RevisionState.Rejected).isPresent();
        require(rejected || state.serving().equals(desired), "what is asked for neither serves nor was rejected");
        require(serving.state() == RevisionState.Good || images.get(state.serving()).flaw() != Flaw.NONE,
                "what serves is not good: " + serving);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private void count(Rollout before, Rollout after) {
        if (before != null && after != null && before != after) {
            completed += before.serving().equals(after.serving()) ? 0 : 1;
            rejected += before.target() != null && after.known(before.target().revision())
                    .filter(known -> known.state() == RevisionState.Rejected)
                    .isPresent() ? 1 : 0;
            pinned += before.format().equals(after.format()) ? 0 : 1;
        }
    }

    private void say(String text, Object... values) {
        if (traced) {
            trace.add("%5d %s".formatted(cluster.now, text.formatted(values)));
        }
    }

    private void tell(SimulatedCluster.Objects before, SimulatedCluster.Objects after) {
        if (!traced) {
            return;
        }
        if (after.rollout() != null && !after.rollout().equals(before.rollout())) {
            Rollout state = after.rollout();
            say("rollout %d: format %s, serving %s, target %s, %s%n        %s", state.generation(), state.format(),
                    state.serving(), state.target(), state.releases()
                            .stream()
                            .map(known -> known.release().revision() + "=" + known.state() + "(" + known.message() + ")"
                                    + known.reads())
                            .toList(),
                    state.channels());
        }
        if (!after.live().equals(before.live())) {
            say("live: %s %s", after.live().format(), after.live().channels());
        }
    }
}
