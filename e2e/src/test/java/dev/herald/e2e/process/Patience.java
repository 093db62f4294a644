package dev.herald.e2e.process;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits as Awaitility does, but as long as a machine may need that has too much to do. */
public final class Patience {
    /** So long at most. */
    public static final Duration LONG = Duration.ofMinutes(3);
    /** The same. */
    public static final long SECONDS = LONG.toSeconds();

    private Patience() {
    }

    /** A condition that fails when it does not come true. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(LONG);
    }

    /** The same; what is waited for is said when it fails. */
    public static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(LONG);
    }
}
