package dev.herald.operator.leader;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.operator.plan.Json;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A Lease in Kubernetes, reached by a client of its own: the operator's tries a request again and again inside one call, which a renewal has no time for. Uses the verbs
 * {@code get}, {@code create} and {@code patch}.
 */
final class KubernetesLease implements LeaseStore {
    /** So that a renewal that hangs leaves time for two more. */
    private static final Duration REQUEST = Duration.ofSeconds(3);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    /** As Kubernetes writes its type MicroTime. */
    private static final DateTimeFormatter MICRO_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
            .withZone(ZoneOffset.UTC);

    private final KubernetesClient client;
    private final Candidacy candidacy;

    KubernetesLease(Config config, Candidacy candidacy) {
        config.setRequestRetryBackoffLimit(0);
        config.setConnectionTimeout((int) REQUEST.toMillis());
        config.setRequestTimeout((int) REQUEST.toMillis());
        this.client = new KubernetesClientBuilder().withConfig(config).build();
        this.candidacy = candidacy;
    }

    @Override
    public Optional<LeaseRecord> read() {
        return Optional.ofNullable(
                client.leases().inNamespace(candidacy.namespace()).withName(candidacy.lease()).get())
                .map(KubernetesLease::record);
    }

    @Override
    public boolean write(LeaseRecord lease) {
        ObjectNode spec = spec(lease);
        try {
            if (lease.version().isEmpty()) {
                client.resource(named().withSpec(Serialization.unmarshal(Json.text(spec), LeaseSpec.class)).build())
                        .create();
            } else {
                ObjectNode patch = Json.object();
                patch.putObject("metadata").put("resourceVersion", lease.version().get());
                patch.set("spec", spec);
                client.resource(named().build()).patch(MERGE, Json.text(patch));
            }
            return true;
        } catch (KubernetesClientException refusal) {
            if (refusal.getCode() == 409 || refusal.getCode() == 404) {
                return false;
            }
            throw refusal;
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private LeaseBuilder named() {
        return new LeaseBuilder().withNewMetadata()
                .withNamespace(candidacy.namespace())
                .withName(candidacy.lease())
                .endMetadata();
    }

    private static ObjectNode spec(LeaseRecord lease) {
        return Json.object()
                // An explicit null takes the holder away.
                .put("holderIdentity", lease.holder().orElse(null))
                .put("leaseDurationSeconds", lease.duration().toSeconds())
                .put("acquireTime", MICRO_TIME.format(lease.acquired()))
                .put("renewTime", MICRO_TIME.format(lease.renewed()))
                .put("leaseTransitions", lease.transitions());
    }

    private static LeaseRecord record(Lease lease) {
        LeaseSpec spec = Optional.ofNullable(lease.getSpec()).orElseGet(LeaseSpec::new);
        return new LeaseRecord(Optional.of(lease.getMetadata().getResourceVersion()),
                Optional.ofNullable(spec.getHolderIdentity()).filter(holder -> !holder.isEmpty()),
                Optional.ofNullable(spec.getLeaseDurationSeconds())
                        .map(Duration::ofSeconds)
                        .orElse(Candidate.DURATION),
                instant(spec.getAcquireTime()), instant(spec.getRenewTime()),
                Optional.ofNullable(spec.getLeaseTransitions()).orElse(0));
    }

    private static Instant instant(ZonedDateTime time) {
        return time == null ? Instant.EPOCH : time.toInstant();
    }
}
