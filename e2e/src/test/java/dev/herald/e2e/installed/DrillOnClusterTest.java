package dev.herald.e2e.installed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drills with real pods: images of faulty workers, partitions that go back and forth between Deployments, a Job that probes, a topic that takes no record. */
@Tag("cluster")
@ExtendWith(SharedHerald.class)
class DrillOnClusterTest {
    @ParameterizedTest
    @ValueSource(strings = {"D1", "D3"})
    void passes(String name, Herald herald) throws Exception {
        Process drill = new ProcessBuilder("../bin/drill", name, "--messages", "300", "--kubeconfig",
                herald.node().kubeconfig().toString()).redirectErrorStream(true).start();
        String output = new String(drill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, drill.waitFor(), output);
        assertTrue(output.lines().toList().getLast().startsWith(name + " passed: "), output);
        assertNull(herald.client().namespaces().withName("herald-drill").get());
    }
}
