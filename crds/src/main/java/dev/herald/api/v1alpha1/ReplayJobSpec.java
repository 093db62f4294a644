package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
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
@ValidationRule(value = "self.mode != 'Missing' || has(self.window)", fieldPath = ".mode", message = "mode Missing goes with window, not with incidentId: what was never attempted is of no incident")
@ValidationRule(value = "self.mode != 'Missing' || !has(self.selector) || !(has(self.selector.outcomes) || has(self.selector.providers) || has(self.selector.errors) || has(self.selector.revisions))", fieldPath = ".selector", message = "selector.outcomes, providers, errors and revisions do not go with mode Missing: what was never attempted has none")
@ValidationRule(value = "self.mode == 'Rehydrate' || !has(self.selector) || !has(self.selector.outcomes) || !('Accepted' in self.selector.outcomes)", fieldPath = ".selector.outcomes", message = "selector.outcomes Accepted goes with mode Rehydrate alone: what was accepted is never sent again")
@ValidationRule(value = "self.mode != 'Rehydrate' || !(has(self.stopOn) || has(self.rateLimit) || has(self.approved))", fieldPath = ".mode", message = "stopOn, rateLimit and approved do not go with mode Rehydrate: it sends nothing")
public record ReplayJobSpec(
        @Required @JsonPropertyDescription("The pipeline whose messages are replayed.") PipelineReference pipelineRef,
        @Size(min = 1, max = 63) @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$") @JsonPropertyDescription("Replay what an incident affected, by its id from the pipeline's status.incidents, such as i-7f3a9c. Either this or window.") String incidentId,
        @JsonPropertyDescription("Replay messages accepted within a time. Either this or incidentId.") Window window,
        @Default("Resend") @JsonPropertyDescription("Resend, the default: send once more what failed for good. Missing: send what a channel has passed over, accepted and never attempted; with a window. Quarantine: release what could not be decoded, once it can be. Rehydrate: publish once more what became of messages, and send nothing.") Mode mode,
        @JsonPropertyDescription("Which of these messages. Every field that is said narrows the choice.") Selector selector,
        @Default("Immediately") @JsonPropertyDescription("Immediately, the default. WhenRecovered: wait until the incident is closed; what the operator makes by itself says this.") StartPolicy startPolicy,
        @JsonPropertyDescription("Automatic, which is also what absence means: it goes on by itself once it has selected, up to the pipeline's maxAutomaticMessages. Manual: a person looks at what was selected and sets approved.") FailurePolicy.Approval approval,
        @JsonPropertyDescription("Set to true to let a replay that waits for approval send. It asks for the permission to approve replayjobs. Absent: false.") Boolean approved,
        @JsonPropertyDescription("Set to true to select and count, and send nothing. Absent: false.") Boolean dryRun,
        @Min(1) @Max(10_000_000) @JsonPropertyDescription("The replay fails before it sends anything if it has selected more messages than this. Absent: no limit.") Long maxMessages,
        @JsonPropertyDescription("How fast it may go. It may be changed at any time. Absent: as fast as the channel's replaySharePercent allows.") RateLimit rateLimit,
        @JsonPropertyDescription("When it stops by itself, for the repair does not hold.") StopOn stopOn,
        @DurationText @JsonPropertyDescription("How long after its end the ReplayJob is deleted, such as 168h. It may be changed at any time. Absent: never. A replay that has ended never runs again, whether or not it is there.") String ttlAfterFinished,
        @JsonPropertyDescription("Set to true to hold the replay, and to false to let it go on. Absent: false. It may be changed at any time.") Boolean suspend) {

    public ReplayJobSpec {
        mode = mode == null ? Mode.Resend : mode;
        startPolicy = startPolicy == null ? StartPolicy.Immediately : startPolicy;
    }

    /** How fast a replay may go. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record RateLimit(
            @Required @Min(1) @Max(100_000) @JsonPropertyDescription("Messages a second, counted by recipient.") Long perSecond) {}

    /** When a replay stops by itself. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record StopOn(
            @Min(1) @Max(100) @JsonPropertyDescription("Share of those it has sent that failed again, in percent. Absent: 5.") Long failurePercent,
            @Min(1) @Max(1_000_000) @JsonPropertyDescription("How many it must have sent before it judges. Absent: 50.") Long minimumCount) {}

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
        Resend, Missing, Quarantine, Rehydrate,
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
            @Size(min = 1, max = 3) @JsonPropertyDescription("How the last attempt ended. Failed: it was refused for good. Unknown: nobody knows whether it arrived, and it may arrive twice. Accepted: the provider took it; for mode Rehydrate alone. Absent: Failed; for mode Rehydrate all.") List<Outcome> outcomes,
            @JsonPropertyDescription("With: only messages that carry attachments. Without: only those that carry none. Any, or absent: both.") Attachments attachments,
            @Size(min = 1, max = 1000) @JsonPropertyDescription("Ids of messages, as the CloudEvents attribute id. Absent: all.") List<@Size(min = 1, max = 1024) String> messageIds,
            @Size(min = 1, max = 20) @JsonPropertyDescription("Names of providers that made the last attempt. Absent: all.") List<@Size(min = 1, max = 36) String> providers,
            @Size(min = 1, max = 50) @JsonPropertyDescription("Tags, of which a message has at least one. Absent: all.") List<@Size(min = 1, max = 256) String> tags,
            @Size(min = 1, max = 50) @JsonPropertyDescription("SMTP or HTTP codes of the last failure, such as 552, or a part of its text. Absent: all.") List<@Size(min = 1, max = 256) String> errors,
            @Size(min = 1, max = 20) @JsonPropertyDescription("Revisions of the senders that made the last attempt. Absent: all.") List<@Size(min = 1, max = 63) String> revisions,
            @Size(min = 1, max = 10) @JsonPropertyDescription("Formats that messages were written in, such as json-v2. Absent: all.") List<@Size(min = 1, max = 32) String> formats) {

        /** One that narrows by nothing. */
        public static final Selector ALL = new Selector(null, null, null, null, null, null, null, null, null);

        public Selector {
            channels = Absent.orEmpty(channels);
            outcomes = Absent.orEmpty(outcomes);
            messageIds = Absent.orEmpty(messageIds);
            providers = Absent.orEmpty(providers);
            tags = Absent.orEmpty(tags);
            errors = Absent.orEmpty(errors);
            revisions = Absent.orEmpty(revisions);
            formats = Absent.orEmpty(formats);
        }
    }

    /** How the last attempt of a message ended. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Outcome {
        Failed, Unknown, Accepted,
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
