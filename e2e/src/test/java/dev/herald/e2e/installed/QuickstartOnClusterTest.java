package dev.herald.e2e.installed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The quickstart's story with real pods: a threshold is crossed, and the ReplayJob, its Job and the messages are those that failed. */
@Tag("cluster")
@ExtendWith(SharedHerald.class)
class QuickstartOnClusterTest {
    @Test
    void tellsTheWholeStory(Herald herald) throws Exception {
        Process quickstart = new ProcessBuilder("../bin/quickstart", "--kubeconfig",
                herald.node().kubeconfig().toString(), "--messages", "400").redirectErrorStream(true).start();
        String output = new String(quickstart.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, quickstart.waitFor(), output);
        assertTrue(output.contains("the operator that was there before (herald/herald-operator)"), output);
        assertEquals(List.of("email 400 400 30 30 0 0", "hooks 200 200 0 0 0 0"), Pattern
                .compile("(email|hooks)( +[0-9,]+){6}")
                .matcher(output)
                .results()
                .map(row -> row.group().replaceAll(" +", " "))
                .toList(), output);
        assertNull(herald.client().namespaces().withName("herald-quickstart").get());
        assertEquals(2, herald.operators().size(), "what was there before stays");
    }
}
