package dev.herald.operator.rollout;

import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Names;
import dev.herald.operator.plan.Subject;
import dev.herald.operator.plan.Write;
import dev.herald.operator.worker.WorkerObjects;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.List;
import java.util.Optional;

/** The ConfigMap {@code <pipeline>-rollout}, in which it is written where rollouts are. */
public final class RolloutFile {
    private static final String NAME = "rollout.json";

    private RolloutFile() {
    }

    /**
     * What it says; empty where there is none of this pipeline, or somebody has spoilt it.
     *
     * @param configMaps
     *            made for the pipeline
     */
    public static Optional<Rollout> read(Subject pipeline, List<ConfigMap> configMaps) {
        return find(pipeline, configMaps).filter(map -> isOf(pipeline, map))
                .map(ConfigMap::getData)
                .map(data -> data.get(NAME))
                .flatMap(RolloutFile::parsed);
    }

    /** The write that says it; only if nobody else has said something since. One of a deleted namesake makes room first. */
    public static Optional<Write> write(Subject pipeline, Rollout state, List<ConfigMap> configMaps) {
        Optional<ConfigMap> there = find(pipeline, configMaps);
        if (there.isPresent() && !isOf(pipeline, there.get())) {
            return Optional.of(new Write.Delete(there.get()));
        }
        if (read(pipeline, configMaps).filter(state::equals).isPresent()) {
            return Optional.empty();
        }
        ConfigMap map = new ConfigMapBuilder()
                .withMetadata(WorkerObjects.meta(pipeline, Names.rollout(pipeline.name()), Labels.of(pipeline.name())))
                .addToData(NAME, Json.readable(Json.tree(state)))
                .build();
        there.ifPresent(old -> map.getMetadata().setResourceVersion(old.getMetadata().getResourceVersion()));
        return Optional.of(there.isPresent() ? new Write.Apply(map) : new Write.Create(map));
    }

    private static Optional<ConfigMap> find(Subject pipeline, List<ConfigMap> configMaps) {
        return configMaps.stream()
                .filter(map -> map.getMetadata().getName().equals(Names.rollout(pipeline.name())))
                .findFirst();
    }

    private static boolean isOf(Subject pipeline, ConfigMap map) {
        return map.getMetadata()
                .getOwnerReferences()
                .stream()
                .anyMatch(owner -> owner.getUid().equals(pipeline.uid()));
    }

    private static Optional<Rollout> parsed(String text) {
        try {
            Rollout state = Json.read(text, Rollout.class);
            return state.serving() != null && state.known(state.serving()).isPresent()
                    ? Optional.of(state)
                    : Optional.empty();
        } catch (IllegalArgumentException spoilt) {
            return Optional.empty();
        }
    }
}
