package dev.herald.e2e.pod;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.herald.e2e.sink.Deliveries;

/** The deliveries of a sink in a file, a line each: a container that is started again in the same pod knows what came before. */
final class Journal implements Consumer<Deliveries.Delivery> {
    private final Path file;
    private final ObjectMapper json = Wire.json();

    Journal(Path file) {
        this.file = file;
    }

    /** Deliveries that go on after what the file holds. */
    Deliveries reopen() {
        var deliveries = new Deliveries(this);
        try {
            if (Files.exists(file)) {
                for (var line : Files.readAllLines(file)) {
                    deliveries.recall(json.readValue(line, Deliveries.Delivery.class));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the journal " + file + " cannot be read", e);
        }
        return deliveries;
    }

    @Override
    public void accept(Deliveries.Delivery delivery) {
        try {
            Files.writeString(file, json.writeValueAsString(delivery) + "\n", StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
