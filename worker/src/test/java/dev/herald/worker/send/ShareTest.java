package dev.herald.worker.send;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.worker.config.ChannelType;
import dev.herald.worker.config.LiveSettings.ChannelSettings;
import dev.herald.worker.config.LiveSettings.OnUnknown;
import dev.herald.worker.config.LiveSettings.Ramp;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is whose, of partitions 0 to 3. {@code old} is the revision that serves, {@code new} the one that a ramp is for. */
class ShareTest {
    private static final Set<Integer> PARTITIONS = Set.of(0, 1, 2, 3);

    @ParameterizedTest(name = "{0} of serving {1}, ramp {2} {3}")
    @CsvSource(nullValues = "-", value = {
            // revision, serving, ramp.revision, ramp.partitions, the revision's partitions
            "old,     -,   -,   -,          0 1 2 3",
            "new,     -,   -,   -,          0 1 2 3",
            "old,     old, -,   -,          0 1 2 3",
            "new,     old, -,   -,          ''",
            "old,     old, new, 0,          0 1 2 3",
            "new,     old, new, 0,          ''",
            "old,     old, new, 1,          1 2 3",
            "new,     old, new, 1,          0",
            "old,     old, new, 4,          ''",
            "new,     old, new, 4,          0 1 2 3",
            "old,     old, new, 2147483647, ''",
            "new,     old, new, 2147483647, 0 1 2 3",
            "another, old, new, 2,          ''",
            "old,     '',  -,   -,          ''",
            "old,     '',  new, 1,          ''",
            "new,     '',  new, 1,          0",
            "new,     new, new, 1,          0 1 2 3"})
    void isWhatTheLiveFileSays(String revision, String serving, String ramped, Integer partitions, String expected) {
        var channel = new ChannelSettings("email", ChannelType.Email, false, OnUnknown.Park,
                Optional.ofNullable(serving), Optional.ofNullable(ramped).map(it -> new Ramp(it, partitions)), 25,
                Optional.empty());

        assertEquals(numbers(expected), Share.of(revision, channel).among(PARTITIONS));
    }

    @Test
    void isOfThePartitionsThatAreThere() {
        assertEquals(Set.of(2), new Share(1, 3).among(Set.of(0, 2, 7)));
        assertEquals(Set.of(), Share.NONE.among(PARTITIONS));
    }

    private static Set<Integer> numbers(String text) {
        return Arrays.stream(text.split(" "))
                .filter(number -> !number.isEmpty())
                .map(Integer::valueOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
