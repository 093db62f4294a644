package dev.herald.e2e.drill;

import java.util.Collection;
import java.util.Objects;
import java.util.function.Function;

import dev.herald.api.v1alpha1.ReplayJob;
import dev.herald.api.v1alpha1.ReplayJobStatus.Counts;

/**
 * What the replays of a drill did, all together.
 *
 * @param matched messages that they were about
 * @param sent those the provider accepted
 */
record Repairs(long matched, long sent) {
    static Repairs of(Collection<ReplayJob> jobs) {
        return new Repairs(sum(jobs, Counts::matched), sum(jobs, Counts::sent));
    }

    private static long sum(Collection<ReplayJob> jobs, Function<Counts, Long> count) {
        return jobs.stream()
                .filter(job -> job.getStatus() != null && job.getStatus().counts() != null)
                .mapToLong(job -> Objects.requireNonNullElse(count.apply(job.getStatus().counts()), 0L))
                .sum();
    }
}
