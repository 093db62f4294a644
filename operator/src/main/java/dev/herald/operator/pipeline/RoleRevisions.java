package dev.herald.operator.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.api.v1alpha1.Ingest;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.SecretReference;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.plan.Role;
import dev.herald.operator.rollout.Rollout;
import dev.herald.operator.worker.Release;
import dev.herald.operator.worker.Revision;
import dev.herald.operator.worker.WorkerFile;
import java.util.List;
import java.util.Optional;

/**
 * Which roles of its own a pipeline has, and the revision of each.
 *
 * @param spec
 *            of the pipeline
 * @param door
 *            through which messages come by HTTP
 * @param common
 *            what all workers are given
 */
record RoleRevisions(NotificationPipelineSpec spec, Door door, ObjectNode common) {
    /**
     * The roles that a spec asks for.
     *
     * @throws InvalidSpec
     *             about the field
     */
    static RoleRevisions of(ObservedPipeline observed, NotificationPipelineSpec spec) {
        return new RoleRevisions(spec, Door.of(spec),
                WorkerFile.common(observed.pipeline().namespace(), observed.pipeline().name(), spec));
    }

    /** In the order in which they must be there. */
    List<Role> roles() {
        return door.isOpen() ? List.of(Role.status, Role.ingest) : List.of(Role.status);
    }

    /** The revision that a role is to be of. */
    Revision of(Role role, Optional<Rollout> rollout, Release wanted) {
        return of(rollout.map(state -> role == Role.status ? state.statusRelease() : state.ingestRelease())
                .orElse(wanted));
    }

    /** The revision of all roles of a release. */
    Revision of(Release release) {
        return Revision.of(release, spec, door.tokens(),
                door.isOpen() ? WorkerFile.ingest(common, spec.ingest()) : common);
    }

    /**
     * The HTTP door.
     *
     * @param tokens
     *            name of the Secret with them
     */
    record Door(boolean isOpen, Optional<String> tokens) {
        static Door of(NotificationPipelineSpec spec) {
            if (spec.ingest().mode() != Ingest.Mode.Enabled) {
                return new Door(false, Optional.empty());
            }
            Optional<Ingest.Authentication> authentication = Optional.ofNullable(spec.ingest().authentication());
            Optional<String> tokens = authentication.map(Ingest.Authentication::secretRef).map(SecretReference::name);
            if (tokens.isEmpty() && authentication
                    .filter(kind -> kind.type() == Ingest.AuthenticationType.Token)
                    .isPresent()) {
                throw new InvalidSpec("spec.ingest.authentication.secretRef",
                        "is needed for type Token: name a Secret whose key token holds one token a line");
            }
            return new Door(true, tokens);
        }
    }
}
