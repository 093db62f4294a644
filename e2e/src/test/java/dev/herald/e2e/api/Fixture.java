package dev.herald.e2e.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;

/**
 * A file of {@code src/test/resources/api}: one resource, in the states it is to take one after the other. The server shall take all of them if the
 * file's name begins with {@code valid-}; otherwise it shall refuse the last one with the message that the file's first line expects.
 */
record Fixture(Path file, Optional<String> expected, List<GenericKubernetesResource> states) {
    private static final Path FOLDER = Path.of("src", "test", "resources", "api");
    private static final String EXPECT = "# expect: ";

    static List<Fixture> all() {
        try (var files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().map(Fixture::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Fixture of(String path) {
        return read(FOLDER.resolve(path + ".yaml"));
    }

    /** Folder and file without the ending. */
    String name() {
        return FOLDER.relativize(file).toString().replace(".yaml", "");
    }

    boolean isValid() {
        return file.getFileName().toString().startsWith("valid-");
    }

    /** The fixture that shows the other side of the same rule. */
    Path partner() {
        var name = file.getFileName().toString();
        return file.resolveSibling(isValid() ? "in" + name : name.substring("in".length()));
    }

    private static Fixture read(Path file) {
        try {
            var text = Files.readString(file);
            var expected = text.lines()
                    .filter(line -> line.startsWith(EXPECT))
                    .map(line -> line.substring(EXPECT.length()))
                    .findFirst();
            var states = new ArrayList<GenericKubernetesResource>();
            Stream.of(text.split("(?m)^---$"))
                    .forEach(state -> states.add(Serialization.unmarshal(state, GenericKubernetesResource.class)));
            return new Fixture(file, expected, List.copyOf(states));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
