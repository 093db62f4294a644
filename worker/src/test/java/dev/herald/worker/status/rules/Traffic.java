package dev.herald.worker.status.rules;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.config.LiveSettings.Action;
import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.config.LiveSettings.Rule;
import dev.herald.worker.status.rules.Decision.Unit;
import dev.herald.worker.status.rules.Decision.Verdict;
import dev.herald.worker.status.rules.MessageClass.Label;

/** A channel's decisions at times of a test's choosing, and what the detector makes of them. */
final class Traffic {

    static final String CHANNEL = "email";
    static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
    static final MessageClass WITH = new MessageClass(Label.attachments, "true");
    static final MessageClass WITHOUT = new MessageClass(Label.attachments, "false");
    static final MessageClass RELAY = new MessageClass(Label.provider, "relay");
    private static final Set<LiveSettings.Label> LABELS = Set.of(LiveSettings.Label.values());
    static final Rule FAILED = new Rule("failed", Measure.FailedPercent, LABELS, Duration.ofMinutes(5), 50, 5, 1,
            Duration.ofSeconds(30), Set.of(Action.CreateReplayJob, Action.Alert));
    static final Rule UNDECODABLE = new Rule("undecodable", Measure.UndecodableCount, LABELS, Duration.ofMinutes(5), 1,
            0, 0,
            Duration.ofSeconds(30), Set.of(Action.Alert, Action.CreateReplayJob));

    final List<Incident> changes = new ArrayList<>();
    final Detector detector;
    private long offset;
    private Instant now;

    Traffic(Rule... rules) {
        this(START, List.of(), rules);
    }

    /** A detector that starts anew, with what was written down before. */
    Traffic(Instant from, Collection<Incident> written, Rule... rules) {
        detector = new Detector(List.of(rules), Set.of(CHANNEL), from.toEpochMilli());
        changes.addAll(detector.restore(written));
        now = from;
    }

    static MessageClass tag(String name) {
        return new MessageClass(Label.tag, name);
    }

    Traffic at(Duration sinceStart) {
        now = START.plus(sinceStart);
        changes.addAll(detector.advance(now.toEpochMilli(), now));
        return this;
    }

    Traffic at(String sinceStart) {
        return at(Duration.parse(sinceStart));
    }

    /** So many units with one attempt each, which was the last. */
    Traffic decide(int units, Verdict verdict, MessageClass... classes) {
        for (int i = 0; i < units; i++) {
            decide(offset++, verdict, false, classes);
        }
        return this;
    }

    Traffic decide(long unit, Verdict verdict, boolean again, MessageClass... classes) {
        String error = switch (verdict) {
            case Failed -> "552 message content rejected";
            case Undecodable -> "attachments[0].content: is not base64";
            default -> "";
        };
        String revision = Arrays.stream(classes)
                .filter(one -> one.label() == Label.revision)
                .map(MessageClass::value)
                .findFirst()
                .orElse("");
        detector.decided(CHANNEL, new Decision(new Unit(0, unit, 0), now.toEpochMilli(), verdict, again,
                List.of(classes), revision, error));
        return this;
    }

    /** The last thing that happened to an incident. */
    Incident last() {
        return changes.getLast();
    }
}
