package dev.herald.worker.status.scaling;

import java.util.Collections;
import java.util.List;

/**
 * What one partition of the log says of a channel at a time, in messages.
 *
 * @param due
 *            of what is not taken in
 * @param prompt
 *            arrived in the window, and due at once
 * @param delayed
 *            of each second of the window: became due then, and had arrived before
 */
public record LogFigures(Due due, long prompt, List<Long> delayed) {

    static final LogFigures NOTHING = new LogFigures(Due.NOTHING, 0, Collections.nCopies(SecondCounts.WINDOW, 0L));
}
