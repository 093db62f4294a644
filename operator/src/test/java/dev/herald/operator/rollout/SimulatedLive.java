package dev.herald.operator.rollout;

import dev.herald.operator.report.Report;
import java.util.Map;
import java.util.TreeMap;

/** What workers see of the live file. */
record SimulatedLive(String format, Map<String, Entry> channels, Report.Memory memory) {
    static final SimulatedLive NONE = new SimulatedLive("json-v1", Map.of(), null);

    /** Who works on which partitions of a channel. */
    record Entry(String serving, String ramping, int partitions) {
        /** Whether a sender of a revision has a partition. */
        boolean gives(String revision) {
            return !revision.isEmpty()
                    && (revision.equals(serving) || partitions > 0 && revision.equals(ramping));
        }
    }

    static SimulatedLive of(Rollout state, Iterable<String> channels) {
        Map<String, Entry> entries = new TreeMap<>();
        for (String name : channels) {
            entries.put(name, state.channel(name).map(SimulatedLive::entry).orElse(new Entry("", "", 0)));
        }
        return new SimulatedLive(state.format(), entries, memory(state));
    }

    boolean gives(String channel, String revision) {
        Entry entry = channels.get(channel);
        return entry != null && entry.gives(revision);
    }

    /** As the pipeline's planner writes it. */
    private static Entry entry(ChannelRollout channel) {
        Ramp ramp = channel.ramp();
        if (ramp == null || ramp.partitions() == 0) {
            return new Entry(channel.serving(), "", 0);
        }
        return ramp.partitions() == Ramp.ALL
                ? new Entry(ramp.revision(), "", 0)
                : new Entry(channel.serving(), ramp.revision(), ramp.partitions());
    }

    private static Report.Memory memory(Rollout state) {
        return new Report.Memory(state.generation(), state.format(), state.serving(), state.releases()
                .stream()
                .map(known -> new Report.RememberedRevision(known.release().revision(), known.release().image(),
                        known.release().env(), known.state().name(), known.message(), known.reads(), known.since()))
                .toList());
    }
}
