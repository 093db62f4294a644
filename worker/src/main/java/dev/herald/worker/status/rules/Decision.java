package dev.herald.worker.status.rules;

import java.util.List;
import java.util.Optional;

import dev.herald.worker.config.LiveSettings.Measure;

/**
 * What the ledger says became of one attempt: all that rules look at.
 *
 * @param at
 *            when the broker appended it, in milliseconds since 1970
 * @param again
 *            whether the unit may be attempted again, so that this may not be its latest attempt for long
 * @param classes
 *            all it belongs to, each once, without the whole channel
 * @param revision
 *            of the sender whose attempt it was, or who could not decode it; empty where that cannot be known
 * @param error
 *            code and text of what went wrong, without addresses; else empty
 */
public record Decision(Unit unit, long at, Verdict verdict, boolean again, List<MessageClass> classes, String revision,
        String error) {

    /**
     * @param recipient
     *            index of the recipient, or -1 for the message as a whole
     */
    public record Unit(int partition, long offset, int recipient) {}

    /** How the attempt ended. */
    public enum Verdict {
        Accepted,
        /** Failed by anything but the recipient. */
        Failed,
        /** Failed because of the recipient: decided, but nothing is wrong with the channel. */
        RecipientFailed,
        /** Whether it arrived cannot be known. */
        Unknown,
        /** Never attempted, because it could not be decoded. */
        Undecodable
    }

    /** The measure in which it speaks against the channel, if it does. */
    Optional<Measure> against() {
        return switch (verdict) {
            case Failed -> Optional.of(Measure.FailedPercent);
            case Unknown -> Optional.of(Measure.UnknownPercent);
            case Undecodable -> Optional.of(Measure.UndecodableCount);
            case Accepted, RecipientFailed -> Optional.empty();
        };
    }
}
