package dev.herald.worker.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.status.report.Report;
import dev.herald.worker.status.report.ReportFormat;
import dev.herald.worker.status.rules.MessageClass;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplayRecordTest {

    private static final Instant NOON = Facts.NOON;
    private static final Counts COUNTS = new Counts(1, 2, 3, 4, 5, 6, 7);
    private static final ReplayRecord RECORD = new ReplayRecord(ReplayRecord.Phase.Running, Optional.empty(), COUNTS,
            Map.of("email/0", 812L, "email/1", 0L), Map.of("email/0", 17L),
            MessageClass.of(Map.of("attachments", "true")), NOON,
            Optional.of(NOON.plusSeconds(60)), "",
            new ReplayRecord.Outlook(12.5, Optional.of(NOON.plusSeconds(99)), "rateLimit 50/s"),
            new ReplayRecord.Unrecoverable(8, "kubectl logs -n shop again"), NOON.plusSeconds(70), NOON.plusSeconds(71),
            Optional.empty());

    @Test
    void isTheSameWhenItIsReadAgain() {
        assertEquals(RECORD, ReplayRecord.decode(RECORD.encode()));
        for (Step.End end : List.of(Step.End.complete(""),
                Step.End.failed(ReplayRecord.Reason.TrialFailed, "trial: 1 of 10 failed"))) {
            ReplayRecord ended = RECORD.ended(end, new Counts(0, 0, 28, 0, 0, 0, 0), RECORD.unrecoverable(),
                    NOON.plusSeconds(90));
            assertEquals(ended, ReplayRecord.decode(ended.encode()));
        }
        ReplayRecord failed = ReplayRecord.impossible("incidentId: there is no incident i-000000", NOON);
        assertEquals(failed, ReplayRecord.decode(failed.encode()));
    }

    @Test
    void isReadWithoutTheMembersThatCameLater() {
        ReplayRecord earlier = ReplayRecord.decode("""
                {"v": 1, "phase": "Running", "counts": {"matched": 1, "sent": 1}, "selected": {"email/0": 7}, "class": {},
                 "from": "2026-11-23T12:00:00Z", "to": null, "message": "", "startedAt": "2026-11-23T12:00:00Z",
                 "at": "2026-11-23T12:00:00Z", "finishedAt": null}""".getBytes(StandardCharsets.UTF_8));
        assertEquals(Optional.empty(), earlier.reason());
        assertEquals(Map.of(), earlier.takenIn());
        assertEquals(ReplayRecord.Outlook.NONE, earlier.outlook());
        assertEquals(ReplayRecord.Unrecoverable.NONE, earlier.unrecoverable());
    }

    @Test
    void isWhatTheStatusWorkerReports() {
        Report.Replay reported = ReportFormat.decodeReplay("shop/again/1", RECORD.encode());
        assertEquals("Running", reported.phase());
        assertEquals(Map.of("matched", 28L, "alreadyAccepted", 1L, "stale", 2L, "sent", 3L, "failed", 4L, "unknown", 5L,
                "skipped", 6L, "remaining", 7L), reported.counts());
        assertEquals(12.5, reported.rate());
        assertEquals(NOON.plusSeconds(99), reported.eta());
        assertEquals("rateLimit 50/s", reported.holds());
        assertEquals(new Report.Replay.Unrecoverable(8, "kubectl logs -n shop again"), reported.unrecoverable());
        assertEquals("", reported.reason());
        assertEquals("Impossible", ReportFormat.decodeReplay("shop/again/1", ReplayRecord.impossible("", NOON).encode())
                .reason());
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
