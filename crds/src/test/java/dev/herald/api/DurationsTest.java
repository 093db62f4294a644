package dev.herald.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"168h,PT168H", "90s,PT90S", "1h30m,PT90M", "250ms,PT0.25S", "1m500ms,PT1M0.5S", "0s,PT0S",
            "99999h99999m99999s99999ms,PT101693H27M18.999S"})
    void readsWhatPeopleWrite(String text, Duration duration) {
        assertEquals(duration, Durations.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "5 s", "-5s", "1.5h", "5d", "100000s", "PT5S", "1s1s1s1s1s", "5s\n"})
    void refusesEverythingElseAndSaysWhatToWrite(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Durations.parse(text)).getMessage();
        assertTrue(message.contains("\"" + text + "\"") && message.contains("90s"), message);
    }

    @ParameterizedTest
    @CsvSource({"PT168H,168h", "PT90M,1h30m", "PT0.25S,250ms", "PT0S,0s"})
    void writesWhatItReads(Duration duration, String text) {
        assertEquals(text, Durations.format(duration));
    }

    @Test
    void theLongestTextFitsTheSchema() {
        assertEquals(Durations.MAX_LENGTH, "99999ms".repeat(4).length());
    }
}
