package dev.herald.operator.rollout;

import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.operator.rollout.Rollout.Phase;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must hold in every second of a simulated run, whatever goes wrong in it. */
final class Invariants {
    private static final int MOST_SEEN = 3;
    /** A reconcile, and a crash of the operator. */
    private static final int LOOKED_AFTER = 60;

    private final SimulatedCluster cluster;
    private final SimulatedStatusWorker status;
    private final Map<String, Integer> rejected = new HashMap<>();
    private final Map<String, Integer> down = new HashMap<>();
    private final Set<String> begun = new HashSet<>();
    private Rollout before;

    Invariants(SimulatedCluster cluster, SimulatedStatusWorker status) {
        this.cluster = cluster;
        this.status = status;
    }

    void check(SimulatedSpec spec) {
        Rollout state = cluster.objects.rollout();
        readers();
        serving(spec, state);
        rejected(spec, state);
        if (state != null && before != null && state != before) {
            pin(state);
            order(state);
        }
        relieved(spec, state);
        before = state;
    }

    /** The pipeline is gone. */
    void forget() {
        before = null;
        begun.clear();
        rejected.keySet().removeIf(release -> !status.remembersRejected(release));
    }

    /** Whoever works, by the live file that it sees, can read all that the log holds. */
    private void readers() {
        for (SimulatedPod pod : cluster.pods) {
            if (pod.works(cluster.now)) {
                for (String format : SimulatedRelease.CATALOGUE) {
                    if (cluster.holds(format) && !pod.release.reads().contains(format)) {
                        throw new AssertionError("%s of %s works, and cannot read %s, which the log holds".formatted(
                                pod.name, pod.revision, format));
                    }
                }
            }
        }
    }

    /** At most two by the live file, three by what workers see of it; always one, once there was one. */
    private void serving(SimulatedSpec spec, Rollout state) {
        for (String channel : spec.channels().keySet()) {
            SimulatedLive.Entry entry = cluster.objects.live().channels().get(channel);
            boolean somebody = entry != null && !entry.serving().isEmpty();
            if (state != null && somebody) {
                begun.add(channel);
            } else if (state != null && entry != null && begun.contains(channel)) {
                throw new AssertionError("nobody has the partitions of " + channel);
            }
            Set<String> seen = new HashSet<>();
            for (SimulatedPod pod : cluster.pods) {
                if (pod.channel.equals(channel) && pod.works(cluster.now)) {
                    seen.add(pod.revision);
                }
            }
            if (seen.size() > MOST_SEEN) {
                throw new AssertionError("so many work on " + channel + ": " + seen);
            }
        }
        begun.retainAll(spec.channels().keySet());
    }

    /** What was rejected gets nothing any more, unless a person asks for it. */
    private void rejected(SimulatedSpec spec, Rollout state) {
        if (state != null) {
            for (KnownRelease known : state.releases()) {
                if (known.state() == RevisionState.Rejected) {
                    rejected.putIfAbsent(known.release().revision(), cluster.now);
                }
            }
        }
        spec.revision().ifPresent(rejected::remove);
        cluster.objects.live().channels().forEach((channel, entry) -> {
            refuse(channel, entry.serving());
            refuse(channel, entry.ramping());
        });
    }

    private void refuse(String channel, String sender) {
        if (!sender.isEmpty()) {
            Integer since = rejected.get(SimulatedSpec.release(sender));
            if (since != null && cluster.now - since > LOOKED_AFTER && before != null) {
                throw new AssertionError("%s of %s was rejected, and works".formatted(sender, channel));
            }
        }
    }

    private void pin(Rollout state) {
        List<String> catalogue = SimulatedRelease.CATALOGUE;
        if (catalogue.indexOf(state.format()) > catalogue.indexOf(before.format())
                && (state.target() != null || state.servingRelease().state() != RevisionState.Good)) {
            throw new AssertionError("the pin rose to %s: %s is %s, under way is %s".formatted(state.format(),
                    state.serving(), state.servingRelease().state(), state.target()));
        }
    }

    /** Status worker and ingest come after all senders, unless there are none that say what they read. */
    private void order(Rollout state) {
        boolean past = state.underWay().filter(way -> way.phase().compareTo(Phase.Status) >= 0).isPresent();
        boolean was = before.underWay().filter(way -> way.phase().compareTo(Phase.Status) >= 0).isPresent();
        boolean silent = past && state.known(state.target().revision()).orElseThrow().reads().isEmpty();
        if (past && !was && !silent) {
            state.channels().forEach((name, channel) -> {
                if (channel.ramp() == null || channel.ramp().partitions() != Ramp.ALL) {
                    throw new AssertionError("the status worker comes before %s is through: %s".formatted(name,
                            channel.ramp()));
                }
            });
        }
    }

    /** Who has no ready pod has no partitions for long while another of the two has one. */
    private void relieved(SimulatedSpec spec, Rollout state) {
        if (state == null) {
            down.clear();
            return;
        }
        spec.channels().keySet().forEach(channel -> {
            Optional<ChannelRollout> known = state.channel(channel);
            boolean idle = known.flatMap(ChannelRollout::ramping)
                    .filter(ramp -> ramp.partitions() > 0
                            && cluster.available(channel, ramp.revision()) == 0
                            && cluster.available(channel, known.get().serving()) > 0
                            && spec.channels().get(channel).replicas() > 0)
                    .isPresent();
            if (!idle) {
                down.remove(channel);
            } else if (cluster.now - down.computeIfAbsent(channel, first -> cluster.now) > LOOKED_AFTER) {
                throw new AssertionError("%s has partitions and no ready pod: %s".formatted(channel, known.get()));
            }
        });
    }
}
