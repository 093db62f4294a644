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

    private Origin latest;

    Origin of(String provider, String revision, String job, Labels labels) {
        // Neighbours are mostly alike, and to look one up takes as long as all else about a claim.
        if (latest != null && isOf(latest, provider, revision, job, labels)) {
            return latest;
        }
        Origin origin = new Origin(provider, revision, job, new Labels("", "", Instant.EPOCH, labels.attachments(),
                labels.tags(), labels.format()));
        Origin known = shared.putIfAbsent(origin, origin);
        latest = known == null ? origin : known;
        return latest;
    }

    private static boolean isOf(Origin origin, String provider, String revision, String job, Labels labels) {
        return origin.provider().equals(provider) && origin.revision().equals(revision) && origin.job().equals(job)
                && origin.labels().attachments() == labels.attachments()
                && origin.labels().tags().equals(labels.tags()) && origin.labels().format().equals(labels.format());
    }
}
