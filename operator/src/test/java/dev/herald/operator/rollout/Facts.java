package dev.herald.operator.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.operator.report.Report;
import dev.herald.operator.report.ReportedFigures;
import dev.herald.operator.worker.Release;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A pipeline with the channel email, of which a test says what is seen; everything is well unless it says otherwise. Release old serves. */
final class Facts {
    static final Release OLD = new Release("old", "worker:1", List.of());
    static final Release NEW = new Release("new", "worker:2", List.of());
    static final Release NEWER = new Release("newer", "worker:3", List.of());
    static final List<String> ONE = List.of("json-v1");
    static final List<String> TWO = List.of("json-v1", "json-v2");
    private static final long ENOUGH = 60;

    Rollout state;
    Instant now = Instant.parse("2026-11-23T08:30:00Z");
    Release wanted = OLD;
    int replicas = 2;
    boolean reported = true;
    boolean complete = true;
    boolean measured = true;
    boolean statusCurrent = true;
    boolean ingestCurrent = true;
    String spec = "email";
    String jobFailed;
    /** What the status worker that reports is of. */
    String reporter = "";
    boolean hasChannels = true;
    /** Another channel, or what email is instead. */
    ChannelFacts other;
    Report.Memory memory;
    final Map<String, Integer> ready = new TreeMap<>();
    final Map<String, Long> decided = new TreeMap<>();
    final Map<String, Boolean> crossed = new TreeMap<>();
    final List<Report.Held> held = new ArrayList<>();
    final List<Report.Worker> workers = new ArrayList<>();
    private final List<Report.Probe> probes = new ArrayList<>();
    Reactions reactions = Reactions.ROLLBACK;
    private RolloutSettings settings = new RolloutSettings(List.of(5, 50, 100), Duration.ofMinutes(2), true, true,
            false, Duration.ofMinutes(30), Optional.empty(), Optional.empty(), 3);

    /** Release old has run for long, and reads these formats. */
    static Facts settled(List<String> reads) {
        Facts facts = new Facts();
        facts.ready("old", 2);
        facts.heard("send", "old", reads, List.of(), "json-v1");
        facts.heard("send", "old", reads, List.of(), "json-v1");
        facts.decided("old", ENOUGH);
        facts.state = RolloutPlanner.begin(facts.facts(), "json-v1", facts.now);
        facts.after(Duration.ofHours(1)).next();
        return facts.remembered();
    }

    /** Release new is on its way, and its probe has passed; its first pod is ready. */
    static Facts ramping() {
        Facts facts = settled(TWO).wants(NEW);
        facts.next();
        facts.probed("Passed", TWO).ready("new", 1).decided("new", ENOUGH);
        facts.next();
        facts.next();
        facts.next();
        return facts;
    }

    /** Release new runs alone. */
    static Facts soaking() {
        Facts facts = ramping();
        for (int i = 0; i < 4; i++) {
            facts.after(Duration.ofMinutes(2)).next();
        }
        facts.next();
        facts.next();
        return facts;
    }

    Facts wants(Release release) {
        wanted = release;
        return this;
    }

    Facts ready(String release, int pods) {
        ready.put(release, pods);
        return this;
    }

    Facts decided(String release, long messages) {
        decided.put(release, messages);
        return this;
    }

    Facts fails(String release) {
        crossed.put(release, true);
        return this;
    }

    Facts heard(String role, String release, List<String> reads, List<String> writes, String pin) {
        workers.add(new Report.Worker(role + workers.size(), role, role.equals("send") ? "email" : null,
                role.equals("send") ? sender(release) : release, now, reads, writes, pin, 0, null));
        return this;
    }

    /** What the probe that runs now finds. */
    Facts probed(String verdict, List<String> reads) {
        probes.add(new Report.Probe(state.target().probe(), verdict, reads, reads, List.of(), "it says so"));
        return this;
    }

