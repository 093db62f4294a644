package dev.herald.e2e.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** Shows a witness all that changes in a namespace. */
final class Watching implements AutoCloseable {
    private static final String LIVE = Pipeline.NAME + "-live";

    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

    /** From now on; what is there already is shown first. */
    Watching(KubernetesClient client, String namespace, Witness witness) {
        informers.add(client.apps().deployments().inNamespace(namespace).inform(on(witness::sees, gone -> {
        })));
        informers.add(client.pods().inNamespace(namespace).inform(on(witness::sees, witness::misses)));
        informers.add(client.genericKubernetesResources("herald.dev/v1alpha1", "NotificationPipeline")
                .inNamespace(namespace)
                .inform(on(pipeline -> witness.sees(RevisionStatus.of(pipeline)), gone -> {
                })));
        informers.add(client.configMaps().inNamespace(namespace).inform(on(map -> {
            if (map.getMetadata().getName().equals(LIVE)) {
                witness.seesLive(map.getData().get("live.json"));
            }
        }, gone -> {
        })));
    }

    private static <T extends HasMetadata> ResourceEventHandler<T> on(Consumer<T> there, Consumer<T> gone) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                there.accept(object);
            }

            @Override
            public void onUpdate(T before, T object) {
                there.accept(object);
            }

            @Override
            public void onDelete(T object, boolean finalStateUnknown) {
                gone.accept(object);
            }
        };
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::stop);
    }
}
