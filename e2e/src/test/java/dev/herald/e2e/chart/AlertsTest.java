package dev.herald.e2e.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.e2e.process.Patience;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts that the chart brings, judged by Prometheus's own tool. */
class AlertsTest {
    private static final Path RULES = Chart.FOLDER.resolve("files/alerts/herald.yaml");
    private static final Path RUNBOOKS = Path.of("..", "docs", "runbooks");
    private static final Pattern EXPECTED = Pattern.compile("\\{([^{}]*)}, exp_annotations: ANNOTATIONS\\((\\w+)\\)");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

    @TempDir
    Path temp;

    @Test
    @Tag("foreign")
    void prometheusTakesThem() throws Exception {
        String said = promtool("check", "rules", RULES.toString());

        assertTrue(said.contains("SUCCESS: %d rules found".formatted(alerts().size())), said);
    }

    @Test
    @Tag("foreign")
    void eachFiresByWhatItIsForAndByNothingElse() throws Exception {
        Map<String, JsonNode> alerts = alerts();
        String tests = Files.readString(Path.of("src/test/resources/alerts/alerts.test.yaml"))
                .replace("RULES]", RULES + "]");
        String filled = EXPECTED.matcher(tests)
                .replaceAll(expected -> Matcher.quoteReplacement("{%s}, exp_annotations: %s".formatted(
                        expected.group(1), annotations(alerts.get(expected.group(2)), expected.group(1)))));
        Path file = Files.writeString(temp.resolve("alerts.test.yaml"), filled);

        String said = promtool("test", "rules", file.toString());

        assertTrue(said.contains("SUCCESS"), said);
        for (String alert : alerts.keySet()) {
            assertTrue(filled.contains("name: " + alert + " fires") && filled.contains("name: " + alert + " is "),
                    "no test of " + alert);
        }
    }

    @Test
    void eachHasItsPageAndEachPageIsOfSomething() throws IOException {
        List<String> wanted = new ArrayList<>(List.of("README.md", "failed.md", "undecodable.md", "late.md"));
        alerts().forEach((name, alert) -> {
            assertEquals("docs/runbooks/%s.md".formatted(name), alert.at("/annotations/runbook_url").asText());
            wanted.add(name + ".md");
        });
        try (Stream<Path> pages = Files.list(RUNBOOKS)) {
            assertEquals(wanted.stream().sorted().toList(),
                    pages.map(page -> page.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void thePagesLeadSomewhere() throws IOException {
        try (Stream<Path> pages = Files.list(RUNBOOKS)) {
            for (Path page : pages.toList()) {
                LINK.matcher(Files.readString(page))
                        .results()
                        .forEach(found -> assertTrue(Files.exists(RUNBOOKS.resolve(found.group(1))),
                                page + " leads to " + found.group(1)));
            }
        }
    }

    @Test
    void theChartMakesOneObjectOfThemThatLeadsToPagesOfOnesOwn() {
        GenericKubernetesResource rule = Chart.herald()
                .render("prometheusRule: {create: true, runbooks: \"https://wiki.example.org/herald/\", labels: {release: prometheus}}")
                .one(GenericKubernetesResource.class);

        assertEquals("PrometheusRule", rule.getKind());
        assertEquals("prometheus", rule.getMetadata().getLabels().get("release"));
        String text = Serialization.asJson(rule);
        assertTrue(text.contains("https://wiki.example.org/herald/HeraldIncidentOpen.md"), text);
        assertTrue(text.contains("{{ $labels.pipeline }}"), text);
        assertFalse(text.contains("docs/runbooks"), text);
    }

    @Test
    void theWorkersMetricsCarryTheirPipeline() {
        GenericKubernetesResource monitor = Chart.herald()
                .render("{podMonitor: {create: true}, watchNamespaces: [shop]}")
                .one(GenericKubernetesResource.class);

        assertEquals("PodMonitor", monitor.getKind());
        assertEquals(List.of("shop"), monitor.get("spec", "namespaceSelector", "matchNames"));
        assertTrue(Serialization.asJson(monitor).contains("__meta_kubernetes_pod_label_herald_dev_pipeline"));
    }

    /** What Prometheus makes of an alert's annotations for these labels. */
    private static String annotations(JsonNode alert, String labels) {
        String text = alert.get("annotations").toString();
        for (String label : labels.split(", ")) {
            String[] parts = label.split(": ");
            text = text.replace("{{ $labels.%s }}".formatted(parts[0]), parts[1]);
        }
        return text;
    }

    private static Map<String, JsonNode> alerts() throws IOException {
        Map<String, JsonNode> alerts = new TreeMap<>();
        Serialization.unmarshal(Files.readString(RULES), JsonNode.class)
                .at("/groups/0/rules")
                .forEach(rule -> alerts.put(rule.get("alert").asText(), rule));
        return alerts;
    }

    private String promtool(String... arguments) throws IOException, InterruptedException {
        Process where = new ProcessBuilder(Path.of("lib", "promtool").toAbsolutePath().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String tool = new String(where.getInputStream().readAllBytes()).strip();
        assertEquals(0, where.waitFor(), "promtool cannot be had");
        List<String> command = new ArrayList<>(List.of(tool));
        command.addAll(List.of(arguments));
        Path output = temp.resolve("promtool.out");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        assertTrue(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
        return Files.readString(output);
    }
}
