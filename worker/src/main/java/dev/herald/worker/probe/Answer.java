package dev.herald.worker.probe;

import java.util.List;

/**
 * What the target says of itself, when it begins and again as the last file it writes (docs/formats.md, "The probe").
 *
 * @param id
 *            of the probe it has answered; empty when it begins
 * @param refusal
 *            why it did not answer; empty when it did
 */
record Answer(int v, String id, List<String> reads, List<String> writes, String refusal) {

    Answer {
        reads = reads == null ? List.of() : List.copyOf(reads);
        writes = writes == null ? List.of() : List.copyOf(writes);
        id = id == null ? "" : id;
        refusal = refusal == null ? "" : refusal;
    }
}
