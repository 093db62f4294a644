package dev.herald.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** The API server refuses a write for good: RBAC, a quota, a policy, an admission webhook. A person must do something; it becomes a condition. */
public final class RefusedWrite extends RuntimeException {
    private static final long serialVersionUID = 1;

    private RefusedWrite(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Throws the refusal on, as what it is.
     *
     * @throws RefusedWrite
     *             if it is for good; else the refusal itself. In a namespace that is being deleted, that is all the same and will pass
     */
    static void rethrow(KubernetesClientException refusal, HasMetadata object) {
        boolean forGood = refusal.getCode() == 401 || refusal.getCode() == 403 || refusal.getCode() == 422
                || refusal.getCode() == 400;
        String message = Optional.ofNullable(refusal.getStatus()).map(Status::getMessage).orElse(refusal.getMessage());
        if (forGood && (message == null || !message.contains("because it is being terminated"))) {
            throw new RefusedWrite("%s %s: %s".formatted(object.getKind(), object.getMetadata().getName(), message),
                    refusal);
        }
        throw refusal;
    }
}
