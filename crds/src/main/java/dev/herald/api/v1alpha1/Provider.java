package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * Who delivers a channel's messages. Its defaults are not the schema's: defaults within list items make {@code kubectl apply} print "configured" for ever.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(value = "has(self.smtp) != has(self.webhook)", message = "a provider has exactly one of smtp and webhook")
@ValidationRule(value = "!has(self.timeout) || (duration(self.timeout) >= duration('100ms') && duration(self.timeout) <= duration('5m'))", fieldPath = ".timeout", message = "timeout must be from 100ms to 5m")
public record Provider(
        @Required @Size(min = 1, max = 36) @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$") @JsonPropertyDescription("Name of the provider, for status, metrics and incidents.") String name,
        @JsonPropertyDescription("A mail server, for a Channel of type Email.") Smtp smtp,
        @JsonPropertyDescription("An HTTP endpoint, for a Channel of type Webhook.") Webhook webhook,
        @JsonPropertyDescription("What the provider asks for. Absent: nothing.") Credentials credentials,
        @DurationText @JsonPropertyDescription("The longest a send may take, connecting included, such as 10s; after that its outcome is unknown. Absent: 10s.") String timeout,
        @JsonPropertyDescription("What the provider takes at most; nothing above it is sent, whatever the number of pods. Absent: no limit.") RateLimit rateLimit) {

    /** A mail server. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Smtp(
            @Required @Size(min = 1, max = 253) @Pattern("^[A-Za-z0-9:]([A-Za-z0-9:._-]*[A-Za-z0-9])?$") @JsonPropertyDescription("Host name or address of the mail server.") String host,
            @Required @Min(1) @Max(65535) @JsonPropertyDescription("Its port: mostly 587, or 465 with tls Implicit.") Long port,
            @JsonPropertyDescription("Required: STARTTLS, or nothing is sent. Implicit: TLS from the first byte. None: unencrypted, for servers on the same host or in a mesh. Absent: Required.") Tls tls,
            @Required @Size(min = 3, max = 320) @Pattern("^[^\\s@<>,;:\"\\\\]+@[^\\s@<>,;:\"\\\\]+$") @JsonPropertyDescription("The address that messages come from, such as shop@example.org; without a display name.") String from) {

        public Smtp {
            tls = tls == null ? Tls.Required : tls;
        }
    }

    /** How the connection to a mail server is protected. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Tls {
        Required, Implicit, None,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** An HTTP endpoint. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(value = "isURL(self.url) && url(self.url).getScheme() in ['http', 'https'] && url(self.url).getHostname() != '' && !self.url.contains('@')", fieldPath = ".url", message = "webhook.url must be a whole http or https URL without user name or password, such as https://example.org/hook")
    public record Webhook(
            @Required @Size(min = 8, max = 2048) @JsonPropertyDescription("Where messages are posted, such as https://example.org/hook.") String url,
            @JsonPropertyDescription("Public: only addresses of the public internet are connected to, so that nobody reaches inside the cluster. Any: all. Absent: Public.") Addresses addresses) {

        public Webhook {
            addresses = addresses == null ? Addresses.Public : addresses;
        }
    }

    /** Which addresses a webhook may connect to. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Addresses {
        Public, Any,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** What the provider asks for. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Credentials(
            @Required @JsonPropertyDescription("A Secret with the keys username and password for smtp, or signingKey for webhook. It is mounted into this channel's senders and nowhere else.") SecretReference secretRef) {}

    /** What a provider takes, as a token bucket. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record RateLimit(
            @Size(min = 1, max = 63) @Pattern("^[A-Za-z0-9]([-A-Za-z0-9._]*[A-Za-z0-9])?$") @JsonPropertyDescription("Whose limit it is: all channels of the pipeline that name the same account share it, and the operator splits it among them. Absent: this channel's alone.") String account,
            @Required @Min(1) @Max(1_000_000) @JsonPropertyDescription("Messages a second, retries and replays included.") Long perSecond,
            @Min(1) @Max(1_000_000) @JsonPropertyDescription("Messages at once, after a pause. Absent: a tenth of perSecond, at least 1.") Long burst) {}
}
