package dev.herald.worker.provider;

import java.time.Duration;

/**
 * One way out: what hands a message to someone who is not Herald. Sends are made by many virtual threads at once.
 */
public interface Provider extends AutoCloseable {
    /**
     * Makes one attempt and ends by the deadline, come what may: what is still open then is aborted. Never throws for
     * what the other side or the network does; when it cannot be known whether the message was taken, says so.
     *
     * @param deadline
     *            from now; the protocol of the ledger rests on it, so that it is hard
     */
    SendResult send(Delivery delivery, Duration deadline);

    /** How the credentials stand that it sends with. */
    default CredentialsState credentials() {
        return CredentialsState.notNeeded();
    }

    /** Closes what is idle; a send under way ends by its deadline. */
    @Override
    void close();
}
