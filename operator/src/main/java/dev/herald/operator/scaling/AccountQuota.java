package dev.herald.operator.scaling;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The limit of a provider's account, which all channels of a pipeline that name it share. The smallest needs are met first; who needs more than that shares evenly what is left, so that
 * the burst of one channel does not take what another needs all the time. Who needs nothing leaves all but a little, with which it can begin at once. If all needs are met, the rest goes
 * in proportion to them. All parts together are the limit, to the last thousandth.
 *
 * While one split follows another, some senders go by the new one and some by the old: who loses must be told before who gains.
 *
 * @param perSecond
 *            messages
 * @param burst
 *            messages at once
 */
public record AccountQuota(long perSecond, long burst) {
    /** One in so many of a part is there whatever the need. */
    private static final long UNASKED = 20;
    /** A part that would change by less than one in so many of itself stays. */
    private static final long LITTLE = 10;
    private static final long PERCENT = 100;

    /**
     * @throws IllegalArgumentException
     *             if a number is below 1
     */
    public AccountQuota {
        if (perSecond < 1 || burst < 1) {
            throw new IllegalArgumentException(
                    "rateLimit: perSecond %d and burst %d must be 1 or more".formatted(perSecond, burst));
        }
    }

    /**
     * The parts of the channels.
     *
     * @param needs
     *            by the channels' names; empty where nobody knows
     * @param before
     *            the split so far, by name: it stays as long as no part would change much, and who is not known keeps what he has; empty if there was none
     */
    public SortedMap<String, QuotaPart> split(Map<String, Optional<QuotaNeed>> needs, Map<String, QuotaPart> before) {
        boolean goesOn = goesOn(needs, before);
        SortedMap<String, QuotaPart> next = parts(new TreeMap<>(needs), goesOn ? before : Map.of());
        boolean stays = goesOn
                && next.entrySet().stream().allMatch(it -> isAbout(before.get(it.getKey()), it.getValue()));
        return stays ? new TreeMap<>(before) : next;
    }

    private boolean goesOn(Map<String, Optional<QuotaNeed>> needs, Map<String, QuotaPart> before) {
        return before.keySet().equals(needs.keySet())
                && before.values().stream().mapToLong(QuotaPart::rate).sum() == perSecond * QuotaPart.UNITS
                && before.values().stream().mapToLong(QuotaPart::depth).sum() == burst * QuotaPart.UNITS;
    }

    private SortedMap<String, QuotaPart> parts(SortedMap<String, Optional<QuotaNeed>> needs,
            Map<String, QuotaPart> before) {
        SortedMap<String, Long> rates = rates(needs, before);
        long[] depths = Apportionment.of(burst * QuotaPart.UNITS,
                rates.values().stream().mapToLong(Long::longValue).toArray());
        SortedMap<String, QuotaPart> parts = new TreeMap<>();
        for (String name : rates.keySet()) {
            parts.put(name, part(needs.get(name), before.get(name), rates.get(name), depths[parts.size()]));
        }
        return parts;
    }

    private SortedMap<String, Long> rates(SortedMap<String, Optional<QuotaNeed>> needs,
            Map<String, QuotaPart> before) {
        long all = perSecond * QuotaPart.UNITS;
        SortedMap<String, Long> rates = new TreeMap<>();
        SortedMap<String, Long> claims = new TreeMap<>();
        needs.forEach((name, need) -> {
            if (need.isEmpty() && before.containsKey(name)) {
                rates.put(name, before.get(name).rate());
            } else {
                claims.put(name, need.map(this::claim).orElse(all / needs.size()));
            }
        });
        long left = all - rates.values().stream().mapToLong(Long::longValue).sum();
        long unasked = left / UNASKED / Math.max(1, claims.size());
        claims.replaceAll((_, claim) -> Math.max(claim, unasked));
        rates.putAll(evenly(left, claims));
        return rates;
    }

    /** The smallest claims are met first; who claims more than that shares evenly what is left. If all are met, the rest goes by claims. */
    private static Map<String, Long> evenly(long all, SortedMap<String, Long> claims) {
        List<String> names = claims.keySet().stream().sorted(Comparator.comparing(claims::get)).toList();
        SortedMap<String, Long> parts = new TreeMap<>();
        long left = all;
        for (String name : names) {
            long part = Math.min(claims.get(name), Math.ceilDiv(left, names.size() - parts.size()));
            parts.put(name, part);
            left -= part;
        }
        long[] rest = Apportionment.of(left, claims.values().stream().mapToLong(Long::longValue).toArray());
        int i = 0;
        for (String name : claims.keySet()) {
            parts.merge(name, rest[i++], Long::sum);
        }
        return parts;
    }

    /** A replay counts up to its share of the limit: beyond, it takes what others leave. */
    private long claim(QuotaNeed need) {
        double replay = Math.min(need.replay(), (double) perSecond * need.replaySharePercent() / PERCENT);
        return Math.round((need.live() + replay) * QuotaPart.UNITS);
    }

    private static QuotaPart part(Optional<QuotaNeed> need, QuotaPart before, long rate, long depth) {
        if (need.isEmpty() && before != null) {
            long[] depths = Apportionment.of(depth, new long[]{before.live(), before.replay()});
            return new QuotaPart(before.live(), before.replay(), depths[0], depths[1]);
        }
        long replay = need.filter(it -> it.replay() > 0).map(it -> replay(it, rate)).orElse(0L);
        long[] depths = Apportionment.of(depth, new long[]{rate - replay, replay});
        return new QuotaPart(rate - replay, replay, depths[0], depths[1]);
    }

    /** What live messages leave, and its share at least; no more than it needs, and never all. */
    private static long replay(QuotaNeed need, long rate) {
        long unasked = Math.max(1, rate / UNASKED);
        long highest = rate - unasked;
        long lowest = Math.min(unasked, highest);
        long left = rate - Math.round(need.live() * QuotaPart.UNITS);
        long share = rate * need.replaySharePercent() / PERCENT;
        return Math.clamp(Math.round(need.replay() * QuotaPart.UNITS), lowest,
                Math.clamp(Math.max(share, left), lowest, highest));
    }

    private static boolean isAbout(QuotaPart before, QuotaPart next) {
        return isAbout(before.live(), next.live()) && isAbout(before.replay(), next.replay());
    }

    private static boolean isAbout(long before, long next) {
        return Math.abs(next - before) <= before / LITTLE;
    }
}
