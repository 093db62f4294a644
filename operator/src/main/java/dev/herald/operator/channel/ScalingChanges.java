package dev.herald.operator.channel;

import dev.herald.api.v1alpha1.ChannelStatus.ScalingStatus;
import dev.herald.operator.plan.Announcement;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Subject;
import dev.herald.operator.plan.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a decision about replicas makes the operator do beside the Deployments: an Event when their number changes, and {@code spec.replicas} when it is handed over. */
final class ScalingChanges {
    private static final int MINUTE = 60;

    private ScalingChanges() {
    }

    /** The writes. */
    static List<Write> writes(ObservedChannel observed, ChannelScaling scaling, Instant now) {
        List<Write> writes = new ArrayList<>();
        if (scaling.isHandedOver()) {
            writes.add(Write.Patch.onVersion(observed.channel().subject(), observed.channel().resourceVersion(),
                    Json.object().put("replicas", scaling.replicas()), Map.of()));
        }
        ScalingStatus before = observed.before().scaling();
        if (before != null && before.desiredReplicas() != null && scaling.decided().isPresent()
                && before.desiredReplicas() != scaling.replicas()) {
            Subject channel = observed.channel().subject();
            // Once a minute: two operators at one time, or one that was cut off, say it once.
            String occasion = "scaled-%d-%d-%d".formatted(before.desiredReplicas(), scaling.replicas(),
                    now.getEpochSecond() / MINUTE);
            writes.add(Announcement.of(channel, occasion, false, "Scaled", "From %d to %s.".formatted(
                    before.desiredReplicas(), scaling.decided().get().decision().reason()), now));
        }
        return writes;
    }
}
