package dev.herald.operator.rollout;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/**
 * A sender's new revision on its way to all partitions of its channel.
 *
 * @param revision
 *            of the sender
 * @param step
 *            index of the step it is in; {@value #COMING} before its first pod is ready, {@value #LEAVING} when it only stands in; as many as there are steps when it is through
 * @param partitions
 *            that it has: those below this number; {@value #ALL} for all, however many there are
 * @param since
 *            when the step began, or began anew after it had been held
 * @param held
 *            whether the step is held: by a person, or because nothing can be judged
 * @param downSince
 *            since when none of its pods is ready, once it had one; null if one is
 * @param idle
 *            whether no replicas were asked for, and no pod has been ready since
 * @param message
 *            where it is and why, for people
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Ramp(String revision, int step, int partitions, Instant since, boolean held, Instant downSince,
        boolean idle, String message) {
    static final int COMING = -1;
    static final int LEAVING = -2;
    /** Beyond any partition. */
    public static final int ALL = Integer.MAX_VALUE;

    static Ramp coming(String revision, Instant now) {
        return new Ramp(revision, COMING, 0, now, false, null, false, "waits for a ready pod");
    }

    /** Whether it has been through all steps, and has all partitions, and is not down: steps may be taken out of a spec meanwhile. */
    public boolean isThrough(int steps) {
        return step >= steps && partitions == ALL && downSince == null;
    }

    Ramp at(int nextStep, int nextPartitions, Instant now, String why) {
        return new Ramp(revision, nextStep, nextPartitions, now, false, null, false, why);
    }

    /** The first words of a cause stay, though its figures move. */
    Ramp hold(String why) {
        return held && Cause.isSame(why, message)
                ? this
                : new Ramp(revision, step, partitions, since, true, downSince, idle, why);
    }

    /** What was held begins its step anew: time in which nothing was seen does not count. */
    Ramp goOn(Instant now, String why) {
        return new Ramp(revision, step, partitions, held ? now : since, false, downSince, idle, why);
    }

    /** It is not wanted any more, and keeps what it has until somebody can take it. */
    Ramp leaving(String serving, Instant now) {
        return isLeaving()
                ? this
                : new Ramp(revision, LEAVING, partitions, now, false, null, false,
                        "keeps its partitions until a pod of revision %s is ready".formatted(serving));
    }

    /** Whether it goes as soon as a pod of what serves is ready. */
    public boolean isLeaving() {
        return step == LEAVING;
    }

    /** Nobody is asked for, so nobody is down; and who is asked for again comes up in his own time, as at first. */
    Ramp asleep() {
        return new Ramp(revision, step, partitions, since, held, null, true, message);
    }

    Ramp down(Instant when, int nextPartitions, String why) {
        return new Ramp(revision, step, nextPartitions, since, held, when, idle, why);
    }

    Ramp up(int nextPartitions, Instant now) {
        return new Ramp(revision, step, nextPartitions, now, held, null, false, message);
    }
}
