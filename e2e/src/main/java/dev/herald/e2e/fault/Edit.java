package dev.herald.e2e.fault;

import java.util.regex.Pattern;

/**
 * A change of one source file of the worker.
 *
 * @param file below the worker's sources
 * @param what is replaced; it must be there exactly once, so that a fault cannot be lost unnoticed when the worker changes
 * @param by as {@link java.util.regex.Matcher#replaceAll(String)} takes it
 */
record Edit(String file, Pattern what, String by) {
    private static final String PACKAGE = "dev/herald/worker/";

    /** One line by others. */
    static Edit line(String file, String line, String by) {
        return new Edit(PACKAGE + file, Pattern.compile(Pattern.quote(line)),
                by.replace("\\", "\\\\").replace("$", "\\$"));
    }

    /** What matches, over line breaks as well. */
    static Edit match(String file, String regex, String by) {
        return new Edit(PACKAGE + file, Pattern.compile(regex, Pattern.DOTALL), by);
    }

    /**
     * The source after the change.
     *
     * @throws IllegalStateException when what is to be replaced is not there exactly once
     */
    String apply(String source) {
        long found = what.matcher(source).results().count();
        if (found != 1) {
            throw new IllegalStateException(file + " has changed, and this build of the worker with it: found "
                    + found + " times, must be once: " + what);
        }
        return what.matcher(source).replaceAll(by);
    }
}
