package dev.herald.operator.rollout;

import java.util.Map;
import java.util.Optional;

/**
 * What a decision about a channel's revisions rests on.
 *
 * @param key
 *            that messages address
 * @param replicas
 *            that are asked for, over all revisions
 * @param revisions
 *            of its sender, by release; empty while its spec is wrong
 * @param available
 *            ready pods, by revision of the sender
 */
public record ChannelFacts(String name, String key, int replicas, Map<String, String> revisions,
        Map<String, Integer> available) {
    Optional<String> revision(String release) {
        return Optional.ofNullable(revisions.get(release));
    }

    /** Nothing can be made of its spec. */
    boolean isPassedOver() {
        return revisions.isEmpty();
    }

    int available(String revision) {
        return available.getOrDefault(revision, 0);
    }
}
