package dev.herald.worker.status.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.status.rules.ClassCounts.Figure;
import dev.herald.worker.status.rules.Decision.Unit;
import dev.herald.worker.status.rules.Decision.Verdict;
import dev.herald.worker.status.rules.MessageClass.Label;

/**
 * The figures of one channel by class, or of what one revision of its senders decided. A unit counts once in a window, with its latest attempt there: a later attempt takes
 * the earlier one out.
 */
final class ChannelFigures {

    /**
     * What it may take of memory.
     *
     * @param classes
     *            what comes beyond is counted together
     * @param tags
     *            tags are the senders' own and may be without number: they must not displace providers and revisions
     * @param units
     *            that wait for another attempt, some 100 bytes each; beyond, the one longest unheard of would count as two
     */
    private record Room(int classes, int tags, int units) {}

    // More classes than anyone tells apart.
    private static final Room CHANNEL = new Room(500, 400, 200_000);
    // Of these there are four a channel.
    private static final Room REVISION = new Room(200, 150, 50_000);

    private static final long NEVER = Long.MIN_VALUE;

    /** When something last happened to a unit, and where it was counted. */
    private record Last(long bucket, List<MessageClass> classes) {
        private static final Last NONE = new Last(NEVER, List.of());
    }

    /** What a unit's next attempt has to take out again. */
    private record Attempt(long bucket, Verdict verdict, List<MessageClass> classes, Last failed, Last unknown) {}

    private static final Measured FAILED = Measured.by(Measure.FailedPercent);
    private static final Measured UNKNOWN = Measured.by(Measure.UnknownPercent);

    private final Buckets buckets;
    private final Room room;
    private final boolean tellsRevisions;
    private final Map<MessageClass, ClassCounts> classes = new LinkedHashMap<>();
    private final SequencedMap<Unit, Attempt> remembered = new LinkedHashMap<>();
    private long newest = Long.MIN_VALUE;

    private ChannelFigures(Buckets buckets, Room room, boolean tellsRevisions) {
        this.buckets = buckets;
        this.room = room;
        this.tellsRevisions = tellsRevisions;
        classes.put(MessageClass.WHOLE, new ClassCounts(buckets));
    }

    static ChannelFigures ofChannel(Buckets buckets) {
        return new ChannelFigures(buckets, CHANNEL, true);
    }

    /** Its decisions are all of one revision, which therefore is no class here. */
    static ChannelFigures ofRevision(Buckets buckets) {
        return new ChannelFigures(buckets, REVISION, false);
    }

    /**
     * @return the classes in which this speaks against the channel, each with when it last happened to the unit before
     */
    List<Failure> count(Decision decision) {
        long bucket = buckets.of(decision.at());
        newest = Math.max(newest, bucket);
        List<MessageClass> admitted = admit(decision.classes());
        if (decision.verdict() == Verdict.Undecodable) {
            each(admitted, counts -> {
                counts.add(Figure.undecodable, bucket, 1);
                counts.lastError(Figure.undecodable, decision.error());
            });
            return admitted.stream().map(c -> new Failure(c, NEVER)).toList();
        }
        Attempt previous = remembered.remove(decision.unit());
        if (previous != null) {
            takeOut(previous);
        }
        each(admitted, counts -> counts.add(Figure.decided, bucket, 1));
        Last failed = previous == null ? Last.NONE : previous.failed;
        Last unknown = previous == null ? Last.NONE : previous.unknown;
        var now = new Last(bucket, admitted);
        List<Failure> failures = switch (decision.verdict()) {
            case Failed -> wentWrong(FAILED, now, failed, decision.error());
            case Unknown -> wentWrong(UNKNOWN, now, unknown, decision.error());
            default -> List.of();
        };
        if (decision.again()) {
            remember(decision.unit(), new Attempt(bucket, decision.verdict(), admitted,
                    decision.verdict() == Verdict.Failed ? now : failed,
                    decision.verdict() == Verdict.Unknown ? now : unknown));
        }
        return failures;
    }

    /**
     * A unit failed, or its outcome is not known.
     *
     * @param before
     *            start of the bucket in which that had last happened to it in this class, or the lowest number
     */
    record Failure(MessageClass in, long before) {}

