package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Instant;
import java.util.List;

/** What a ReplayJob shall do. {@code selector} may be null; then it takes everything of the incident or window that failed. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(value = "has(self.incidentId) != has(self.window)", message = "exactly one of incidentId and window must be said")
@ValidationRule(value = "self.mode != 'Quarantine' || !has(self.selector) || !has(self.selector.outcomes)", fieldPath = ".selector.outcomes", message = "selector.outcomes does not go with mode Quarantine: what could not be decoded has no outcome")
public record ReplayJobSpec(
        @Required @JsonPropertyDescription("The pipeline whose messages are replayed.") PipelineReference pipelineRef,
        @Size(min = 1, max = 63) @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$") @JsonPropertyDescription("Replay what an incident affected, by its id from the pipeline's status.incidents, such as i-7f3a9c. Either this or window.") String incidentId,
        @JsonPropertyDescription("Replay messages accepted within a time. Either this or incidentId.") Window window,
        @Default("Resend") @JsonPropertyDescription("Resend, the default: send once more what failed for good. Quarantine: release what could not be decoded, once it can be.") Mode mode,
        @JsonPropertyDescription("Which of these messages. Every field that is said narrows the choice.") Selector selector,
        @Default("Immediately") @JsonPropertyDescription("Immediately, the default. WhenRecovered: wait until the incident is closed; what the operator makes by itself says this.") StartPolicy startPolicy,
        @JsonPropertyDescription("Set to true to hold the replay, and to false to let it go on. Absent: false. It may be changed at any time.") Boolean suspend) {

    public ReplayJobSpec {
        mode = mode == null ? Mode.Resend : mode;
        startPolicy = startPolicy == null ? StartPolicy.Immediately : startPolicy;
    }

    /** A span of time. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(value = "!has(self.to) || self.from < self.to", fieldPath = ".to", message = "window.to must be after window.from")
    public record Window(
            @Required @JsonPropertyDescription("The first moment, such as 2026-11-23T03:00:00Z.") Instant from,
            @JsonPropertyDescription("The moment after the last. Absent: when the replay starts.") Instant to) {}

    /** What a replay does. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Mode {
        Resend, Quarantine,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** When a replay starts. */
    @JsonDeserialize(using = Tolerant.class)
    public enum StartPolicy {
        Immediately, WhenRecovered,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** Which messages; an empty list says nothing. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Selector(
            @Size(min = 1, max = 100) @JsonPropertyDescription("Keys of channels. Absent: the incident's channel, or all.") List<@Size(min = 1, max = 36) String> channels,
            @Size(min = 1, max = 2) @JsonPropertyDescription("How the last attempt ended. Failed: it was refused for good. Unknown: nobody knows whether it arrived, and it may arrive twice. Absent: Failed.") List<Outcome> outcomes,
            @JsonPropertyDescription("With: only messages that carry attachments. Without: only those that carry none. Any, or absent: both.") Attachments attachments,
            @Size(min = 1, max = 1000) @JsonPropertyDescription("Ids of messages, as the CloudEvents attribute id. Absent: all.") List<@Size(min = 1, max = 1024) String> messageIds) {

        public Selector {
            channels = Absent.orEmpty(channels);
            outcomes = Absent.orEmpty(outcomes);
            messageIds = Absent.orEmpty(messageIds);
        }
    }

    /** How the last attempt of a message ended. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Outcome {
        Failed, Unknown,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** Whether a message carries attachments. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Attachments {
        With, Without, Any,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }
}
