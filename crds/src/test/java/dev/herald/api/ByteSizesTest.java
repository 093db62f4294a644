package dev.herald.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizesTest {
    @ParameterizedTest
    @CsvSource({"1,1", "1048576,1048576", "512Ki,524288", "10Mi,10485760", "999999999Mi,1048575998951424"})
    void readsWhatPeopleWrite(String text, long bytes) {
        assertEquals(bytes, ByteSizes.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "Mi", "10MB", "10 Mi", "1.5Mi", "-1", "10Gi", "1234567890"})
    void refusesEverythingElseAndSaysWhatToWrite(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> ByteSizes.parse(text)).getMessage();
        assertTrue(message.contains("\"" + text + "\"") && message.contains("10Mi"), message);
    }
}
