package dev.herald.e2e.bulk;

/**
 * What came in at the endpoint, counted by {@code Herald-Message} and {@code Herald-Claim}.
 *
 * @param arrivals requests, whatever became of them
 * @param accepted messages that were taken
 * @param refused messages that were refused at least once
 * @param repaired messages that were refused, and taken later
 * @param twice messages that were taken more than once
 * @param sameClaim messages that came twice with the same claim
 * @param strangers requests about no message of these
 * @param busiest requests within the 10 seconds in which most came
 */
public record BulkCounts(long arrivals, long accepted, long refused, long repaired, long twice, long sameClaim,
        long strangers, long busiest) {}
