package dev.herald.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.operator.mock.Rig;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.resource.RawChannel;
import dev.herald.operator.resource.RawPipeline;
import dev.herald.operator.resource.RawReplayJob;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The operator dies between any two writes, from a pipeline to the end of a replay, and is started again. */
class CrashTest {
    @ParameterizedTest
    @EnumSource(Story.class)
    @Tag("slow")
    void theEndIsTheSameWhereverItDies(Story story) {
        Map<String, String> expected;
        int writes;
        try (Rig rig = new Rig()) {
            story.tell(rig, rig::settle);
            switch (story) {
                case INCIDENT -> assertEquals("True/Finished",
                        rig.condition(RawReplayJob.class, "orders-i-7f3a9c", "Complete"));
                case ROLLOUT -> {
                    assertEquals("worker:2", rig.status(RawPipeline.class, "orders").at("/revisions/0/image").asText());
                    assertEquals("Good", rig.status(RawPipeline.class, "orders").at("/revisions/0/state").asText());
                }
                case SCALING ->
                    assertEquals("5: spec.replicas",
                            rig.status(RawChannel.class, "email").at("/scaling/reason").asText());
            }
            assertEquals("True/RolledOut", rig.condition(RawPipeline.class, "orders", "Ready"));
            expected = rig.everything();
            writes = rig.writes();
        }
        assertTrue(writes > 20, "the story holds only %d writes".formatted(writes));
        IntStream.rangeClosed(1, writes).parallel().forEach(write -> {
            try (Rig rig = new Rig()) {
                rig.crashAt(write);
                story.tell(rig, rig::settle);
                Map<String, String> actual = rig.everything();
                assertEquals(expected.keySet(), actual.keySet(), "dead at write %d of %d".formatted(write, writes));
                for (String object : expected.keySet()) {
                    assertEquals(expected.get(object), actual.get(object),
                            "dead at write %d of %d: %s".formatted(write, writes, object));
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Story.class)
    void atRestItWritesNothing(Story story) {
        try (Rig rig = new Rig()) {
            story.tell(rig, rig::settle);
            int before = rig.writes();
            for (int i = 0; i < 10; i++) {
                rig.pass(Duration.ofSeconds(90));
                if (i % 3 == 0) {
                    rig.restart();
                }
                rig.runOnce();
            }
            assertEquals(before, rig.writes(), "writes while nothing happens");
        }
    }
}
