package dev.herald.operator.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a status worker for its report. Whatever answers there, it costs a bounded time and at most 256 KiB. */
public final class ReportReader implements AutoCloseable {
    /** Docs/formats.md, section 8. */
    static final int LARGEST = 256 << 10;
    private static final int DEEPEST = 50;

    private final JsonMapper mapper = JsonMapper
            .builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                    .build())
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private final HttpClient client;
    private final Duration patience;

    /**
     * A reader.
     *
     * @param patience
     *            how long connecting may take, and how long an answer may take beyond the wait that was asked for
     */
    public ReportReader(Duration patience) {
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * The next report after the sequence, or after the wait the one there is.
     *
     * @throws UnreadableReport
     *             if what answers is no report
     * @throws IOException
     *             if nothing answers in time
     */
    public Report read(URI base, long after, Duration wait) throws IOException, UnreadableReport, InterruptedException {
        HttpRequest request = HttpRequest
                .newBuilder(base.resolve("/report?after=%d&wait=%d".formatted(after, wait.toSeconds())))
                .header("Accept", "application/json")
                .build();
        HttpResponse<byte[]> response = answer(request, wait.plus(patience));
        if (response.statusCode() != 200) {
            throw new UnreadableReport("answered HTTP status " + response.statusCode());
        }
        return parse(response.body());
    }

    /**
     * The report in a text.
     *
     * @throws UnreadableReport
     *             if there is none in it
     */
    public Report parse(byte[] body) throws UnreadableReport {
        try {
            Report report = mapper.readValue(new String(body, StandardCharsets.UTF_8), Report.class);
            if (report == null || report.v() < 1 || report.v() > Report.VERSION) {
                throw new UnreadableReport("its version is %s, and this operator reads up to %d"
                        .formatted(report == null ? "absent" : report.v(), Report.VERSION));
            }
            return report;
        } catch (JsonMappingException wrong) {
            throw new UnreadableReport("%s: %s".formatted(wrong.getPathReference(), wrong.getOriginalMessage()));
        } catch (JsonProcessingException notJson) {
            throw new UnreadableReport("is not JSON: " + notJson.getOriginalMessage());
        }
    }

    private HttpResponse<byte[]> answer(HttpRequest request, Duration atMost)
            throws IOException, UnreadableReport, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, head -> new BoundedBody(LARGEST));
        try {
            return answer.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            throw new IOException("no whole answer within " + atMost.toSeconds() + " s");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof BoundedBody.TooLarge) {
                throw new UnreadableReport("is larger than %d KiB".formatted(LARGEST >> 10));
            }
            String why = failed.getCause().getMessage() == null
                    ? failed.getCause().getClass().getSimpleName()
                    : failed.getCause().getMessage();
            throw new IOException(why, failed.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /** What answered is no report. */
    public static final class UnreadableReport extends Exception {
        private static final long serialVersionUID = 1;

        UnreadableReport(String message) {
            super(message, null, false, false);
        }
    }
}
