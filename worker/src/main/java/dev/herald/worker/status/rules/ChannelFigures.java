package dev.herald.worker.status.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;

import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.status.rules.ClassCounts.Figure;
import dev.herald.worker.status.rules.Decision.Unit;
import dev.herald.worker.status.rules.Decision.Verdict;
import dev.herald.worker.status.rules.MessageClass.Label;

/**
 * The figures of one channel by class. A unit counts once in a window, with its latest attempt there: a later attempt takes
 * the earlier one out.
 */
final class ChannelFigures {

    /** More classes than anyone tells apart; what comes beyond is counted together. */
    static final int MOST_CLASSES = 500;
    // Tags are the senders' own and may be without number: they must not displace providers and revisions.
    private static final int MOST_TAGS = 400;
    // Units that wait for another attempt; some 100 bytes each. Beyond, the one longest unheard of would count as two.
    private static final int MOST_REMEMBERED = 200_000;

    /** What a unit's next attempt has to take out again. */
    private record Attempt(long bucket, boolean failed, List<MessageClass> classes, long lastFailure,
            List<MessageClass> failureClasses) {}

    private static final long NEVER = Long.MIN_VALUE;

    private final Buckets buckets;
    private final Map<MessageClass, ClassCounts> classes = new LinkedHashMap<>();
    private final SequencedMap<Unit, Attempt> remembered = new LinkedHashMap<>();
    private long newest = Long.MIN_VALUE;

    ChannelFigures(Buckets buckets) {
        this.buckets = buckets;
        classes.put(MessageClass.WHOLE, new ClassCounts(buckets));
    }

    /**
     * @return the classes in which the unit now failed, each with when it had last failed there before
     */
    List<Failure> count(Decision decision) {
        long bucket = buckets.of(decision.at());
        newest = Math.max(newest, bucket);
        List<MessageClass> admitted = admit(decision.classes());
        if (decision.verdict() == Verdict.Undecodable) {
            each(admitted, counts -> {
                counts.add(Figure.undecodable, bucket, 1);
                counts.lastError(decision.error());
            });
            return admitted.stream().map(c -> new Failure(c, NEVER)).toList();
        }
        Attempt previous = remembered.remove(decision.unit());
        if (previous != null) {
            takeOut(previous);
        }
        boolean failed = decision.isFailure();
        each(admitted, counts -> counts.add(Figure.decided, bucket, 1));
        List<Failure> failures = failed ? fail(bucket, admitted, previous, decision.error()) : List.of();
        if (decision.again()) {
            remember(decision.unit(), new Attempt(bucket, failed, admitted,
                    failed ? bucket : previous == null ? NEVER : previous.lastFailure,
                    failed ? admitted : previous == null ? List.of() : previous.failureClasses));
        }
        return failures;
    }

    /**
     * A unit failed.
     *
     * @param before
     *            start of the bucket in which it had last failed in this class, or the lowest number
     */
    record Failure(MessageClass in, long before) {}

    private List<Failure> fail(long bucket, List<MessageClass> admitted, Attempt previous, String error) {
        boolean again = previous != null && previous.lastFailure != NEVER;
        if (again) {
            each(previous.failureClasses, counts -> counts.add(Figure.touched, previous.lastFailure, -1));
        }
        each(admitted, counts -> {
            counts.add(Figure.failed, bucket, 1);
            counts.add(Figure.touched, bucket, 1);
            counts.add(Figure.failures, bucket, 1);
            counts.lastError(error);
        });
        return admitted.stream()
                .map(c -> new Failure(c, again && previous.failureClasses.contains(c)
                        ? buckets.start(previous.lastFailure)
                        : NEVER))
                .toList();
    }

    private void takeOut(Attempt previous) {
        each(previous.classes, counts -> {
            counts.add(Figure.decided, previous.bucket, -1);
            if (previous.failed) {
                counts.add(Figure.failed, previous.bucket, -1);
            }
        });
    }

    private void remember(Unit unit, Attempt attempt) {
        if (remembered.size() == MOST_REMEMBERED) {
            remembered.pollFirstEntry();
        }
        remembered.put(unit, attempt);
    }

    private void each(List<MessageClass> admitted, Consumer<ClassCounts> action) {
        for (MessageClass one : admitted) {
            ClassCounts counts = classes.get(one);
            if (counts != null) {
                action.accept(counts);
            }
        }
    }

    private List<MessageClass> admit(List<MessageClass> wanted) {
        var admitted = new ArrayList<MessageClass>(wanted.size() + 1);
        admitted.add(MessageClass.WHOLE);
        for (MessageClass one : wanted) {
            MessageClass counted = classes.containsKey(one) || hasRoom(one.label()) ? one : MessageClass.OTHER;
            if (!admitted.contains(counted)) {
                classes.computeIfAbsent(counted, _ -> new ClassCounts(buckets));
                admitted.add(counted);
            }
        }
        return admitted;
    }

    private boolean hasRoom(Label label) {
        // One place is kept for the rest.
        int most = label == Label.tag ? MOST_TAGS : MOST_CLASSES - 1;
        if (classes.size() >= most) {
            classes.entrySet().removeIf(e -> !e.getKey().equals(MessageClass.WHOLE) && e.getValue().isPast(newest));
        }
        return classes.size() < most;
    }

    /** What speaks against each class of which anything does, in a range of buckets; the whole channel always first. */
    List<Share> shares(Measure measure, long from, long to) {
        var shares = new ArrayList<Share>();
        classes.forEach((of, counts) -> {
            if (of.equals(MessageClass.WHOLE) || counts.sum(bad(measure), from, to) > 0) {
                shares.add(share(of, measure, from, to));
            }
        });
        return shares;
    }

    Share share(MessageClass of, Measure measure, long from, long to) {
        ClassCounts counts = classes.get(of);
        if (counts == null) {
            return new Share(of, 0, 0);
        }
        long bad = counts.sum(bad(measure), from, to);
        long decided = counts.sum(Figure.decided, from, to);
        return new Share(of, bad, measure == Measure.UndecodableCount ? decided + bad : decided);
    }

    private static Figure bad(Measure measure) {
        return measure == Measure.FailedPercent ? Figure.failed : Figure.undecodable;
    }

    /** The bucket of the first failure of a class in a range, or -1; one that a later attempt made good counts, too. */
    long onset(MessageClass of, Measure measure, long from, long to) {
        return classes.get(of).first(measure == Measure.FailedPercent ? Figure.failures : Figure.undecodable, from, to);
    }

    /** How many units of a class failed at least once in a range that ends now. */
    long affected(MessageClass of, Measure measure, long from, long to) {
        return classes.get(of).sum(measure == Measure.FailedPercent ? Figure.touched : Figure.undecodable, from, to);
    }

    /** Whether all that was counted is too old to be kept at the beginning of this bucket. */
    boolean isEmptyAt(long bucket) {
        return newest < bucket - buckets.count();
    }

    String lastError(MessageClass of) {
        ClassCounts counts = classes.get(of);
        return counts == null ? "" : counts.lastError();
    }

    int classCount() {
        return classes.size();
    }
}
