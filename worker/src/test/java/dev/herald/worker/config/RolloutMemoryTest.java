package dev.herald.worker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RolloutMemoryTest {
    private static final String MEMBERS = "\"generation\":12,\"format\":\"json-v1\",\"serving\":\"3f9a1c22\","
            + "\"revisions\":[{\"revision\":\"3f9a1c22\",\"image\":\"herald:1\",\"env\":[{\"name\":\"A\",\"value\":\"b\"}],"
            + "\"state\":\"Good\",\"message\":\"\",\"reads\":[\"json-v1\"],\"at\":\"2026-11-23T08:00:00Z\"}],"
            + "\"ofANewerOperator\":{\"any\":[1.5,null]}";

    @Test
    void goesIntoTheControlTopicAsItStandsInTheLiveFile() {
        RolloutMemory memory = live("{" + MEMBERS + "}");

        assertEquals(12, memory.generation());
        assertEquals("{\"v\":1," + MEMBERS + "}", new String(memory.encode(), StandardCharsets.UTF_8));
        assertEquals(memory, RolloutMemory.decode(memory.encode()));
        assertEquals("{" + MEMBERS + "}", RolloutMemory.decode(memory.encode()).members().toString());
    }

    @Test
    void isWrittenOverWhatIsOlderOnly() {
        RolloutMemory memory = live("{\"generation\": 12}");

        assertTrue(memory.supersedes(Optional.empty()));
        assertTrue(memory.supersedes(Optional.of(live("{\"generation\": 11}"))));
        assertFalse(memory.supersedes(Optional.of(live("{\"generation\": 12}"))));
        assertFalse(memory.supersedes(Optional.of(live("{\"generation\": 13}"))));
        assertFalse(live("{\"generation\": 0}").supersedes(Optional.empty()));
    }

    @Test
    void isNoneWhereTheLiveFileHasNone() {
        assertEquals(Optional.empty(), ConfigFiles.live(ConfigFiles.LIVE).memory());
        assertEquals(Optional.empty(),
                ConfigFiles.live(ConfigFiles.LIVE.replaceFirst("\\{", "{\"memory\": null, ")).memory());
    }

    @Test
    void namesWhatIsWrong() {
        assertEquals("live.json: memory must be an object", complaint("[]"));
        assertEquals("live.json: memory.generation is missing", complaint("{}"));
        assertEquals("live.json: memory.generation must be a whole number that is not negative, not -1",
                complaint("{\"generation\": -1}"));
        assertEquals("live.json: memory.generation must be a whole number that is not negative, not 1.5",
                complaint("{\"generation\": 1.5}"));
        String large = "{\"generation\":1,\"revisions\":[\"%s\"]}".formatted("x".repeat(RolloutMemory.MOST_BYTES));
        assertEquals("live.json: memory.revisions make memory %d bytes, and 131072 are the most: leave out the oldest"
                .formatted(large.length()), complaint(large));
    }

    @Test
    void refusesAnotherVersionAndWhatIsNone() {
        for (String value : List.of("{\"v\":2,\"generation\":1}", "{\"generation\":1}", "{\"v\":1}", "[]", "oops")) {
            assertThrows(IllegalArgumentException.class,
                    () -> RolloutMemory.decode(value.getBytes(StandardCharsets.UTF_8)), value);
        }
    }

    private static RolloutMemory live(String memory) {
        return ConfigFiles.live(ConfigFiles.LIVE.replaceFirst("\\{", "{\"memory\": " + memory + ", "))
                .memory()
                .orElseThrow();
    }

    private static String complaint(String memory) {
        return assertThrows(ConfigurationException.class, () -> live(memory)).getMessage();
    }
}
