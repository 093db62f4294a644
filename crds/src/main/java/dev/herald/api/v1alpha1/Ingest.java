package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** The HTTP door of a pipeline. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(value = "!has(self.mode) || self.mode != 'Enabled' || has(self.authentication)", fieldPath = ".authentication", message = "ingest.authentication must be said when ingest.mode is Enabled: type Token with a secretRef, or type None to let everyone in")
public record Ingest(
        @Default("Disabled") @JsonPropertyDescription("Enabled: a Deployment and a Service <pipeline>-ingest take CloudEvents over HTTP. Disabled, the default: applications write to the topic themselves.") Mode mode,
        @Min(1) @Max(50) @JsonPropertyDescription("Pods of the ingest. Absent: 2.") Long replicas,
        @JsonPropertyDescription("Who may post messages. Must be said when mode is Enabled.") Authentication authentication) {

    public Ingest {
        mode = mode == null ? Mode.Disabled : mode;
    }

    /** Whether there is a door. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Mode {
        Enabled, Disabled,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** Who may post. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(value = "self.type != 'Token' || has(self.secretRef)", fieldPath = ".secretRef", message = "ingest.authentication.secretRef is needed for type Token: name a Secret whose key token holds one token a line")
    @ValidationRule(value = "self.type == 'Token' || !has(self.secretRef)", fieldPath = ".secretRef", message = "ingest.authentication.secretRef goes with type Token only: remove it, or set type to Token")
    public record Authentication(
            @Required @JsonPropertyDescription("Token: a request must carry one of the Secret's tokens as Authorization: Bearer. None: whoever reaches the Service may post.") AuthenticationType type,
            @JsonPropertyDescription("The Secret whose key token holds the accepted tokens, one a line. For type Token, and only then.") SecretReference secretRef) {}

    /** How a request shows that it may post. */
    @JsonDeserialize(using = Tolerant.class)
    public enum AuthenticationType {
        Token, None,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }
}
