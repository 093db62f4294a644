package dev.herald.worker.ledger;

import dev.herald.worker.ledger.UnitState.Origin;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Holds each origin once: a million pending units come from a handful of classes, providers and jobs. */
final class Origins {

    private static final int MOST = 10_000;

    private final Map<Origin, Origin> shared = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Origin, Origin> eldest) {
            return size() > MOST;
        }
    };

    Origin of(String provider, String revision, String job, Labels labels) {
        Origin origin = new Origin(provider, revision, job, new Labels("", "", Instant.EPOCH, labels.attachments(),
                labels.tags(), labels.format()));
        Origin known = shared.putIfAbsent(origin, origin);
        return known == null ? origin : known;
    }
}
