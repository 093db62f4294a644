package dev.herald.worker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusStreamSettingsTest {

    private static LiveSettings live(String stream) {
        return ConfigFiles.live(ConfigFiles.LIVE.replace("\"noDataFor\"", stream + "\"noDataFor\""));
    }

    @Test
    void isThereOnlyWhereItIsEnabled() {
        assertEquals(Optional.empty(), live("").statusStream());
        assertEquals(Optional.empty(), live("\"statusStream\": {\"enabled\": false}, ").statusStream());
        assertEquals(Optional.of(new LiveSettings.StatusStream(Duration.ofSeconds(60))),
                live("\"statusStream\": {\"enabled\": true, \"lagObjective\": \"PT60S\"}, ").statusStream());
    }

    @Test
    void namesTheFieldThatIsWrong() {
        var complaint = assertThrows(ConfigurationException.class,
                () -> live("\"statusStream\": {\"enabled\": true, \"lagObjective\": \"60s\"}, "));
        assertTrue(complaint.getMessage().contains("statusStream.lagObjective"), complaint.getMessage());
        complaint = assertThrows(ConfigurationException.class, () -> live("\"statusStream\": {\"enabled\": 1}, "));
        assertTrue(complaint.getMessage().contains("statusStream.enabled"), complaint.getMessage());
    }
}
