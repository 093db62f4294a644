package dev.herald.operator.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.Provider.RateLimit;
import dev.herald.operator.report.Report;
import dev.herald.operator.report.ReportedFigures;
import dev.herald.operator.report.ReportedScaling;
import dev.herald.operator.scaling.AccountLimit;
import dev.herald.operator.scaling.AccountQuota;
import dev.herald.operator.scaling.QuotaHandover;
import dev.herald.operator.scaling.QuotaNeed;
import dev.herald.operator.scaling.QuotaPart;
import dev.herald.operator.scaling.ReplayLoad;
import dev.herald.operator.scaling.ScalingFigures;
import dev.herald.operator.worker.LiveFile;
import dev.herald.operator.worker.WorkerFile;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** The parts that channels have of their providers' limits: all channels that name an account share its limit, and where they say different numbers the lowest counts. */
final class AccountParts {
    private final ObservedPipeline observed;
    private final Map<String, ChannelSpec> channels;

    /**
     * @param channels
     *            that run, by name
     */
    AccountParts(ObservedPipeline observed, Map<String, ChannelSpec> channels) {
        this.observed = observed;
        this.channels = channels;
    }

    /**
     * The parts, by the channels' names; none for who has no limit.
     *
     * @param before
     *            the channels' entries in the live file as it is, by name
     */
    Map<String, QuotaPart> next(Map<String, JsonNode> before) {
        Map<String, QuotaPart> told = new TreeMap<>();
        before.forEach((name, entry) -> QuotaPart.of(entry).ifPresent(part -> told.put(name, part)));
        Map<String, QuotaPart> parts = new TreeMap<>();
        accounts().forEach((_, sharers) -> {
            Map<String, QuotaPart> last = new TreeMap<>(told);
            last.keySet().retainAll(sharers.keySet());
            parts.putAll(new QuotaHandover(quota(sharers)).next(needs(sharers), last, obeyed(sharers.keySet())));
        });
        return parts;
    }

    /** Of each account the channels that name it; what names none is an account of its own. */
    private Map<String, Map<String, RateLimit>> accounts() {
        Map<String, Map<String, RateLimit>> accounts = new LinkedHashMap<>();
        channels.forEach((name, spec) -> AccountLimit.of(spec)
                .ifPresent(limit -> accounts
                        .computeIfAbsent(limit.account() == null ? "of channel " + name : limit.account(),
                                _ -> new TreeMap<>())
                        .put(name, limit)));
        return accounts;
    }

    private static AccountQuota quota(Map<String, RateLimit> sharers) {
        return new AccountQuota(lowest(sharers, RateLimit::perSecond), lowest(sharers, AccountLimit::burst));
    }

    private static long lowest(Map<String, RateLimit> sharers, ToLongFunction<RateLimit> number) {
        return sharers.values().stream().mapToLong(number).min().orElseThrow();
    }

    private Map<String, Optional<QuotaNeed>> needs(Map<String, RateLimit> sharers) {
        Map<String, Optional<QuotaNeed>> needs = new TreeMap<>();
        sharers.keySet().forEach(name -> needs.put(name, need(channels.get(name), name)));
        return needs;
    }

    private Optional<QuotaNeed> need(ChannelSpec spec, String name) {
        Optional<Report> report = observed.report().fresh();
        String key = WorkerFile.key(name, spec);
        ReplayLoad replay = ReplayLoad.of(observed.replayJobs(), key, report);
        Optional<ReportedScaling> measured = report.map(told -> told.channels().get(key)).map(ReportedFigures::scaling);
        return measured
                .flatMap(told -> ScalingFigures.of(told, report.orElseThrow().at(), report.orElseThrow().at(), 0))
                .map(figures -> QuotaNeed.of(figures, replay.need(), LiveFile.replaySharePercent(spec)));
    }

    /** What the senders of each channel say that they go by; the most, where they have not all heard the latest. */
    private Map<String, Long> obeyed(Set<String> sharers) {
        Map<String, Long> obeyed = new TreeMap<>();
        sharers.forEach(name -> observed.report()
                .fresh()
                .stream()
                .flatMap(report -> report.workers().stream())
                .filter(worker -> WorkerFile.key(name, channels.get(name)).equals(worker.channel())
                        && worker.rate() != null)
                .map(Report.Worker::rate)
                .max(Comparator.naturalOrder())
                .ifPresent(rate -> obeyed.put(name, rate)));
        return obeyed;
    }
}
