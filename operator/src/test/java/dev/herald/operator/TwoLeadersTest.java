package dev.herald.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.operator.mock.Rig;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No election is perfect: a process may be stopped right before a write and go on when another leads. Whatever two operators do at once, the end is that of one. */
class TwoLeadersTest {
    @ParameterizedTest
    @EnumSource(Story.class)
    @Tag("slow")
    void theEndIsTheSameWhereverAnotherActsBetweenADecisionAndItsWrite(Story story) {
        Map<String, String> expected;
        int writes;
        try (Rig rig = new Rig()) {
            story.tell(rig, rig::settle);
            expected = rig.everything();
            writes = rig.writes();
        }
        assertTrue(writes > 20, "the story holds only %d writes".formatted(writes));
        IntStream.rangeClosed(1, writes).parallel().forEach(write -> {
            try (Rig rig = new Rig()) {
                Rig.Second second = rig.second();
                rig.interruptAt(write, second);
                story.tell(rig, rig::settle);
                assertTrue(second.writes() > 0, "the second found nothing to do at write %d".formatted(write));
                assertSame(expected, rig.everything(), "interrupted at write %d of %d".formatted(write, writes));
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Story.class)
    void twoThatRunAtOnceAllTheTimeEndLikeOneAndThenWriteNothing(Story story) {
        Map<String, String> expected;
        try (Rig rig = new Rig()) {
            story.tell(rig, rig::settle);
            expected = rig.everything();
        }
        try (Rig rig = new Rig()) {
            Rig.Second second = rig.second();
            story.tell(rig, () -> rig.settle(second));

            assertTrue(second.writes() > 20, "the second wrote only %d times".formatted(second.writes()));
            assertSame(expected, rig.everything(), "two at once");
            // A replay, or a probe: one Job, and each thing is told once.
            assertEquals(story == Story.SCALING ? 0 : 1,
                    rig.client().resources(Job.class).inAnyNamespace().list().getItems().size());
            int before = rig.writes() + second.writes();
            for (int i = 0; i < 10; i++) {
                rig.pass(Duration.ofSeconds(90));
                rig.runBoth(second);
            }
            assertEquals(before, rig.writes() + second.writes(), "writes while nothing happens");
        }
    }

    private static void assertSame(Map<String, String> expected, Map<String, String> actual, String when) {
        assertEquals(expected.keySet(), actual.keySet(), when);
        expected.forEach((object, content) -> assertEquals(content, actual.get(object), when + ": " + object));
    }
}
