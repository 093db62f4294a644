package dev.herald.operator.mock;

import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits as Awaitility does, but as long as a machine may need that has too much to do. */
public final class Patience {
    /** So long at most. */
    public static final long SECONDS = 180;

    private Patience() {
    }

    /** A condition that fails when it does not come true. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(SECONDS, TimeUnit.SECONDS);
    }
}
