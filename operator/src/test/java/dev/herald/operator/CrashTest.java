package dev.herald.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.operator.mock.Rig;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.resource.RawPipeline;
import dev.herald.operator.resource.RawReplayJob;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The operator dies between any two writes, from a pipeline to the end of a replay, and is started again. */
class CrashTest {
    @Test
    @Tag("slow")
    void theEndIsTheSameWhereverItDies() {
        Map<String, String> expected;
        int writes;
        try (Rig rig = new Rig()) {
            story(rig);
            assertEquals("True/Finished", rig.condition(RawReplayJob.class, "orders-i-7f3a9c", "Complete"));
            assertEquals("True/RolledOut", rig.condition(RawPipeline.class, "orders", "Ready"));
            expected = rig.everything();
            writes = rig.writes();
        }
        assertTrue(writes > 20, "the story holds only %d writes".formatted(writes));
        for (int write = 1; write <= writes; write++) {
            try (Rig rig = new Rig()) {
                rig.crashAt(write);
                story(rig);
                Map<String, String> actual = rig.everything();
                assertEquals(expected.keySet(), actual.keySet(), "dead at write %d of %d".formatted(write, writes));
                for (String object : expected.keySet()) {
                    assertEquals(expected.get(object), actual.get(object),
                            "dead at write %d of %d: %s".formatted(write, writes, object));
                }
            }
        }
    }

    @Test
    void atRestItWritesNothing() {
        try (Rig rig = new Rig()) {
            story(rig);
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

    private static void story(Rig rig) {
        rig.create(Samples.PIPELINE);
        rig.create(Samples.EMAIL);
        rig.create(Samples.HOOKS);
        rig.settle();
        rig.pass(Duration.ofSeconds(10));
        rig.say(Samples.WELL);
        rig.settle();
        rig.pass(Duration.ofSeconds(10));
        rig.say(Samples.open());
        rig.settle();
        rig.pass(Duration.ofSeconds(10));
        rig.say(Samples.closed());
        rig.settle();
        String job = "shop/orders-i-7f3a9c/"
                + rig.status(RawReplayJob.class, "orders-i-7f3a9c").path("specHash").asText();
        rig.pass(Duration.ofSeconds(10));
        rig.say(Samples.closed() + ", " + Samples.replay(job, "Running"));
        rig.settle();
        rig.pass(Duration.ofSeconds(10));
        rig.say(Samples.closed() + ", " + Samples.replay(job, "Complete"));
        rig.settle();
    }
}