    private List<Failure> wentWrong(Measured where, Last now, Last before, String error) {
        each(before.classes, counts -> counts.add(where.latest(), before.bucket, -1));
        each(now.classes, counts -> {
            counts.add(where.bad(), now.bucket, 1);
            counts.add(where.latest(), now.bucket, 1);
            counts.add(where.each(), now.bucket, 1);
            counts.lastError(where.bad(), error);
        });
        return now.classes.stream()
                .map(c -> new Failure(c, before.classes.contains(c) ? buckets.start(before.bucket) : NEVER))
                .toList();
    }

    private void takeOut(Attempt previous) {
        each(previous.classes, counts -> {
            counts.add(Figure.decided, previous.bucket, -1);
            switch (previous.verdict) {
                case Failed -> counts.add(Figure.failed, previous.bucket, -1);
                case Unknown -> counts.add(Figure.unknown, previous.bucket, -1);
                default -> {
                }
            }
        });
    }

    private void remember(Unit unit, Attempt attempt) {
        if (remembered.size() == room.units) {
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
            if (one.label() == Label.revision && !tellsRevisions) {
                continue;
            }
            if (classes.containsKey(one)) {
                admitted.add(one);
                continue;
            }
            MessageClass counted = hasRoom(one.label()) ? one : MessageClass.OTHER;
            classes.computeIfAbsent(counted, _ -> new ClassCounts(buckets));
            if (!admitted.contains(counted)) {
                admitted.add(counted);
            }
        }
        return admitted;
    }

    private boolean hasRoom(Label label) {
        // One place is kept for the rest.
        int most = label == Label.tag ? room.tags : room.classes - 1;
        if (classes.size() >= most) {
            classes.entrySet().removeIf(e -> !e.getKey().equals(MessageClass.WHOLE) && e.getValue().isPast(newest));
        }
        return classes.size() < most;
    }

    /** What speaks against each class of which anything does, in a range of buckets; the whole channel always first. */
    List<Share> shares(Measure measure, long from, long to) {
        return shares(measure, _ -> true, from, to);
    }

    /**
     * As {@link #shares(Measure, long, long)}.
     *
     * @param isTold
     *            which classes are told; the whole channel always is
     */
    List<Share> shares(Measure measure, Predicate<MessageClass> isTold, long from, long to) {
        Figure bad = Measured.by(measure).bad();
        var shares = new ArrayList<Share>();
        classes.forEach((of, counts) -> {
            if (of.equals(MessageClass.WHOLE) || isTold.test(of) && counts.sum(bad, from, to) > 0) {
                shares.add(share(of, measure, from, to));
            }
        });
        return shares;
    }

    /** How much of each class was decided in a range of buckets, and failed; without the whole. */
    List<Share> decided(long from, long to) {
        var shares = new ArrayList<Share>();
        classes.forEach((of, counts) -> {
            if (!of.equals(MessageClass.WHOLE) && counts.sum(Figure.decided, from, to) > 0) {
                shares.add(share(of, Measure.FailedPercent, from, to));
            }
        });
        return shares;
    }

    Share share(MessageClass of, Measure measure, long from, long to) {
        ClassCounts counts = classes.get(of);
        if (counts == null) {
            return new Share(of, 0, 0);
        }
        long bad = counts.sum(Measured.by(measure).bad(), from, to);
        long decided = counts.sum(Figure.decided, from, to);
        return new Share(of, bad, measure == Measure.UndecodableCount ? decided + bad : decided);
    }

    /** The bucket of the first failure of a class in a range, or -1; one that a later attempt made good counts, too. */
    long onset(MessageClass of, Measure measure, long from, long to) {
        return classes.get(of).first(Measured.by(measure).each(), from, to);
    }

    /** How many units of a class failed at least once in a range that ends now. */
    long affected(MessageClass of, Measure measure, long from, long to) {
        return classes.get(of).sum(Measured.by(measure).latest(), from, to);
    }

    /** Whether all that was counted is too old to be kept at the beginning of this bucket. */
    boolean isEmptyAt(long bucket) {
        return newest < bucket - buckets.count();
    }

    String lastError(MessageClass of, Measure measure) {
        ClassCounts counts = classes.get(of);
        return counts == null ? "" : counts.lastError(Measured.by(measure).bad());
    }

    int classCount() {
        return classes.size();
    }
}
