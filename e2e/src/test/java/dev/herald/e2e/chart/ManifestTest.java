package dev.herald.e2e.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is made of the CRDs and the chart; {@code bin/generate} makes it anew, with {@code GOLDEN=write} in the environment. */
class ManifestTest {
    private static final Path MANIFEST = Chart.FOLDER.resolveSibling("herald.yaml");
    private static final Path CRDS = Path.of("..", "crds").toAbsolutePath().normalize();
    private static final Path COPIES = Chart.FOLDER.resolve("files").resolve("crds");
    private static final String HEAD = """
            # The operator of Herald and its custom resources, for all namespaces: kubectl apply --server-side -f helm/herald.yaml
            # Made from the chart helm/herald by bin/generate; other choices are made with the chart (docs/install.md).
            apiVersion: v1
            kind: Namespace
            metadata:
              name: herald
              labels:
                pod-security.kubernetes.io/enforce: restricted
            """;
    /** What only Helm needs. */
    private static final Pattern OF_HELM = Pattern
            .compile("(?m)^ *(helm\\.sh/chart|app\\.kubernetes\\.io/managed-by: Helm|# Source: ).*\\n");

    @Test
    void theChartHasTheCrds() throws IOException {
        assertEquals(yamls(CRDS), yamls(COPIES), "the chart's copies of crds/*.yaml differ: run bin/generate");
    }

    @Test
    void thePlainManifestIsTheChart() throws IOException {
        String manifest = HEAD + Stream.concat(
                yamls(CRDS).values().stream().map(crd -> crd.startsWith("---\n") ? crd : "---\n" + crd),
                Stream.of(OF_HELM.matcher(Chart.herald().yaml("crds: {install: false}")).replaceAll("")))
                .collect(Collectors.joining());
        if ("write".equals(System.getenv("GOLDEN"))) {
            Files.writeString(MANIFEST, manifest);
        }

        assertEquals(Files.readString(MANIFEST), manifest,
                "helm/herald.yaml differs from the chart: run bin/generate and commit what it wrote");
    }

    private static Map<String, String> yamls(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (var files = Files.newDirectoryStream(folder, "*.yaml")) {
            for (Path file : files) {
                contents.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return contents;
    }
}
