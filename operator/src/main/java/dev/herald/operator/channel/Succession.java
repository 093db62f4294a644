package dev.herald.operator.channel;

import dev.herald.operator.plan.Drift;
import dev.herald.operator.plan.Names;
import dev.herald.operator.plan.Write;
import dev.herald.operator.worker.Once;
import dev.herald.operator.worker.WorkerObjects;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The writes by which the senders of a channel become those that it is to have. */
final class Succession {
    private Succession() {
    }

    /** The writes that bring senders in, and others out. */
    static List<Write> writes(ObservedChannel observed, Senders senders) {
        List<Write> writes = new ArrayList<>();
        for (Sender sender : senders.all()) {
            Once.write(sender.config(), observed.observed(sender.config())).ifPresent(writes::add);
            Drift.repair(sender.deployment(), observed.observed(sender.deployment())).ifPresent(writes::add);
        }
        // Before anything is decided, or when what was decided is lost, what runs goes on running.
        if (writes.isEmpty() && observed.rollout().isPresent()) {
            List<Deployment> leaving = isRelieved(observed, senders) ? leaving(observed, senders) : List.of();
            leaving.forEach(deployment -> writes.add(new Write.Delete(deployment)));
            unused(observed, senders).forEach(config -> writes.add(new Write.Delete(config)));
        }
        return writes;
    }

    /** Who leaves stays until what serves is there: a rollout that is decided anew meanwhile may want it back, and it is ready. */
    private static boolean isRelieved(ObservedChannel observed, Senders senders) {
        return senders.all()
                .stream()
                .anyMatch(sender -> WorkerObjects.replicas(sender.deployment()) == 0
                        || current(observed, sender).filter(there -> WorkerObjects.available(there) > 0).isPresent());
    }

    /** The writes that end all sending of a channel that has no pipeline any more. */
    static List<Write> end(ObservedChannel observed) {
        return observed.deployments().stream().sorted(byName()).<Write>map(Write.Delete::new).toList();
    }

    /** The Deployment of a sender, if it is there. */
    static Optional<Deployment> current(ObservedChannel observed, Sender sender) {
        return observed.observed(sender.deployment()).map(Deployment.class::cast);
    }

    /** Deployments of revisions that have nothing to do any more. */
    static List<Deployment> leaving(ObservedChannel observed, Senders senders) {
        return observed.deployments()
                .stream()
                .filter(deployment -> senders.all()
                        .stream()
                        .noneMatch(sender -> named(deployment, sender.deployment())))
                .sorted(byName())
                .toList();
    }

    /** How many pods of all senders are ready. */
    static int available(ObservedChannel observed) {
        return observed.deployments().stream().mapToInt(WorkerObjects::available).sum();
    }

    /** ConfigMaps that nobody goes back to, and that no Deployment's pods are given any more. */
    private static List<? extends HasMetadata> unused(ObservedChannel observed, Senders senders) {
        List<String> kept = senders.kept()
                .stream()
                .map(revision -> Names.sender(observed.channel().name(), revision))
                .toList();
        return observed.configMaps()
                .stream()
                .filter(config -> !kept.contains(config.getMetadata().getName()))
                .filter(config -> observed.deployments().stream().noneMatch(deployment -> named(deployment, config)))
                .sorted(byName())
                .toList();
    }

    private static boolean named(HasMetadata one, HasMetadata other) {
        return one.getMetadata().getName().equals(other.getMetadata().getName());
    }

    private static Comparator<HasMetadata> byName() {
        return Comparator.comparing(object -> object.getMetadata().getName());
    }
}
