package dev.herald.worker.provider;

import dev.herald.worker.config.ConfigurationException;
import dev.herald.worker.config.ProviderConfig.Webhook;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Webhooks by HTTP POST, signed as Standard Webhooks has it. The point of no return is the first byte of the body: from
 * then on only an answer tells whether the receiver acted. Nothing is tried twice and no redirect is followed.
 */
public final class WebhookProvider implements Provider {
    private static final String SIGNING_KEY = "signingKey";
    /** What it takes from a Secret. */
    public static final List<String> KEYS = List.of(SIGNING_KEY);

    /** The most that a channel may send at once: the bound is the sender's, the pool only must not be in its way. */
    private static final int MAX_CONNECTIONS = 1_000;
    private static final int MAX_ANSWER_BYTES = 8 * 1024;
    private static final Timeout CONNECT_TIMEOUT = Timeout.ofSeconds(10);
    /** A connection that has rested is looked at before use: a receiver that closed it would make a send ambiguous. */
    private static final TimeValue VALIDATE_AFTER = TimeValue.ofMilliseconds(500);
    private static final TimeValue MAX_IDLE = TimeValue.ofSeconds(20);
    private static final TimeValue MAX_AGE = TimeValue.ofMinutes(5);

    private final URI url;
    private final Credentials credentials;
    private final InstantSource clock;
    private final CloseableHttpClient client;
    private final WebhookBody body = new WebhookBody();

    /**
     * @param credentials
     *            with the {@link #KEYS}, when the Channel names a Secret
     * @throws ConfigurationException
     *             when the URL is no HTTP URL, or holds a password that would end in logs
     */
    public WebhookProvider(Webhook settings, Credentials credentials, InstantSource clock) {
        this(settings, credentials, clock, SystemDefaultDnsResolver.INSTANCE);
    }

    WebhookProvider(Webhook settings, Credentials credentials, InstantSource clock, DnsResolver names) {
        this.url = url(settings.url());
        this.credentials = credentials;
        this.clock = clock;
        this.client = client(settings.addresses() == Webhook.Addresses.Public ? new PublicAddresses(names) : names);
    }

