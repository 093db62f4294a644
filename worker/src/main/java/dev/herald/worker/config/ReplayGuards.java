package dev.herald.worker.config;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What keeps a replay from doing harm.
 *
 * @param dryRun
 *            it selects and counts, and asks for nothing
 * @param approval
 *            when a person must agree; empty: never
 * @param maxMessages
 *            it fails, before anything is sent, when more matched
 * @param trial
 *            so many are sent first, and the rest only if none of them failed; 0: no trial
 */
public record ReplayGuards(boolean dryRun, Optional<Approval> approval, OptionalLong maxMessages, StopOn stopOn,
        int trial) {

    private static final int MOST_BEFORE_APPROVAL = 10_000;
    private static final int MOST_TRIAL = 10_000;

    /** Where nothing is said: no trial, no bound, nobody is asked, and 5 failed of 100 stop it once 50 are decided. */
    public static final ReplayGuards DEFAULT = new ReplayGuards(false, Optional.empty(), OptionalLong.empty(),
            new StopOn(5, 50), 0);

    /**
     * When a person must agree.
     *
     * @param manual
     *            always
     * @param above
     *            when more than this matched
     */
    public record Approval(boolean manual, long above) {
        static Approval from(Section section) {
            return new Approval(section.optionalFlag("manual").orElse(false),
                    section.has("above") ? section.counter("above") : MOST_BEFORE_APPROVAL);
        }
    }

    /**
     * When the repair does not hold.
     *
     * @param failurePercent
     *            so many percent or more of the decided have failed
     * @param minimumCount
     *            with fewer decided it is too early to judge
     */
    public record StopOn(int failurePercent, int minimumCount) {
        static StopOn from(Section section) {
            StopOn standard = DEFAULT.stopOn();
            return new StopOn(
                    section.has("failurePercent")
                            ? section.integer("failurePercent", 1, 100)
                            : standard.failurePercent(),
                    section.has("minimumCount")
                            ? section.integer("minimumCount", 1, Integer.MAX_VALUE)
                            : standard.minimumCount());
        }
    }

    static ReplayGuards from(Section section) {
        return new ReplayGuards(section.optionalFlag("dryRun").orElse(false),
                section.optionalSection("approval").map(Approval::from),
                section.has("maxMessages") ? OptionalLong.of(section.counter("maxMessages")) : OptionalLong.empty(),
                section.optionalSection("stopOn").map(StopOn::from).orElse(DEFAULT.stopOn()),
                section.has("trial") ? section.integer("trial", 0, MOST_TRIAL) : 0);
    }
}
