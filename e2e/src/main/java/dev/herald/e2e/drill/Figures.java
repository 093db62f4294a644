package dev.herald.e2e.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a drill has measured, each figure beside its goal. A count that is off is a failure; a time only beyond three times its goal, for machines are shared. */
final class Figures {
    private static final int PATIENCE = 3;

    private final List<String> lines = new ArrayList<>();
    private final List<String> off = new ArrayList<>();

    /** How long is waited for what has this goal, before the drill gives up. */
    static Duration patience(Duration goal) {
        return goal.multipliedBy(PATIENCE);
    }

    /** Must be so many, no more and no less. */
    void exactly(String what, long goal, long is) {
        tell(what, number(is), number(goal), is == goal, is == goal ? "ok" : "OFF");
    }

    /** Must be so many or more: a drill that met nothing shows nothing. */
    void atLeast(String what, long goal, long is) {
        tell(what, number(is), ">= " + number(goal), is >= goal, is >= goal ? "ok" : "OFF");
    }

    /** Must be so many or fewer. */
    void atMost(String what, long goal, long is) {
        tell(what, number(is), "<= " + number(goal), is <= goal, is <= goal ? "ok" : "OFF");
    }

    /** Must not take longer. */
    void within(String what, Duration goal, Duration took) {
        boolean good = took.compareTo(patience(goal)) <= 0;
        tell(what, seconds(took), "< " + seconds(goal), good, took.compareTo(goal) < 0 ? "ok" : good ? "slow" : "OFF");
    }

    /** Must take as long or longer. */
    void notBefore(String what, Duration goal, Duration took) {
        boolean good = took.compareTo(goal) >= 0;
        tell(what, seconds(took), ">= " + seconds(goal), good, good ? "ok" : "OFF");
    }

    /**
     * Must be so.
     *
     * @param is what it is, in a word or two
     */
    void holds(String what, boolean good, String is) {
        tell(what, good ? "yes" : "no: " + is, "yes", good, good ? "ok" : "OFF");
    }

    /** One for each, in the order of the telling. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Those that are not as they must be, with what they are. */
    List<String> off() {
        return List.copyOf(off);
    }

    private void tell(String what, String is, String goal, boolean good, String word) {
        lines.add(String.format(Locale.ROOT, "%-74s %10s   goal %-9s %s", what, is, goal, word));
        if (!good) {
            off.add(what + ": " + is + " instead of " + goal);
        }
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