    private static URI url(String text) {
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException e) {
            // The exception quotes the URL, and that may hold a secret.
            throw new ConfigurationException("webhook.url is no URL: it must be like https://hooks.example.org/path");
        }
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null) {
            throw new ConfigurationException("webhook.url must be like https://hooks.example.org/path");
        }
        if (url.getRawUserInfo() != null) {
            throw new ConfigurationException(
                    "webhook.url must not hold a user or password; requests are signed with signingKey instead");
        }
        return url;
    }

    private static CloseableHttpClient client(DnsResolver resolver) {
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(resolver)
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setMaxConnPerRoute(MAX_CONNECTIONS)
                // A receiver may refuse a large body before it has read it, and hang up: its answer counts.
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .responseOutOfOrderStrategy(MonitoringResponseOutOfOrderStrategy.INSTANCE)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_TIMEOUT)
                        .setValidateAfterInactivity(VALIDATE_AFTER)
                        .setTimeToLive(MAX_AGE)
                        .build())
                .build();
        return HttpClients.custom()
                .setConnectionManager(connections)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .evictIdleConnections(MAX_IDLE)
                .setUserAgent("Herald")
                .build();
    }

    @Override
    public SendResult send(Delivery delivery, Duration deadline) {
        return Attempt.within(deadline, attempt -> send(delivery, attempt));
    }

    private SendResult send(Delivery delivery, Attempt attempt) {
        Map<String, String> values = credentials.values();
        if (credentials.expected() && values.isEmpty()) {
            return SendResult.temporary(FailureKind.CREDENTIALS, credentials.state().message());
        }
        Optional<WebhookSignature> signature;
        try {
            signature = signature(values);
        } catch (IllegalArgumentException e) {
            credentials.rejected(values, e.getMessage());
            return SendResult.temporary(FailureKind.CREDENTIALS, e.getMessage());
        }
        HttpPost request = request(delivery, signature, attempt);
        try {
            attempt.onAbort(request::cancel);
            try (ClassicHttpResponse response = client.executeOpen(null, request, null)) {
                return result(response, values, attempt);
            }
        } catch (IOException e) {
            return broken(e, attempt);
        }
    }

    private Optional<WebhookSignature> signature(Map<String, String> values) {
        if (!credentials.expected()) {
            return Optional.empty();
        }
        return Optional.of(new WebhookSignature(values.get(SIGNING_KEY)));
    }

    private HttpPost request(Delivery delivery, Optional<WebhookSignature> signature, Attempt attempt) {
        byte[] content = body.of(delivery);
        long timestamp = clock.instant().getEpochSecond();
        String id = delivery.wireId().unit();

        var request = new HttpPost(url);
        request.setHeader("webhook-id", id);
        request.setHeader("webhook-timestamp", timestamp);
        signature.ifPresent(key -> request.setHeader("webhook-signature", key.sign(id, timestamp, content)));
        request.setHeader("Herald-Message", delivery.wireId().message());
        request.setHeader("Herald-Attempt", delivery.attempt());
        request.setHeader("Herald-Claim", delivery.claim());
        request.setEntity(new HandedOver(content, attempt));
        Timeout remaining = Timeout.ofMilliseconds(attempt.remainingMillis());
        request.setConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(remaining)
                .setResponseTimeout(remaining)
                .setProtocolUpgradeEnabled(false)
                .build());
        return request;
    }

    private SendResult result(ClassicHttpResponse response, Map<String, String> values, Attempt attempt) {
        var status = new HttpStatus(response.getCode());
        if (status.accepted()) {
            var accepted = new SendResult.Accepted("HTTP " + status.code());
            attempt.conclude(accepted);
            // Read for nothing but to keep the connection.
            start(response);
            credentials.accepted(values);
            return accepted;
        }
        Optional<Duration> retryAfter = Optional.ofNullable(response.getFirstHeader("Retry-After"))
                .map(Header::getValue)
                .flatMap(value -> RetryAfter.parse(value, clock.instant()));
        attempt.conclude(status.failure("HTTP " + status.code(), retryAfter));
        var failed = status.failure("HTTP " + status.code() + " " + start(response), retryAfter);
        attempt.conclude(failed);
        if (failed.kind() == FailureKind.CREDENTIALS) {
            credentials.rejected(values, failed.error());
        }
        return failed;
    }

    // The status is the answer; what becomes of the text under it does not matter.
    private static String start(ClassicHttpResponse response) {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return "";
        }
        try (InputStream text = entity.getContent()) {
            byte[] start = text.readNBytes(MAX_ANSWER_BYTES);
            if (start.length == MAX_ANSWER_BYTES && text.read() >= 0) {
                response.close();
            }
            return new String(start, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static SendResult broken(IOException e, Attempt attempt) {
        if (attempt.handedOver()) {
            return new SendResult.Ambiguous("no answer after the request: " + e);
        }
        return switch (e) {
            case PublicAddresses.RefusedAddressException refused ->
                SendResult.temporary(FailureKind.PROVIDER, refused.getMessage());
            case UnknownHostException _ -> SendResult.temporary(FailureKind.NETWORK, "unknown host " + e.getMessage());
            default -> SendResult.temporary(FailureKind.NETWORK, String.valueOf(e.getMessage()));
        };
    }

    @Override
    public CredentialsState credentials() {
        return credentials.state();
    }

    @Override
    public void close() {
        client.close(CloseMode.GRACEFUL);
    }

    /** Passes the point of no return with the first byte; in pieces, between which the client looks for an answer. */
    private static final class HandedOver extends HttpEntityWrapper {
        private static final int PIECE = 8 * 1024;
        private final byte[] content;
        private final Attempt attempt;

        HandedOver(byte[] content, Attempt attempt) {
            super(new ByteArrayEntity(content, ContentType.APPLICATION_JSON));
            this.content = content;
            this.attempt = attempt;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            attempt.handOver();
            for (int from = 0; from < content.length; from += PIECE) {
                out.write(content, from, Math.min(PIECE, content.length - from));
            }
        }
    }
}
