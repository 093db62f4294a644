package dev.herald.operator.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The labels and annotations that the operator sets. Those of parents are not copied: Argo CD would prune the children. */
public final class Labels {
    /** Set to {@value #HERALD} on all that the operator makes; its caches hold nothing else of these kinds. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String HERALD = "herald";
    public static final String PIPELINE = "herald.dev/pipeline";
    public static final String ROLE = "herald.dev/role";
    public static final String CHANNEL = "herald.dev/channel";
    public static final String REVISION = "herald.dev/revision";
    public static final String REPLAY_JOB = "herald.dev/replayjob";
    /** On pods: the hash of the live ConfigMap that the kubelet was last told of. */
    public static final String LIVE = "herald.dev/live";
    /** On what is applied: the hash of all that the operator asked for, so that what it no longer asks for is seen, too. */
    public static final String APPLIED = "herald.dev/applied";
    /** On a Channel: the incident for which it was suspended, once. A person may let it go on, and it is not suspended for that one again. */
    public static final String SUSPENDED_FOR = "herald.dev/suspended-for";

    private Labels() {
    }

    /** What belongs to the pipeline as a whole. */
    public static Map<String, String> of(String pipeline) {
        return new TreeMap<>(Map.of(MANAGED_BY, HERALD, PIPELINE, pipeline));
    }

    /** What belongs to a role of the pipeline, whatever its revision. */
    public static Map<String, String> of(String pipeline, Role role) {
        Map<String, String> labels = of(pipeline);
        labels.put(ROLE, role.name());
        return labels;
    }

    /** What belongs to one revision of a role of the pipeline. */
    public static Map<String, String> of(String pipeline, Role role, String revision) {
        Map<String, String> labels = of(pipeline, role);
        labels.put(REVISION, revision);
        return labels;
    }

    /** What belongs to a channel's sender, whatever its revision. */
    public static Map<String, String> sender(String pipeline, String channel) {
        Map<String, String> labels = of(pipeline, Role.send);
        labels.put(CHANNEL, channel);
        return labels;
    }

    /** What belongs to one revision of a channel's sender. */
    public static Map<String, String> sender(String pipeline, String channel, String revision) {
        Map<String, String> labels = sender(pipeline, channel);
        labels.put(REVISION, revision);
        return labels;
    }

    /** What belongs to a ReplayJob. */
    public static Map<String, String> replay(String pipeline, String replayJob) {
        Map<String, String> labels = of(pipeline, Role.replay);
        labels.put(REPLAY_JOB, Names.label(replayJob));
        return labels;
    }

    /** The value of a label. */
    public static Optional<String> value(HasMetadata object, String label) {
        return Optional.ofNullable(object.getMetadata().getLabels()).map(labels -> labels.get(label));
    }

    /** The value of an annotation. */
    public static Optional<String> annotation(HasMetadata object, String annotation) {
        return Optional.ofNullable(object.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(annotation));
    }

    /** Whether the object is of the role. */
    public static boolean isOf(HasMetadata object, Role role) {
        return value(object, ROLE).filter(role.name()::equals).isPresent();
    }
}
