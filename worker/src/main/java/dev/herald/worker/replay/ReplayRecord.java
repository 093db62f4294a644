package dev.herald.worker.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.worker.status.rules.MessageClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A replay on the control topic (docs/formats.md, "Control"): what it selects is fixed with the first one, so that a feeder
 * that begins anew selects the same.
 *
 * @param selected
 *            the ledger offset up to which is selected, by {@code <key>/<partition>}
 * @param takenIn
 *            likewise, with mode Missing: the log offset up to which is selected; what lies above is still to be taken in
 * @param of
 *            the class of its incident; the whole channel otherwise
 * @param from
 *            inclusive; of the incident or the window
 * @param to
 *            exclusive; empty where {@code selected} alone ends it
 * @param reason
 *            with the phase Failed
 * @param message
 *            for people; empty when there is nothing to say
 */
record ReplayRecord(Phase phase, Optional<Reason> reason, Counts counts, Map<String, Long> selected,
        Map<String, Long> takenIn, MessageClass of, Instant from, Optional<Instant> to, String message, Outlook outlook,
        Unrecoverable unrecoverable,
        Instant startedAt, Instant at, Optional<Instant> finishedAt) {

    static final int VERSION = 1;

    private static final String KEY = "replay/";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How far it is. */
    enum Phase {
        Started, AwaitingApproval, Trial, Running, Complete, Failed;

        boolean isOver() {
            return this == Complete || this == Failed;
        }
    }

    /** Why it failed. */
    enum Reason {
        /** What it was given can never work. */
        Impossible,
        /** More matched than may be sent. */
        TooMany,
        /** Of what it sent too many failed again. */
        RepairDoesNotHold,
        /** One of the first few failed again. */
        TrialFailed
    }

    /**
     * How it gets on.
     *
     * @param rate
     *            units decided a second, of late
     * @param eta
     *            when all will be decided at this rate; empty where that cannot be told
     * @param holds
     *            what limits it, for people; empty when nothing does
     */
    record Outlook(double rate, Optional<Instant> eta, String holds) {
        static final Outlook NONE = new Outlook(0, Optional.empty(), "");
    }

    /**
     * Of the matched, those that can no longer be sent.
     *
     * @param where
     *            a command that lists them; empty when there are none
     */
    record Unrecoverable(long count, String where) {
        static final Unrecoverable NONE = new Unrecoverable(0, "");
    }

    /** @param job {@code <namespace>/<name>/<spec hash>} */
    static String key(String job) {
        return KEY + job;
    }

    static ReplayRecord started(Scope scope, Map<String, Long> selected, Map<String, Long> takenIn, Instant now) {
        return new ReplayRecord(Phase.Started, Optional.empty(), Counts.NONE, selected, takenIn, scope.of(),
                scope.from(),
                scope.to(), "", Outlook.NONE, Unrecoverable.NONE, now, now, Optional.empty());
    }

    static ReplayRecord impossible(String message, Instant now) {
        return new ReplayRecord(Phase.Failed, Optional.of(Reason.Impossible), Counts.NONE, Map.of(), Map.of(),
                MessageClass.WHOLE,
                now, Optional.of(now), message, Outlook.NONE, Unrecoverable.NONE, now, now, Optional.of(now));
    }

    ReplayRecord during(Phase now, Counts standing, Outlook how, Unrecoverable lost, Instant time) {
        return new ReplayRecord(now, Optional.empty(), standing, selected, takenIn, of, from, to, message, how, lost,
                startedAt,
                time, Optional.empty());
    }

    ReplayRecord ended(Step.End end, Counts standing, Unrecoverable lost, Instant time) {
        return new ReplayRecord(end.phase(), end.reason(), standing, selected, takenIn, of, from, to, end.message(),
                Outlook.NONE, lost, startedAt, time, Optional.of(time));
    }

    /** Whether it says nothing but the time and an eta that an earlier one does not. */
    boolean saysAsMuchAs(ReplayRecord earlier) {
        return phase == earlier.phase && counts.equals(earlier.counts) && message.equals(earlier.message)
                && outlook.rate == earlier.outlook.rate && outlook.holds.equals(earlier.outlook.holds)
                && unrecoverable.equals(earlier.unrecoverable);
    }

    byte[] encode() {
        ObjectNode json = JSON.createObjectNode()
                .put("v", VERSION)
                .put("phase", phase.name())
                .put("reason", reason.map(Reason::name).orElse(""));
        json.putObject("counts")
                .put("matched", counts.matched())
                .put("alreadyAccepted", counts.alreadyAccepted())
                .put("stale", counts.stale())
                .put("sent", counts.sent())
                .put("failed", counts.failed())
                .put("unknown", counts.unknown())
                .put("skipped", counts.skipped())
                .put("remaining", counts.remaining());
        ObjectNode offsets = json.putObject("selected");
        selected.forEach(offsets::put);
        if (!takenIn.isEmpty()) {
            takenIn.forEach(json.putObject("takenIn")::put);
        }
        ObjectNode labels = json.putObject("class");
        of.labels().forEach(labels::put);
        json.putObject("unrecoverable").put("count", unrecoverable.count()).put("where", unrecoverable.where());
        json.put("from", from.toString())
                .put("to", text(to))
                .put("message", message)
                .put("rate", outlook.rate())
                .put("eta", text(outlook.eta()))
                .put("holds", outlook.holds())
                .put("startedAt", startedAt.toString())
                .put("at", at.toString())
                .put("finishedAt", text(finishedAt));
        try {
            return JSON.writeValueAsBytes(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws IllegalArgumentException
     *             if it is no replay's record of a version that is known; the message says which
     */
    static ReplayRecord decode(byte[] value) {
        try {
            JsonNode json = JSON.readTree(value);
            if (json.path("v").asInt() != VERSION) {
                throw new IllegalArgumentException("a replay's record of version " + json.path("v")
                        + ", only " + VERSION + " is known: use a newer worker");
            }
            return read(json);
        } catch (IOException | DateTimeException e) {
            throw new IllegalArgumentException("not a replay's record: " + e.getMessage(), e);
        }
    }

    private static ReplayRecord read(JsonNode json) {
        JsonNode parts = json.path("counts");
        var counts = new Counts(parts.path("alreadyAccepted").asLong(), parts.path("stale").asLong(),
                parts.path("sent").asLong(), parts.path("failed").asLong(), parts.path("unknown").asLong(),
                parts.path("skipped").asLong(), parts.path("remaining").asLong());
        var labels = new TreeMap<String, String>();
        json.path("class").properties().forEach(entry -> labels.put(entry.getKey(), entry.getValue().asText()));
        JsonNode lost = json.path("unrecoverable");
        return new ReplayRecord(Phase.valueOf(json.path("phase").asText()), reason(json.path("reason").asText()),
                counts, offsets(json.path("selected")), offsets(json.path("takenIn")), MessageClass.of(labels),
                Instant.parse(json.path("from").asText()),
                time(json.path("to")), json.path("message").asText(),
                new Outlook(json.path("rate").asDouble(), time(json.path("eta")), json.path("holds").asText()),
                new Unrecoverable(lost.path("count").asLong(), lost.path("where").asText()),
                Instant.parse(json.path("startedAt").asText()), Instant.parse(json.path("at").asText()),
                time(json.path("finishedAt")));
    }

    private static Map<String, Long> offsets(JsonNode json) {
        var offsets = new TreeMap<String, Long>();
        json.properties().forEach(entry -> offsets.put(entry.getKey(), entry.getValue().asLong()));
        return offsets;
    }

    private static Optional<Reason> reason(String name) {
        return name.isEmpty() ? Optional.empty() : Optional.of(Reason.valueOf(name));
    }

    private static String text(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }

    private static Optional<Instant> time(JsonNode value) {
        return value.isTextual() ? Optional.of(Instant.parse(value.asText())) : Optional.empty();
    }
}
