package dev.herald.operator.scaling;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How one split of an account's limit becomes another, while senders learn of it one after the other: who has less is told at once, who has more when the senders of the others say that they obey. So what all of them
 * go by at any moment is never more than the limit.
 */
public record QuotaHandover(AccountQuota quota) {

    /**
     * What to tell now.
     *
     * @param needs
     *            by the channels' names; empty where nobody knows
     * @param told
     *            what was told last; empty for who was told nothing, and then nothing is known of what his senders go by
     * @param obeyed
     *            thousandths a second that any sender of a channel goes by; none for who has no senders, or says nothing
     */
    public SortedMap<String, QuotaPart> next(Map<String, Optional<QuotaNeed>> needs, Map<String, QuotaPart> told,
            Map<String, Long> obeyed) {
        SortedMap<String, QuotaPart> before = new TreeMap<>(told);
        before.keySet().retainAll(needs.keySet());
        SortedMap<String, QuotaPart> wanted = quota.split(needs, before);
        if (before.isEmpty()) {
            return wanted;
        }
        long limit = quota.perSecond() * QuotaPart.UNITS;
        long all = before.values().stream().mapToLong(QuotaPart::rate).sum();
        SortedMap<String, Long> rates = new TreeMap<>();
        if (all >= limit) {
            wanted.forEach((name, part) -> rates.put(name, Math.min(part.rate(), rate(before, name))));
        } else {
            rates.putAll(raised(wanted, before, obeyed, limit));
        }
        return parts(wanted, rates, limit);
    }

    private static SortedMap<String, Long> raised(SortedMap<String, QuotaPart> wanted,
            Map<String, QuotaPart> before, Map<String, Long> obeyed, long limit) {
        List<String> names = List.copyOf(wanted.keySet());
        long held = names.stream().mapToLong(it -> Math.max(rate(before, it), obeyed.getOrDefault(it, 0L))).sum();
        long[] raises = names.stream()
                .mapToLong(it -> Math.max(0, wanted.get(it).rate() - rate(before, it)))
                .toArray();
        long[] given = Apportionment.of(Math.max(0, limit - held), raises);
        SortedMap<String, Long> rates = new TreeMap<>();
        for (int i = 0; i < given.length; i++) {
            rates.put(names.get(i), rate(before, names.get(i)) + given[i]);
        }
        return rates;
    }

    private SortedMap<String, QuotaPart> parts(SortedMap<String, QuotaPart> wanted, SortedMap<String, Long> rates,
            long limit) {
        long told = rates.values().stream().mapToLong(Long::longValue).sum();
        long[] depths = Apportionment.of(quota.burst() * QuotaPart.UNITS * told / limit,
                rates.values().stream().mapToLong(Long::longValue).toArray());
        SortedMap<String, QuotaPart> parts = new TreeMap<>();
        for (Map.Entry<String, Long> rate : rates.entrySet()) {
            QuotaPart part = wanted.get(rate.getKey());
            long depth = depths[parts.size()];
            parts.put(rate.getKey(),
                    rate.getValue() == part.rate() && depth == part.depth() ? part : part.of(rate.getValue(), depth));
        }
        return parts;
    }

    private static long rate(Map<String, QuotaPart> parts, String name) {
        return parts.containsKey(name) ? parts.get(name).rate() : 0;
    }
}
