package dev.herald.operator.rollout;

import dev.herald.operator.report.Report;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A planner that lacks a rule: the simulation must notice. */
enum Mutant {
    /** The planner as it is. */
    NONE,
    /** It is not told which formats are held. */
    NO_REFUSAL {
        @Override
        Rollout next(Rollout before, RolloutFacts facts, Instant now) {
            return super.next(before, with(facts, facts.report()
                    .map(report -> report(report, report.workers(), new Report.Formats(true, null, null),
                            report.memory()))
                    .orElse(null)), now);
        }
    },
    /** It takes every worker for one that reads everything and follows. */
    NO_HEARTBEATS {
        @Override
        Rollout next(Rollout before, RolloutFacts facts, Instant now) {
            return super.next(before, with(facts, facts.report()
                    .map(report -> report(report, report.workers()
                            .stream()
                            .map(worker -> new Report.Worker(worker.name(), worker.role(), worker.channel(),
                                    worker.revision(), worker.at(), SimulatedRelease.CATALOGUE,
                                    SimulatedRelease.CATALOGUE, before.format(), 0, null))
                            .toList(), report.formats(), report.memory()))
                    .orElse(null)), now);
        }
    },
    /** A revision that is down keeps its partitions. */
    NO_FALLBACK {
        @Override
        Rollout next(Rollout before, RolloutFacts facts, Instant now) {
            Rollout next = super.next(before, facts, now);
            Map<String, ChannelRollout> channels = new TreeMap<>(next.channels());
            channels.replaceAll((name, channel) -> channel.ramping()
                    .filter(ramp -> ramp.downSince() != null)
                    .flatMap(ramp -> before.channel(name)
                            .flatMap(ChannelRollout::ramping)
                            .filter(old -> old.revision().equals(ramp.revision()))
                            .map(old -> channel.with(ramp.down(ramp.downSince(), old.partitions(), ramp.message()))))
                    .orElse(channel));
            return next.with(channels);
        }
    },
    /** What was rejected is not remembered beyond the pipeline. */
    FORGETS_REJECTED {
        @Override
        Rollout begin(RolloutFacts facts, String format, Instant now) {
            return super.begin(with(facts, facts.report()
                    .map(report -> report(report, report.workers(), report.formats(), report.memory() == null
                            ? null
                            : new Report.Memory(report.memory().generation(), report.memory().format(),
                                    report.memory().serving(), report.memory()
                                            .revisions()
                                            .stream()
                                            .filter(known -> !known.state().equals("Rejected"))
                                            .toList())))
                    .orElse(null)), format, now);
        }
    };

    Rollout begin(RolloutFacts facts, String format, Instant now) {
        return RolloutPlanner.begin(facts, format, now);
    }

    Rollout next(Rollout before, RolloutFacts facts, Instant now) {
        return RolloutPlanner.next(before, facts, now);
    }

    private static RolloutFacts with(RolloutFacts facts, Report report) {
        return new RolloutFacts(facts.wanted(), facts.settings(), facts.partitions(), facts.channels(),
                java.util.Optional.ofNullable(report), facts.hasIngest(), facts.statusCurrent(), facts.ingestCurrent(),
                facts.probeFailed(), facts.reactions());
    }

    private static Report report(Report report, List<Report.Worker> workers, Report.Formats formats,
            Report.Memory memory) {
        return new Report(report.v(), report.instance(), report.sequence(), report.at(), report.revision(),
                report.log(), report.channels(), report.unaddressed(), workers, report.incidents(), report.replays(),
                formats, report.probes(), memory, report.remembers(), report.statusStream());
    }
}
