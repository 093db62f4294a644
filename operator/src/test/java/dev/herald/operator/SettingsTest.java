package dev.herald.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herald.operator.leader.Candidacy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void theImageOfTheWorkersIsEnough() {
        assertEquals(new Settings(Set.of(), "worker:1", Optional.empty(), 8080), read());
    }

    @Test
    void standsForLeadershipWhenItIsEnabled() {
        Optional<Candidacy> candidacy = read("LEADER_ELECTION", "Enabled", "POD_NAME", "herald-0", "POD_NAMESPACE",
                "herald-system").candidacy();

        assertEquals(Optional.of(new Candidacy("herald-system", "herald-operator", "herald-0")), candidacy);
    }

    @Test
    void takesAnotherLease() {
        assertEquals("blue",
                read("LEADER_ELECTION", "Enabled", "POD_NAME", "herald-0", "POD_NAMESPACE", "herald-system",
                        "LEASE_NAME", "blue").candidacy().orElseThrow().lease());
    }

    @Test
    void saysWhichVariableIsWrongAndWhatToDo() {
        assertEquals("LEADER_ELECTION must be Enabled or Disabled, not \"true\"", refusal("LEADER_ELECTION", "true"));
        assertEquals(
                "POD_NAME must be set when LEADER_ELECTION is Enabled: in the pod's template, by fieldRef metadata.name",
                refusal("LEADER_ELECTION", "Enabled", "POD_NAMESPACE", "herald-system"));
        assertEquals(
                "POD_NAMESPACE must be set when LEADER_ELECTION is Enabled: in the pod's template, by fieldRef metadata.namespace",
                refusal("LEADER_ELECTION", "Enabled", "POD_NAME", "herald-0"));
        assertEquals("HERALD_PORT must be a number from 0 to 65535, not \"http\"", refusal("HERALD_PORT", "http"));
        assertEquals("WORKER_IMAGE must name the image of the workers", refusal("WORKER_IMAGE", ""));
    }

    private static String refusal(String... variables) {
        return assertThrows(IllegalArgumentException.class, () -> read(variables)).getMessage();
    }

    private static Settings read(String... variables) {
        Map<String, String> environment = new HashMap<>(Map.of("WORKER_IMAGE", "worker:1"));
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return Settings.from(environment);
    }
}
