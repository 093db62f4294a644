package dev.herald.worker.provider;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The tables of docs/failures.md. */
final class FailuresDocument {
    private FailuresDocument() {
    }

    /** The rows of the table below a heading, as their cells. */
    static List<String[]> rows(String heading) {
        String text = text();
        assertTrue(text.contains("\n" + heading + "\n"), heading);
        List<String[]> rows = text.substring(text.indexOf("\n" + heading + "\n") + heading.length() + 2)
                .lines()
                .takeWhile(line -> !line.startsWith("#"))
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .map(line -> line.substring(2).split(" ?\\| ?"))
                .toList();
        assertTrue(rows.size() > 5, heading);
        return rows;
    }

    /** A result as the tables have it: kind, and whether it is tried again. */
    static String verdict(SendResult result) {
        return switch (result) {
            case SendResult.Accepted accepted -> accepted.toString();
            case SendResult.Failed failed ->
                "%s, %s".formatted(name(failed.kind()), failed.permanent() ? "no" : "yes");
            case SendResult.Ambiguous _ -> "Unknown";
        };
    }

    private static String name(FailureKind kind) {
        return kind.name().charAt(0) + kind.name().substring(1).toLowerCase();
    }

    private static String text() {
        try {
            return Files.readString(Path.of("../docs/failures.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
