package dev.herald.e2e.chart;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.stream.Stream;

/** The objects of some YAML. */
public record Rendered(List<HasMetadata> objects) {
    /** Parses documents separated by {@code ---}. */
    public Rendered(String yaml) {
        this(Stream.of(yaml.split("(?m)^---$"))
                .filter(document -> document.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#")))
                .map(document -> (HasMetadata) Serialization.unmarshal(document))
                .toList());
    }

    /** All objects of a type. */
    public <T extends HasMetadata> List<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /**
     * The object of a type.
     *
     * @throws AssertionError
     *             if there is not exactly one
     */
    public <T extends HasMetadata> T one(Class<T> type) {
        List<T> all = all(type);
        if (all.size() != 1) {
            throw new AssertionError("expected one " + type.getSimpleName() + ", but there are "
                    + all.stream().map(object -> object.getMetadata().getName()).toList());
        }
        return all.getFirst();
    }

    /** All objects of a type and name, of whatever namespace. */
    public <T extends HasMetadata> List<T> all(Class<T> type, String name) {
        return all(type).stream().filter(object -> object.getMetadata().getName().equals(name)).toList();
    }

    /**
     * The object of a type and name.
     *
     * @throws AssertionError
     *             if there is not exactly one
     */
    public <T extends HasMetadata> T one(Class<T> type, String name) {
        return new Rendered(List.<HasMetadata>copyOf(all(type, name))).one(type);
    }

    /** The version of the operator that is installed. */
    public String version() {
        String image = one(Deployment.class).getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
        return image.substring(image.lastIndexOf(':') + 1);
    }
}
