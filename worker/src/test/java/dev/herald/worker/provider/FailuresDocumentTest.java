package dev.herald.worker.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.provider.SmtpReply.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds docs/failures.md against the code, in every reply and status there can be. */
class FailuresDocumentTest {
    private static final List<String> ENHANCED = Stream
            .concat(Stream.of("none"), IntStream.range(0, 8 * 31).mapToObj(n -> n / 31 + "." + n % 31))
            .toList();

    /** A row, taken apart: what it fits, and the verdict. */
    private record SmtpRow(Set<Integer> codes, Set<String> enhanced, Set<Stage> stages, String kind, String again) {

        static SmtpRow of(String[] cells) {
            return new SmtpRow(
                    IntStream.range(400, 600).boxed().filter(code -> fits(cells[0], code)).collect(Collectors.toSet()),
                    ENHANCED.stream().filter(code -> fits(cells[1], code)).collect(Collectors.toSet()),
                    Stream.of(Stage.values()).filter(stage -> fits(cells[2], stage)).collect(Collectors.toSet()),
                    cells[3], cells[4]);
        }

        boolean isFor(int code, String detail, Stage stage) {
            return codes.contains(code) && enhanced.contains(detail) && stages.contains(stage);
        }

        String verdict(int code) {
            return kind + ", " + (again.equals("after 4xx") ? code < 500 ? "yes" : "no" : again);
        }
    }

    @Test
    void everySmtpReplyMeansWhatTheFirstRowThatFitsSaysAndNoRowIsIdle() {
        List<SmtpRow> rows = FailuresDocument.rows("## SMTP: what a reply means").stream().map(SmtpRow::of).toList();
        var idle = new HashSet<>(rows);
        var wrong = new ArrayList<String>();
        for (Stage stage : Stage.values()) {
            for (int code = 400; code < 600; code++) {
                for (String enhanced : ENHANCED) {
                    SmtpRow row = first(rows, code, enhanced, stage);
                    idle.remove(row);
                    String reply = enhanced.equals("none") ? code + " no" : code + " " + code / 100 + "." + enhanced;
                    String said = FailuresDocument.verdict(new SmtpReply(stage, code, reply).failure());
                    if (!said.equals(row.verdict(code))) {
                        wrong.add("%s said to %s: %s, and in the document %s".formatted(reply, stage, said,
                                row.verdict(code)));
                    }
                }
            }
        }
        assertEquals(List.of(), wrong.stream().limit(20).toList());
        assertEquals(Set.of(), idle);
    }

    private static SmtpRow first(List<SmtpRow> rows, int code, String enhanced, Stage stage) {
        return rows.stream().filter(row -> row.isFor(code, enhanced, stage)).findFirst().orElseThrow();
    }

    static Stream<Object[]> examples() {
        return FailuresDocument.rows("### As they are met")
                .stream()
                .map(row -> new Object[]{row[1], row[0].replace("`", ""), row[2] + ", " + row[3]});
    }

    @ParameterizedTest(name = "{1} said to {0}: {2}")
    @MethodSource("examples")
    void anExampleMeansWhatIsWritten(String stage, String reply, String meaning) {
        int code = Integer.parseInt(reply.substring(0, 3));

        assertEquals(meaning, FailuresDocument.verdict(new SmtpReply(stage(stage), code, reply).failure()));
    }

    @Test
    void everyStatusMeansWhatTheFirstRowThatFitsSays() {
        List<String[]> rows = FailuresDocument.rows("## Webhooks: what a status means");
        for (int code = 300; code < 600; code++) {
            int status = code;
            String[] row = rows.stream().filter(it -> fits(it[0], status)).findFirst().orElseThrow();
            assertEquals(row[1] + ", " + row[2],
                    FailuresDocument.verdict(new HttpStatus(code).failure("no", Optional.empty())), row[0]);
        }
        assertTrue(new HttpStatus(413).failure("no", Optional.empty()).permanent());
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 404, 413, 429, 500, 503, 504})
    void whatSaysWhenToComeAgainIsTriedAgainThen(int code) {
        var failed = new HttpStatus(code).failure("no", Optional.of(Duration.ofSeconds(90)));

        assertEquals(false, failed.permanent());
        assertEquals(Optional.of(Duration.ofSeconds(90)), failed.retryAfter());
    }

    private static boolean fits(String cell, int code) {
        return cell(cell).anyMatch(it -> switch (it.length()) {
            case 7 -> code >= Integer.parseInt(it.substring(0, 3)) && code <= Integer.parseInt(it.substring(4));
            default -> it.equals("any") || it.equals(Integer.toString(code)) || it.equals(code / 100 + "xx");
        });
    }

    private static boolean fits(String cell, String enhanced) {
        return cell(cell).anyMatch(
                it -> it.equals("any") || it.equals(enhanced) || it.equals(enhanced.replaceFirst("\\.\\d+", ".x")));
    }

    private static Stream<String> cell(String text) {
        return Arrays.stream(text.split(", "));
    }

    private static boolean fits(String cell, Stage stage) {
        return cell(cell).anyMatch(it -> it.equals("any") || stage(it) == stage);
    }

    private static Stage stage(String name) {
        return switch (name) {
            case "session" -> Stage.SESSION;
            case "end" -> Stage.END_OF_DATA;
            default -> Stage.valueOf(name);
        };
    }
}
