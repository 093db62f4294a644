package dev.herald.e2e.local;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.informers.cache.Store;

/** Runs Jobs of one completion: a pod, another one when it fails, up to the Job's backoffLimit. */
final class JobController {
    private static final int BACKOFF_LIMIT = 6;
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);

    private final Writes writes;
    private final Store<Job> jobs;
    private final Store<Pod> pods;
    private final InstantSource clock;
    private final BiConsumer<Key, Duration> later;

    /**
     * @param later asks for another look after a while
     */
    JobController(Writes writes, Store<Job> jobs, Store<Pod> pods, InstantSource clock,
            BiConsumer<Key, Duration> later) {
        this.writes = writes;
        this.jobs = jobs;
        this.pods = pods;
        this.clock = clock;
        this.later = later;
    }

    void reconcile(Key key) {
        jobs.list()
                .stream()
                .filter(job -> Key.of(job).equals(key) && job.getMetadata().getDeletionTimestamp() == null)
                .findFirst()
                .ifPresent(this::reconcile);
    }

    private void reconcile(Job job) {
        if (isFinished(job)) {
            expire(job);
            return;
        }
        var all = Pods.of(job, pods.list());
        var active = all.stream().filter(pod -> !Pods.isFinished(pod) && !Pods.isLeaving(pod)).toList();
        boolean succeeded = all.stream().anyMatch(pod -> Pods.hasPhase(pod, "Succeeded"));
        var failed = all.stream().filter(pod -> Pods.hasPhase(pod, "Failed")).toList();
        int limit = Objects.requireNonNullElse(job.getSpec().getBackoffLimit(), BACKOFF_LIMIT);
        boolean suspended = Boolean.TRUE.equals(job.getSpec().getSuspend());

        if (suspended) {
            active.forEach(writes::delete);
        } else if (!succeeded && failed.size() <= limit && active.isEmpty() && all.size() == failed.size()) {
            startAfterBackoff(job, all, failed);
        }
        write(job, suspended, active, succeeded, failed.size(), failed.size() > limit);
    }

    private void startAfterBackoff(Job job, List<Pod> all, List<Pod> failed) {
        var due = failed.stream()
                .map(JobController::ended)
                .max(Instant::compareTo)
                .map(last -> last.plus(backoff(failed.size())))
                .orElse(Instant.MIN);
        if (clock.instant().isBefore(due)) {
            later.accept(Key.of(job), Duration.between(clock.instant(), due));
        } else {
            writes.create(Pods.make(job, Pods.freeName(job.getMetadata().getName(), all), job.getSpec().getTemplate()));
        }
    }

    private static Duration backoff(int failures) {
        var delay = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures - 1, 10));
        return delay.compareTo(LONGEST_BACKOFF) < 0 ? delay : LONGEST_BACKOFF;
    }

    private static Instant ended(Pod pod) {
        return pod.getStatus()
                .getContainerStatuses()
                .stream()
                .filter(container -> container.getState() != null && container.getState().getTerminated() != null)
                .map(container -> Instant.parse(container.getState().getTerminated().getFinishedAt()))
                .max(Instant::compareTo)
                .orElseGet(() -> Instant.parse(pod.getMetadata().getCreationTimestamp()));
    }

    private void write(Job job, boolean suspended, List<Pod> active, boolean succeeded, int failed, boolean givenUp) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        var before = job.getStatus();
        var status = new JobStatusBuilder().withActive(succeeded || givenUp || suspended ? 0 : active.size())
                .withReady(succeeded || givenUp || suspended ? 0 : (int) active.stream().filter(Pods::isReady).count())
                .withSucceeded(succeeded ? 1 : 0)
                .withFailed(failed)
                .withStartTime(suspended
                        ? null
                        : before == null || before.getStartTime() == null ? now : before.getStartTime());
        var conditions = new ArrayList<JobCondition>();
        if (succeeded) {
            status.withCompletionTime(now);
            conditions.add(condition("SuccessCriteriaMet", "CompletionsReached", "its pod succeeded", now));
            conditions.add(condition("Complete", "CompletionsReached", "its pod succeeded", now));
        } else if (givenUp) {
            conditions.add(condition("FailureTarget", "BackoffLimitExceeded", failed + " pods have failed", now));
            conditions.add(condition("Failed", "BackoffLimitExceeded", failed + " pods have failed", now));
        } else if (suspended) {
            conditions.add(before != null && !before.getConditions().isEmpty()
                    ? before.getConditions().getFirst()
                    : condition("Suspended", "JobSuspended", "spec.suspend is true", now));
        }
        writes.status(job, before, status.withConditions(conditions).build());
    }

    private static JobCondition condition(String type, String reason, String message, String now) {
        return new JobConditionBuilder().withType(type)
                .withStatus("True")
                .withReason(reason)
                .withMessage(message)
                .withLastProbeTime(now)
                .withLastTransitionTime(now)
                .build();
    }

    private static boolean isFinished(Job job) {
        return job.getStatus() != null && job.getStatus()
                .getConditions()
                .stream()
                .anyMatch(condition -> (condition.getType().equals("Complete") || condition.getType().equals("Failed"))
                        && condition.getStatus().equals("True"));
    }

    private void expire(Job job) {
        var ttl = job.getSpec().getTtlSecondsAfterFinished();
        if (ttl == null) {
            return;
        }
        var finished = job.getStatus().getConditions().getLast().getLastTransitionTime();
        var left = Duration.between(clock.instant(), Instant.parse(finished).plusSeconds(ttl));
        if (left.isPositive()) {
            later.accept(Key.of(job), left);
        } else {
            writes.delete(job);
        }
    }
}
