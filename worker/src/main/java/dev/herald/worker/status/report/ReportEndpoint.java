package dev.herald.worker.status.report;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

import dev.herald.worker.http.Answer;
import dev.herald.worker.http.Endpoint;
import dev.herald.worker.http.Incoming;
import dev.herald.worker.status.report.ReportDesk.Issue;

/** {@code GET /report?after=SEQUENCE&wait=SECONDS}: docs/formats.md, "The report". */
public final class ReportEndpoint implements Endpoint {

    private static final long LONGEST_WAIT = 60;

    private final ReportDesk desk;

    public ReportEndpoint(ReportDesk desk) {
        this.desk = desk;
    }

    @Override
    public Answer answer(Incoming request) {
        if (!request.method().equals("GET")) {
            return Answer.text(405, "only GET is answered here").withHeader("Allow", "GET");
        }
        OptionalLong after = number(request.query("after"), Long.MAX_VALUE);
        OptionalLong wait = number(request.query("wait"), LONGEST_WAIT);
        if (after.isEmpty() || wait.isEmpty()) {
            return Answer.text(400,
                    "after must be the number of a report, wait a number of seconds up to " + LONGEST_WAIT);
        }
        try {
            Issue issue = desk.await(after.getAsLong(), Duration.ofSeconds(wait.getAsLong()));
            return issue == null
                    ? Answer.text(503, "there is no report yet").withHeader("Retry-After", "1")
                    : Answer.json(200, issue.body()).withHeader("Cache-Control", "no-store");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.text(503, "the worker is leaving");
        }
    }

    private static OptionalLong number(Optional<String> text, long most) {
        try {
            long number = Long.parseLong(text.orElse("0"));
            return number >= 0 && number <= most ? OptionalLong.of(number) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
