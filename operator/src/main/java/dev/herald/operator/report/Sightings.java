package dev.herald.operator.report;

/** Where reconcilers learn of reports. */
public interface Sightings {
    /** What is known of a pipeline's report; asking the first time begins to fetch it. */
    Sighting of(String namespace, String pipeline);

    /** The pipeline is gone. */
    void forget(String namespace, String pipeline);
}
