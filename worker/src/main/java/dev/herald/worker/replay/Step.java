package dev.herald.worker.replay;

import dev.herald.worker.replay.ReplayRecord.Phase;
import dev.herald.worker.replay.ReplayRecord.Reason;
import java.util.Optional;

/** What a replay does next. */
sealed interface Step {

    /**
     * Asks the senders for more.
     *
     * @param mostOutstanding
     *            in all partitions together
     * @param isInOrder
     *            strictly by rank, so that it is known which were asked for first
     */
    record Feed(Phase phase, long mostOutstanding, boolean isInOrder) implements Step {}

    /**
     * Asks for nothing more now.
     *
     * @param holds
     *            what it waits for, for people
     */
    record Wait(Phase phase, String holds) implements Step {}

    /**
     * It is over.
     *
     * @param reason
     *            with a failure
     * @param message
     *            for people
     */
    record End(Phase phase, Optional<Reason> reason, String message) implements Step {

        static End complete(String message) {
            return new End(Phase.Complete, Optional.empty(), message);
        }

        static End failed(Reason reason, String message) {
            return new End(Phase.Failed, Optional.of(reason), message);
        }
    }
}
