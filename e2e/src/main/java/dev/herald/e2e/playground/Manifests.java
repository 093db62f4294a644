package dev.herald.e2e.playground;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Manifests as people write them. */
public final class Manifests {
    private Manifests() {
    }

    /** Those of every YAML file of a folder, in the order of their names. */
    public static List<HasMetadata> in(Path folder) throws IOException {
        var objects = new ArrayList<HasMetadata>();
        try (Stream<Path> files = Files.list(folder)) {
            for (var file : files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList()) {
                objects.addAll(of(file));
            }
        }
        return objects;
    }

    /** Those of one file. */
    public static List<HasMetadata> of(Path file) throws IOException {
        return of(file, text -> text);
    }

    /**
     * Those of one file.
     *
     * @param change made to its text before
     */
    public static List<HasMetadata> of(Path file, UnaryOperator<String> change) throws IOException {
        Object read = Serialization.unmarshal(change.apply(Files.readString(file)));
        return read instanceof List<?> list
                ? list.stream().map(HasMetadata.class::cast).toList()
                : List.of((HasMetadata) read);
    }
}
