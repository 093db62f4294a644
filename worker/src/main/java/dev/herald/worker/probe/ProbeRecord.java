package dev.herald.worker.probe;

import java.util.List;

/**
 * What the control topic says of a probe (docs/formats.md, "Control"). Holds nothing of what messages say.
 *
 * @param reads
 *            what the target says it reads; empty when it did not answer
 * @param message
 *            for people
 * @param at
 *            RFC 3339
 */
record ProbeRecord(int v, Verdict verdict, List<String> reads, List<String> writes, List<Census.Count> census,
        List<Stratum> strata, List<Evidence> evidence, String message, String at) {

    static final int VERSION = 1;

    private static final String KEY = "probe/";

    /** What may be done with the new image: follow, never, or nobody knows yet. */
    enum Verdict {
        Passed, Failed, Inconclusive
    }

    /** How many messages of a kind were tried, and how many of all these differ. */
    record Stratum(String stratum, int sampled, int golden, int different) {}

    /** One member of one message. */
    record Evidence(String where, String stratum, String field, String difference) {}

    static String key(String id) {
        return KEY + id;
    }

    byte[] encode() {
        return Json.write(this);
    }
}
