package dev.herald.e2e.chart;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The chart, as real Helm renders it for a release in a namespace. */
public record Chart(String release, String namespace) {
    /** Where it lies. */
    public static final Path FOLDER = Path.of("..", "helm", "herald").toAbsolutePath().normalize();

    /** Which Helm takes for that of the cluster when there is none. */
    private static final String KUBERNETES = "1.34.0";

    /** As the documentation installs it. */
    public static Chart herald() {
        return new Chart("herald", "herald");
    }

    /** With default values. */
    public Rendered render() {
        return render("");
    }

    /**
     * With these values, as YAML.
     *
     * @throws IllegalStateException
     *             if Helm refuses them; the message is Helm's
     */
    public Rendered render(String values) {
        return new Rendered(yaml(values));
    }

    /** What Helm writes, with these values. */
    public String yaml(String values) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            try {
                Files.writeString(file, values);
                return new Helm(FOLDER).template()
                        .withName(release)
                        .withNamespace(namespace)
                        .withKubeVersion(KUBERNETES)
                        .withValuesFile(file)
                        .call();
            } finally {
                Files.delete(file);
            }
        } catch (IOException disk) {
            throw new UncheckedIOException(disk);
        }
    }
}
