package dev.herald.e2e.drill;

import java.util.Set;

import dev.herald.e2e.fault.WorkerBuild;

/** One fault, from a pipeline that is well to one that is well again. */
interface Drill {
    /** What it re-enacts, in a line. */
    String about();

    /** Which builds of the worker it rolls out. */
    Set<WorkerBuild> builds();

    /** How many messages there are at least, where nothing else is asked for. */
    default int messages() {
        return 1000;
    }

    /**
     * Runs it.
     *
     * @param figures is told each, as soon as it is known
     * @throws IllegalStateException when something does not come; the message says what was waited for
     */
    void run(Rehearsal rehearsal, Figures figures) throws Exception;
}
