package dev.herald.operator.channel;

import dev.herald.operator.plan.Drift;
import dev.herald.operator.plan.Write;
import dev.herald.operator.worker.Once;
import dev.herald.operator.worker.WorkerObjects;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How one revision of a sender follows another: the new one is started beside the old ones, and they go once all its pods are available. If it never comes up, the old
 * ones go on sending. Steps, probes and returns to a revision before belong here, and only here.
 */
final class Succession {
    private Succession() {
    }

    /** The writes that bring the sender in, and those before it out. */
    static List<Write> writes(ObservedChannel observed, Sender sender) {
        List<Write> writes = new ArrayList<>();
        Once.write(sender.config(), observed.observed(sender.config())).ifPresent(writes::add);
        Drift.repair(sender.deployment(), observed.observed(sender.deployment())).ifPresent(writes::add);
        if (current(observed, sender).filter(WorkerObjects::isRolledOut).isPresent() && writes.isEmpty()) {
            leaving(observed, sender).forEach(deployment -> writes.add(new Write.Delete(deployment)));
            unused(observed, sender).forEach(config -> writes.add(new Write.Delete(config)));
        }
        return writes;
    }

    /** The writes that end all sending of a channel that has no pipeline any more. */
    static List<Write> end(ObservedChannel observed) {
        return observed.deployments().stream().sorted(byName()).<Write>map(Write.Delete::new).toList();
    }

    /** The Deployment of the sender, if it is there. */
    static Optional<Deployment> current(ObservedChannel observed, Sender sender) {
        return observed.observed(sender.deployment()).map(Deployment.class::cast);
    }

    /** Deployments of other revisions. */
    static List<Deployment> leaving(ObservedChannel observed, Sender sender) {
        return observed.deployments()
                .stream()
                .filter(deployment -> !named(deployment, sender.deployment()))
                .sorted(byName())
                .toList();
    }

    /** ConfigMaps that no Deployment's pods are given any more. */
    private static List<? extends HasMetadata> unused(ObservedChannel observed, Sender sender) {
        return observed.configMaps()
                .stream()
                .filter(config -> !named(config, sender.config()))
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
