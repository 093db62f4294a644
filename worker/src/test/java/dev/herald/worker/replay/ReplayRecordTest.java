package dev.herald.worker.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.status.report.Report;
import dev.herald.worker.status.report.ReportFormat;
import dev.herald.worker.status.rules.MessageClass;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplayRecordTest {

    private static final Instant NOON = Facts.NOON;
    private static final Counts COUNTS = new Counts(1, 2, 3, 4, 5, 6, 7);
    private static final ReplayRecord RECORD = new ReplayRecord(ReplayRecord.Phase.Running, COUNTS,
            Map.of("email/0", 812L, "email/1", 0L), MessageClass.of(Map.of("attachments", "true")), NOON,
            Optional.of(NOON.plusSeconds(60)), "", NOON.plusSeconds(70), NOON.plusSeconds(71), Optional.empty());

    @Test
    void isTheSameWhenItIsReadAgain() {
        assertEquals(RECORD, ReplayRecord.decode(RECORD.encode()));
        ReplayRecord complete = RECORD.complete(new Counts(0, 0, 28, 0, 0, 0, 0), NOON.plusSeconds(90));
        assertEquals(complete, ReplayRecord.decode(complete.encode()));
        ReplayRecord failed = ReplayRecord.failed("incidentId: there is no incident i-000000", NOON);
        assertEquals(failed, ReplayRecord.decode(failed.encode()));
    }

    @Test
    void isWhatTheStatusWorkerReports() {
        Report.Replay reported = ReportFormat.decodeReplay("shop/again/1", RECORD.encode());
        assertEquals("Running", reported.phase());
        assertEquals(Map.of("matched", 28L, "alreadyAccepted", 1L, "stale", 2L, "sent", 3L, "failed", 4L, "unknown", 5L,
                "skipped", 6L, "remaining", 7L), reported.counts());
        assertEquals(RECORD.startedAt(), reported.startedAt());
        assertEquals(RECORD.at(), reported.at());
    }

    @Test
    void isRefusedByNameWhenANewerWorkerWroteIt() {
        byte[] newer = "{\"v\": 2, \"phase\": \"Paused\"}".getBytes(StandardCharsets.UTF_8);
        var refused = assertThrows(IllegalArgumentException.class, () -> ReplayRecord.decode(newer));
        assertTrue(refused.getMessage().contains("version 2"), refused.getMessage());
    }
}
