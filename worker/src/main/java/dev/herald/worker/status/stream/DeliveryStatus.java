package dev.herald.worker.status.stream;

import java.time.Instant;
import java.util.Optional;

import dev.herald.worker.ledger.Unit;

/**
 * One thing that happened to a unit, for those who sent the message (docs/formats.md, "The status topic"). Holds no address.
 *
 * @param channel
 *            its key
 * @param partition
 *            of the log, and of the channel's ledger
 * @param offset
 *            in the ledger, of the fact that says so
 * @param time
 *            when the ledger took that fact
 * @param message
 *            which one it is; empty where nobody knows any more
 * @param attempt
 *            from 1; 0 where nothing was attempted
 * @param provider
 *            empty where it is not known
 * @param revision
 *            of the sender; empty where it is not known
 * @param job
 *            the replay that asked for the attempt, or empty
 * @param error
 *            what went wrong
 * @param nextAttempt
 *            when it is tried again, with {@link Outcome#Retrying}
 * @param reference
 *            what the provider calls it, with {@link Outcome#Accepted}; may be empty
 * @param at
 *            when it happened, by the sender's clock; the ledger's where no sender says
 */
public record DeliveryStatus(Outcome outcome, String channel, int partition, long offset, Instant time, Unit unit,
        Optional<Identity> message, int attempt, String provider, String revision, String job, Optional<Error> error,
        Optional<Instant> nextAttempt, String reference, Instant at) {

    /** What happened. All but Retrying end the unit, unless a replay asks for it again. */
    public enum Outcome {
        /** A provider has taken it. */
        Accepted,
        /** It was surely not taken, and is not tried again. */
        Failed,
        /** It may have arrived, and is not tried again. */
        Unknown,
        /** An attempt did not succeed, and another follows. */
        Retrying,
        /** It cannot be decoded, and lies in quarantine. */
        Quarantined,
        /** Not sent: of no use any more. */
        Stale,
        /** Not sent: it became too old. */
        Expired,
        /** Not sent: the same message came shortly before. */
        Duplicate,
        /** Not sent: a person has to decide. */
        Parked
    }

    /**
     * What the application calls a message.
     *
     * @param source
     *            with {@code id} its name everywhere
     */
    public record Identity(String source, String id) {}

    /**
     * @param kind
     *            of failure; {@code Unknown} where the outcome is not known; {@code Message} where it was not attempted
     * @param code
     *            SMTP or HTTP status, or empty
     * @param text
     *            without addresses
     */
    public record Error(String kind, String code, String text) {}

    /** The same, now that the log was asked which message it is. */
    public DeliveryStatus of(Optional<Identity> found) {
        return new DeliveryStatus(outcome, channel, partition, offset, time, unit, found, attempt, provider, revision,
                job, error, nextAttempt, reference, at);
    }
}
