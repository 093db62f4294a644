package dev.herald.worker.replay;

import java.util.List;

/**
 * What was selected in one partition.
 *
 * @param wishes
 *            in the order of the log
 * @param until
 *            the ledger offset up to which was selected
 * @param takeover
 *            ledger offset of the takeover that is current there, or {@link dev.herald.worker.ledger.Reducer#UNKNOWN_TAKEOVER}
 */
record Selected(List<Wish> wishes, long until, long takeover) {

    Selected {
        wishes = List.copyOf(wishes);
    }
}
