package dev.herald.worker.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code live.json}: what may change while workers run.
 *
 * @param suspend
 *            nothing is sent in the whole pipeline
 * @param format
 *            the message format that is written
 * @param channels
 *            by the key that messages address; a channel that is not there is served by nobody
 * @param noDataFor
 *            how long figures may be absent before that is an alarm
 */
public record LiveSettings(boolean suspend, String format, DeliveryPolicy delivery,
        Map<String, ChannelSettings> channels, Duration noDataFor, List<Rule> rules) {

    public static final String FILE = "live.json";
    private static final int VERSION = 1;

    /** One channel's part. */
    public record ChannelSettings(String name, ChannelType type, boolean suspend, OnUnknown onUnknown) {}

    /** What becomes of a send whose outcome cannot be known: sent again under the same id, or left to a person. */
    public enum OnUnknown {
        Resend, Park
    }

    /**
     * A rule over figures of the ledger.
     *
     * @param minimumCount
     *            decided units in the window, below which the rule says nothing
     * @param raise
     *            crossed when the figure is above it; in percent or as a count
     * @param clear
     *            cleared when the figure is at most this over clearFor
     */
    public record Rule(String name, Measure measure, Duration window, int minimumCount, int raise, int clear,
            Duration clearFor, Set<Action> actions) {}

    /** What a rule looks at. */
    public enum Measure {
        FailedPercent, UndecodableCount
    }

    /** What an incident asks the operator to do. */
    public enum Action {
        Alert, CreateReplayJob
    }

    /** The settings of a channel this pipeline has, or empty when it has it no longer. */
    public Optional<ChannelSettings> channel(String key) {
        return Optional.ofNullable(channels.get(key));
    }

    /** Whether nothing may be sent on the channel now: suspended, or no longer there. */
    public boolean suspended(String key) {
        return suspend || channel(key).map(ChannelSettings::suspend).orElse(true);
    }

    /**
     * @param name
     *            what complaints call the file
     * @throws ConfigurationException
     *             if anything in it is wrong
     */
    static LiveSettings parse(String name, byte[] content) {
        Section root = Section.of(name, content, VERSION);
        var channels = new LinkedHashMap<String, ChannelSettings>();
        root.sections("channels").forEach((key, section) -> channels.put(key, channel(section)));
        return new LiveSettings(root.flag("suspend"), root.text("format"),
                DeliveryPolicy.from(root.section("delivery")), Map.copyOf(channels), root.duration("noDataFor"),
                root.list("rules").stream().map(LiveSettings::rule).toList());
    }

    private static ChannelSettings channel(Section section) {
        return new ChannelSettings(section.text("name"), section.choice("type", ChannelType.class),
                section.flag("suspend"), section.choice("onUnknown", OnUnknown.class));
    }

    private static Rule rule(Section section) {
        return new Rule(section.text("name"), section.choice("measure", Measure.class),
                SendConfig.positive(section, "window"), section.integer("minimumCount", 1, Integer.MAX_VALUE),
                section.integer("raise", 0, Integer.MAX_VALUE), section.integer("clear", 0, Integer.MAX_VALUE),
                SendConfig.positive(section, "clearFor"), Set.copyOf(section.choices("actions", Action.class)));
    }
}
