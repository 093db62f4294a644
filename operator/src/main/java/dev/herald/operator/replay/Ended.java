package dev.herald.operator.replay;

import dev.herald.api.v1alpha1.ReplayJobSpec;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.plan.Write;
import dev.herald.operator.worker.Field;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A replay that is over goes when its time has come. That it has run stays known on the control topic. */
final class Ended {
    private Ended() {
    }

    static List<Write> writes(ObservedReplay observed, Instant now) {
        boolean isDue = dueAt(observed).filter(due -> !now.isBefore(due)).isPresent();
        return isDue ? List.of(new Write.Delete(resource(observed))) : List.of();
    }

    private static Optional<Instant> dueAt(ObservedReplay observed) {
        Optional<Instant> end = Optional.ofNullable(observed.before().completionTime());
        return observed.replay()
                .spec()
                .readable()
                .filter(spec -> observed.finished())
                .map(ReplayJobSpec::ttlAfterFinished)
                .flatMap(ttl -> end.flatMap(ended -> after(ended, ttl)));
    }

    private static Optional<Instant> after(Instant end, String ttl) {
        try {
            return Optional.of(end.plus(Field.length("spec.ttlAfterFinished", ttl, null)));
        } catch (InvalidSpec neverSaidWell) {
            return Optional.empty();
        }
    }

    private static GenericKubernetesResource resource(ObservedReplay observed) {
        GenericKubernetesResource replay = new GenericKubernetesResource();
        replay.setApiVersion(observed.replay().subject().apiVersion());
        replay.setKind(observed.replay().subject().kind());
        replay.setMetadata(new ObjectMetaBuilder().withNamespace(observed.replay().namespace())
                .withName(observed.replay().name())
                .withUid(observed.replay().subject().uid())
                .build());
        return replay;
    }
}
