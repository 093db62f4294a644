package dev.herald.operator.scaling;

import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.Provider;
import dev.herald.api.v1alpha1.Provider.RateLimit;
import dev.herald.operator.plan.InvalidSpec;
import java.util.Objects;
import java.util.Optional;

/** What a channel says of its provider's limit. */
public final class AccountLimit {
    private static final long BURST_PART = 10;

    private AccountLimit() {
    }

    /** The limit; empty if there is none. */
    public static Optional<RateLimit> of(ChannelSpec spec) {
        return spec.providers().stream().map(Provider::rateLimit).filter(Objects::nonNull).findFirst();
    }

    /**
     * Sees to it that the limit is one: a resource that was stored past the schema must not keep the pipeline's others from theirs.
     *
     * @throws InvalidSpec
     *             about the field
     */
    public static void check(ChannelSpec spec) {
        of(spec).ifPresent(limit -> {
            if (limit.perSecond() < 1 || burst(limit) < 1) {
                throw new InvalidSpec("spec.providers[0].rateLimit",
                        "perSecond and burst must be 1 or more; leave rateLimit out for no limit");
            }
        });
    }

    /** Messages at once. */
    public static long burst(RateLimit limit) {
        return limit.burst() == null ? Math.max(1, limit.perSecond() / BURST_PART) : limit.burst();
    }

    /** Whether two channels say different limits of one account. */
    public static boolean differ(ChannelSpec one, ChannelSpec other) {
        Optional<RateLimit> first = of(one);
        Optional<RateLimit> second = of(other);
        return first.isPresent() && second.isPresent() && first.get().account() != null
                && first.get().account().equals(second.get().account())
                && (!first.get().perSecond().equals(second.get().perSecond())
                        || burst(first.get()) != burst(second.get()));
    }
}
