package dev.herald.operator.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlarmsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:30:00Z");

    @ParameterizedTest
    @CsvSource({"Unknown, ReportUnreachable, 08:29:55, 6", "Unknown, ReportUnreachable, 08:29:50, 1",
            "Unknown, ReportUnreachable, 08:20:00, ", "Unknown, NoData, 08:29:55, ", "'True', Idle, 08:29:55, "})
    void thatNothingIsMeasuredIsLookedAtWhenItBecomesAnAlarm(String status, String reason, String since, Long seconds) {
        String pipeline = Samples.PIPELINE + """
                  failurePolicy: {noDataFor: 10s}
                status:
                  conditions:
                  - {type: DeliveryHealthy, status: "%s", reason: %s, message: "", lastTransitionTime: "2026-11-23T%sZ"}
                """.formatted(status, reason, since);

        assertEquals(Optional.ofNullable(seconds).map(Duration::ofSeconds),
                Alarms.dueIn(Given.pipeline(pipeline), NOW));
    }

    @Test
    void ofWhichNothingHasBeenSaidNothingIsDue() {
        assertEquals(Optional.empty(), Alarms.dueIn(Given.pipeline(Samples.PIPELINE), NOW));
    }
}
