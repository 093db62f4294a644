package dev.herald.operator.rollout;

import dev.herald.operator.worker.Release;
import java.util.List;

/** An image: which formats its workers read and write, and what is wrong with it. */
record SimulatedRelease(Release release, List<String> reads, List<String> writes, Flaw flaw) {
    static final List<String> CATALOGUE = List.of("json-v1", "json-v2", "cbor-v1");

    /** What is wrong with an image. */
    enum Flaw {
        NONE, PROBE_FAILS, MESSAGES_FAIL, PODS_NEVER_READY, PODS_CRASH, INGEST_NEVER_READY, STATUS_NEVER_READY
    }

    static SimulatedRelease of(int number, int from, int reads, int writes, Flaw flaw) {
        String revision = "r" + number;
        return new SimulatedRelease(new Release(revision, "worker:" + number, List.of()),
                CATALOGUE.subList(from, reads), CATALOGUE.subList(from, writes), flaw);
    }

    String revision() {
        return release.revision();
    }

    @Override
    public String toString() {
        return "%s(reads %s, writes %s, %s)".formatted(revision(), reads, writes, flaw);
    }
}