    /** The control topic holds all that has been decided. */
    Facts remembered() {
        memory = new Report.Memory(state.generation(), state.format(), state.serving(), state.releases()
                .stream()
                .map(known -> new Report.RememberedRevision(known.release().revision(), known.release().image(),
                        List.of(), known.state().name(), known.message(), known.reads(), known.since()))
                .toList());
        return this;
    }

    Facts settings(UnaryOperator<RolloutSettings> change) {
        settings = change.apply(settings);
        return this;
    }

    Facts paused(boolean paused) {
        return settings(old -> new RolloutSettings(old.steps(), old.stepDuration(), old.probe(), old.autoRollback(),
                paused, old.soak(), old.revision(), old.format(), old.history()));
    }

    Facts pinned(String revision) {
        return settings(old -> new RolloutSettings(old.steps(), old.stepDuration(), old.probe(), old.autoRollback(),
                old.paused(), old.soak(), Optional.ofNullable(revision), old.format(), old.history()));
    }

    Facts format(String format) {
        return settings(old -> new RolloutSettings(old.steps(), old.stepDuration(), old.probe(), old.autoRollback(),
                old.paused(), old.soak(), old.revision(), Optional.ofNullable(format), old.history()));
    }

    Facts immediate() {
        return settings(old -> new RolloutSettings(List.of(), old.stepDuration(), false, old.autoRollback(),
                old.paused(), Duration.ZERO, old.revision(), old.format(), old.history()));
    }

    Facts withoutRollback() {
        return settings(old -> new RolloutSettings(old.steps(), old.stepDuration(), old.probe(), false, old.paused(),
                old.soak(), old.revision(), old.format(), old.history()));
    }

    Facts after(Duration time) {
        now = now.plus(time);
        return this;
    }

    Rollout next() {
        state = RolloutPlanner.next(state, facts(), now);
        return state;
    }

    Pin pin() {
        return Pin.decide(state, facts());
    }

    ChannelRollout email() {
        return state.channel("email").orElseThrow();
    }

    String said() {
        return state.target().message();
    }

    String sender(String release) {
        return release + "/" + spec;
    }

    RolloutFacts facts() {
        Map<String, String> revisions = new TreeMap<>();
        List.of(OLD, NEW, NEWER).forEach(one -> revisions.put(one.revision(), sender(one.revision())));
        Map<String, Integer> available = new TreeMap<>();
        ready.forEach((release, pods) -> available.put(release.contains("/") ? release : sender(release), pods));
        return new RolloutFacts(wanted, settings, 12,
                channels(new ChannelFacts("email", "email", replicas, revisions, available)),
                reported ? Optional.of(report()) : Optional.empty(), true, statusCurrent, ingestCurrent,
                Optional.ofNullable(jobFailed), reactions);
    }

    private List<ChannelFacts> channels(ChannelFacts email) {
        if (!hasChannels) {
            return List.of();
        }
        if (other == null) {
            return List.of(email);
        }
        return other.name().equals("email") ? List.of(other) : List.of(email, other);
    }

    private Report report() {
        List<ReportedFigures.RevisionFigures> figures = decided.entrySet()
                .stream()
                .map(one -> new ReportedFigures.RevisionFigures(
                        one.getKey().contains("/") ? one.getKey() : sender(one.getKey()),
                        1, one.getValue(), List.of(),
                        List.of(new ReportedFigures.RuleFigures("failed", crossed.getOrDefault(one.getKey(), false),
                                null, 0,
                                one.getValue(), 50, "552"))))
                .toList();
        return new Report(1, "status", 1, now, reporter, null,
                Map.of("email", new ReportedFigures(0, 0, null, 1, measured, null, null, null, null, figures, null)),
                null,
                workers, null, null, new Report.Formats(complete, held, null), probes, memory, true, null);
    }

    /** What became of a release. */
    static RevisionState state(Facts facts, String release) {
        return facts.state.known(release).orElseThrow().state();
    }

    /** Why a release was rejected. */
    static String message(Facts facts, String release) {
        KnownRelease known = facts.state.known(release).orElseThrow();
        assertEquals(RevisionState.Rejected, known.state());
        return known.message();
    }
}
