package dev.herald.worker.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * @param memory
 *            what the operator wants remembered; empty when it says nothing
 * @param replays
 *            by job
 * @param statusStream
 *            empty while no status is published
 */
public record LiveSettings(boolean suspend, String format, DeliveryPolicy delivery,
        Map<String, ChannelSettings> channels, Duration noDataFor, List<Rule> rules, Optional<RolloutMemory> memory,
        Map<String, ReplaySettings> replays, Optional<StatusStream> statusStream) {

    public static final String FILE = "live.json";
    /** What the design gives replays where nothing is said. */
    public static final int DEFAULT_REPLAY_SHARE_PERCENT = 25;
    private static final int VERSION = 1;
    private static final Logger log = LoggerFactory.getLogger(LiveSettings.class);
    // Of a rule about what waits, which has no window of its own.
    private static final Duration WINDOW = Duration.ofMinutes(5);

    /**
     * One channel's part.
     *
     * @param serving
     *            the senders' revision that works on all partitions which the ramp leaves; {@code ""} is that of nobody, and
     *            where nothing is said every revision works on all
     * @param ramp
     *            the next revision, and how far it has come
     * @param replaySharePercent
     *            how much of the sending slots replays may take while live work waits, from 1 to 100
     * @param rate
     *            of all its senders together; empty: no limit
     */
    public record ChannelSettings(String name, ChannelType type, boolean suspend, OnUnknown onUnknown,
            Optional<String> serving, Optional<Ramp> ramp, int replaySharePercent, Optional<Rate> rate) {}

    /**
     * A channel's part of what its provider takes, in thousandths of a message: a token bucket of live messages and one of
     * what replays ask for, each with its rate and its depth.
     *
     * @param live
     *            a second
     * @param replay
     *            a second
     * @param liveBurst
     *            at once
     * @param replayBurst
     *            at once
     */
    public record Rate(int live, int replay, int liveBurst, int replayBurst) {
        static Rate from(Section section) {
            return new Rate(thousandths(section, "live"), thousandths(section, "replay"),
                    thousandths(section, "liveBurst"), thousandths(section, "replayBurst"));
        }

        private static int thousandths(Section section, String name) {
            return section.integer(name, 0, Integer.MAX_VALUE);
        }

        /** That of one who owns so many of all partitions, rounded down. */
        public Rate part(int owned, int partitions) {
            return new Rate(part(live, owned, partitions), part(replay, owned, partitions),
                    part(liveBurst, owned, partitions), part(replayBurst, owned, partitions));
        }

        private static int part(int whole, int owned, int partitions) {
            return (int) ((long) whole * owned / partitions);
        }

        /** Thousandths of a message a second of both. */
        public long perSecond() {
            return (long) live + replay;
        }
    }

    /**
     * A revision of senders that takes a channel over bit by bit.
     *
     * @param partitions
     *            it works on those below this number
     */
    public record Ramp(String revision, int partitions) {
        static Ramp from(Section section) {
            return new Ramp(section.text("revision"), section.integer("partitions", 0, Integer.MAX_VALUE));
        }
    }

    /**
     * Delivery status is published on the status topic.
     *
     * @param lagObjective
     *            no status comes later than this after its fact
     */
    public record StatusStream(Duration lagObjective) {
        static StatusStream from(Section section) {
            return new StatusStream(SendConfig.positive(section, "lagObjective"));
        }
    }

    /**
     * What a person may change of a replay while it runs.
     *
     * @param approved
     *            it may send, where it needs to be asked for
     * @param perSecond
     *            how many units it may ask for; empty: no limit of its own
     */
    public record ReplaySettings(boolean approved, OptionalInt perSecond) {

        private static final ReplaySettings NONE = new ReplaySettings(false, OptionalInt.empty());

        static ReplaySettings from(Section section) {
            return new ReplaySettings(section.optionalFlag("approved").orElse(false),
                    section.has("perSecond")
                            ? OptionalInt.of(section.integer("perSecond", 1, Integer.MAX_VALUE))
                            : OptionalInt.empty());
        }
    }

    /** What becomes of a send whose outcome cannot be known: sent again under the same id, or left to a person. */
    public enum OnUnknown {
        Resend, Park
    }

    /**
     * A rule over figures of the ledger, or over what waits.
     *
     * @param groupBy
     *            the labels by which it tells messages apart; the channel as a whole is always looked at
     * @param minimumCount
     *            decided units in the window, or messages that wait, below which the rule says nothing
     * @param raise
     *            crossed when the figure is above it; in percent, as a count, or in seconds
     * @param clear
     *            cleared when the figure is at most this over clearFor
     */
    public record Rule(String name, Measure measure, Set<Label> groupBy, Duration window, int minimumCount, int raise,
            int clear,
            Duration clearFor, Set<Action> actions) {}

    /** What a rule looks at. */
    public enum Measure {
        FailedPercent, UndecodableCount,
        /** Percent of the decided of which nobody knows whether they arrived. */
        UnknownPercent,
        /** Seconds since the oldest message never attempted was due. */
        OldestMessageAge
    }

    /** By what a rule may tell messages apart. */
    public enum Label {
        attachments, provider, tag, format, revision
    }

    /** What an incident asks the operator to do. */
    public enum Action {
        Alert, CreateReplayJob, HaltRollout, Rollback, SuspendChannel
    }

    /** The settings of a channel this pipeline has, or empty when it has it no longer. */
    public Optional<ChannelSettings> channel(String key) {
        return Optional.ofNullable(channels.get(key));
    }

    /** Whether nothing may be sent on the channel now: suspended, or no longer there. */
    public boolean suspended(String key) {
        return suspend || channel(key).map(ChannelSettings::suspend).orElse(true);
    }

    /** The settings of a replay; nothing is approved or limited where nothing is said. */
    public ReplaySettings replay(String job) {
        return replays.getOrDefault(job, ReplaySettings.NONE);
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
        var replays = new LinkedHashMap<String, ReplaySettings>();
        root.sections("replays").forEach((job, section) -> replays.put(job, ReplaySettings.from(section)));
        return new LiveSettings(root.flag("suspend"), root.text("format"),
                DeliveryPolicy.from(root.section("delivery")), Map.copyOf(channels), root.duration("noDataFor"),
                root.list("rules").stream().flatMap(section -> rule(section).stream()).toList(),
                root.optionalSection("memory").map(RolloutMemory::from), Map.copyOf(replays),
                root.optionalSection("statusStream").filter(it -> it.flag("enabled")).map(StatusStream::from));
    }

    private static ChannelSettings channel(Section section) {
        Optional<String> serving = section.optionalTextOrEmpty("serving");
        Optional<Ramp> ramp = section.optionalSection("ramp").map(Ramp::from);
        if (ramp.isPresent() && serving.isEmpty()) {
            throw section.wrong("serving", "is missing: a ramp needs it, and it may be \"\" while nothing serves yet");
        }
        return new ChannelSettings(section.text("name"), section.choice("type", ChannelType.class),
                section.flag("suspend"), section.choice("onUnknown", OnUnknown.class), serving, ramp,
                section.has("replaySharePercent")
                        ? section.integer("replaySharePercent", 1, 100)
                        : DEFAULT_REPLAY_SHARE_PERCENT,
                section.optionalSection("rate").map(Rate::from));
    }

    /** Empty for a rule that only a newer worker can judge: the others must not be lost for it. */
    private static Optional<Rule> rule(Section section) {
        String name = section.text("name");
        Optional<Measure> measure = section.knownChoice("measure", Measure.class);
        if (measure.isEmpty()) {
            log.atWarn()
                    .addKeyValue("rule", name)
                    .addKeyValue("measure", section.text("measure"))
                    .log("a rule with a measure that this worker does not know is left out");
            return Optional.empty();
        }
        Set<Label> groupBy = section.has("groupBy")
                ? Set.copyOf(section.knownChoices("groupBy", Label.class))
                : Set.of(Label.values());
        Duration window = measure.get() == Measure.OldestMessageAge && !section.has("window")
                ? WINDOW
                : SendConfig.positive(section, "window");
        return Optional.of(new Rule(name, measure.get(), groupBy, window,
                section.integer("minimumCount", 1, Integer.MAX_VALUE),
                section.integer("raise", 0, Integer.MAX_VALUE), section.integer("clear", 0, Integer.MAX_VALUE),
                SendConfig.positive(section, "clearFor"), Set.copyOf(section.knownChoices("actions", Action.class))));
    }
}
