package dev.herald.worker.status.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import dev.herald.worker.status.rules.Decision.Unit;
import dev.herald.worker.status.rules.Decision.Verdict;
import dev.herald.worker.status.rules.MessageClass.Label;

/** What a channel's senders may decide on bad days. */
final class RandomTraffic {

    private static final List<Verdict> FAULTS = List.of(Verdict.Failed, Verdict.Failed, Verdict.Undecodable,
            Verdict.Unknown);

    private RandomTraffic() {
    }

    /** Units with retries; up to three faults, each of a class or of all, come and go. */
    static List<Decision> decisions(Random random, long start, long length) {
        return decisions(random, start, length, 50 + random.nextInt(800));
    }

    /** So many units, in the order of time. */
    static List<Decision> decisions(Random random, long start, long length, int units) {
        List<Fault> faults = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            long from = start + random.nextLong(length);
            faults.add(new Fault(from, from + random.nextLong(length / 2),
                    random.nextInt(4) == 0 ? MessageClass.WHOLE : pick(random, classes(random)),
                    FAULTS.get(random.nextInt(FAULTS.size())), 3 + random.nextInt(98)));
        }
        var trace = new ArrayList<Decision>();
        for (long unit = 0; unit < units; unit++) {
            live(random, unit, faults, trace, start, start + length);
        }
        trace.sort(Comparator.comparingLong(Decision::at));
        return trace;
    }

    private record Fault(long from, long to, MessageClass of, Verdict verdict, int percent) {
        boolean hits(long at, List<MessageClass> classes, Random random) {
            return at >= from && at < to && (of.equals(MessageClass.WHOLE) || classes.contains(of))
                    && random.nextInt(100) < percent;
        }
    }

    private static void live(Random random, long offset, List<Fault> faults, List<Decision> trace,
            long from, long to) {
        Unit unit = new Unit(random.nextInt(3), offset, random.nextInt(2));
        long at = from + random.nextLong(to - from);
        List<MessageClass> labels = new ArrayList<>(classes(random));
        for (int attempt = 1; attempt <= 6 && at < to; attempt++) {
            // An attempt may be made by another revision.
            List<MessageClass> classes = new ArrayList<>(labels);
            String revision = "r" + random.nextInt(3);
            classes.add(new MessageClass(Label.revision, revision));
            long now = at;
            Verdict verdict = faults.stream()
                    .filter(f -> f.hits(now, classes, random))
                    .map(Fault::verdict)
                    .findFirst()
                    .orElse(Verdict.Accepted);
            if (verdict == Verdict.Accepted) {
                verdict = switch (random.nextInt(40)) {
                    case 0 -> Verdict.RecipientFailed;
                    case 1 -> Verdict.Unknown;
                    case 2 -> Verdict.Failed;
                    default -> Verdict.Accepted;
                };
            }
            boolean again = (verdict == Verdict.Failed || verdict == Verdict.Unknown) && random.nextInt(4) > 0;
            trace.add(new Decision(unit, at, verdict, again, classes, revision, ""));
            if (!again) {
                return;
            }
            // Some outcomes come late, long after those of their time.
            at += 1 + random.nextLong(random.nextInt(10) == 0 ? 90_000 : 20_000);
        }
    }

    private static List<MessageClass> classes(Random random) {
        var classes = new ArrayList<MessageClass>();
        classes.add(new MessageClass(Label.attachments, random.nextInt(3) == 0 ? "true" : "false"));
        classes.add(new MessageClass(Label.provider, "relay"));
        for (int i = random.nextInt(3); i > 0; i--) {
            MessageClass tag = new MessageClass(Label.tag, "t" + i);
            classes.add(tag);
        }
        return classes;
    }

    private static MessageClass pick(Random random, List<MessageClass> classes) {
        return classes.get(random.nextInt(classes.size()));
    }
}
