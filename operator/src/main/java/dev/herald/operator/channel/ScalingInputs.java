package dev.herald.operator.channel;

import dev.herald.api.v1alpha1.ReplayJobSpec;
import dev.herald.api.v1alpha1.ReplayJobStatus;
import dev.herald.operator.resource.Stored;
import dev.herald.operator.scaling.QuotaPart;
import dev.herald.operator.scaling.ScalingMemory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a decision about replicas rests on beside the channel, its pipeline and the report.
 *
 * @param replayJobs
 *            of the pipeline
 * @param quota
 *            the channel's part of its provider's limit, as senders are told; empty if there is none
 * @param reportSeenAt
 *            when the report was first seen, by the operator's clock; empty if there is none
 * @param memory
 *            of the decision before
 */
public record ScalingInputs(List<Stored<ReplayJobSpec, ReplayJobStatus>> replayJobs, Optional<QuotaPart> quota,
        Optional<Instant> reportSeenAt, ScalingMemory memory) {
    /** Nothing is known. */
    public static final ScalingInputs NONE = new ScalingInputs(List.of(), Optional.empty(), Optional.empty(),
            ScalingMemory.NONE);
}
