package dev.herald.e2e.drill;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.herald.api.Durations;
import dev.herald.api.v1alpha1.Channel;
import dev.herald.api.v1alpha1.ChannelStatus.ScalingStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** What the status of a channel has said of its scaling, in order. */
final class ScalingCourse implements AutoCloseable {
    private final List<Said> said = new ArrayList<>();
    private final InstantSource clock;
    private final Consumer<Said> changed;
    private final SharedIndexInformer<Channel> informer;

    /** @param scaling as it was seen at this time */
    record Said(Instant at, ScalingStatus scaling) {
        long replicas() {
            return scaling.desiredReplicas() == null ? 0 : scaling.desiredReplicas();
        }
    }

    /**
     * From now on.
     *
     * @param changed is told of each other number of replicas
     */
    ScalingCourse(KubernetesClient client, String namespace, String channel, InstantSource clock,
            Consumer<Said> changed) {
        this.clock = clock;
        this.changed = changed;
        this.informer = client.resources(Channel.class)
                .inNamespace(namespace)
                .withName(channel)
                .inform(new Seen());
    }

    private synchronized void sees(Channel channel) {
        Optional.ofNullable(channel.getStatus()).map(status -> status.scaling()).ifPresent(scaling -> {
            if (said.isEmpty() || !said.getLast().scaling().equals(scaling)) {
                var now = new Said(clock.instant(), scaling);
                boolean isOther = said.isEmpty() || said.getLast().replicas() != now.replicas();
                said.add(now);
                notifyAll();
                if (isOther) {
                    changed.accept(now);
                }
            }
        });
    }

    /**
     * Returns what was said first that matches.
     *
     * @throws IllegalStateException when that does not come
     */
    synchronized Said await(String what, Duration atMost, Predicate<Said> matches) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            var found = said.stream().filter(matches).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new IllegalStateException("waited %d s for %s; the status has: %s".formatted(atMost.toSeconds(),
                        what, said.isEmpty() ? "nothing" : said.getLast().scaling().reason()));
            }
            wait(left);
        }
    }

    /** The last that was said. */
    synchronized Optional<Said> last() {
        return said.isEmpty() ? Optional.empty() : Optional.of(said.getLast());
    }

    /** The most replicas. */
    synchronized long most() {
        return said.stream().mapToLong(Said::replicas).max().orElse(0);
    }

    /** How often it went up after it had gone down, or down after up. */
    synchronized long turns() {
        int direction = 0;
        int turns = 0;
        for (int i = 1; i < said.size(); i++) {
            int next = Long.compare(said.get(i).replicas(), said.get(i - 1).replicas());
            turns += next != 0 && direction != 0 && next != direction ? 1 : 0;
            direction = next == 0 ? direction : next;
        }
        return turns;
    }

    /** When nothing waits any more, by the first word on it with so many replicas; empty: there was none. */
    synchronized Optional<Instant> promised(long replicas) {
        return said.stream()
                .filter(one -> one.replicas() == replicas && Objects.nonNull(one.scaling().catchUpTime()))
                .findFirst()
                .map(one -> one.at().plus(Durations.parse(one.scaling().catchUpTime())));
    }

    @Override
    public void close() {
        informer.stop();
    }

    private final class Seen implements ResourceEventHandler<Channel> {
        @Override
        public void onAdd(Channel channel) {
            sees(channel);
        }

        @Override
        public void onUpdate(Channel before, Channel channel) {
            sees(channel);
        }

        @Override
        public void onDelete(Channel channel, boolean finalStateUnknown) {
            // it is not deleted before the end
        }
    }
}
