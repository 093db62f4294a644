package dev.herald.worker.probe;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The folder that both sides of a probe share: the protocol between two images (docs/formats.md, "The probe"). A file is there as
 * a whole or not at all.
 */
final class ProbeFolder {

    static final int VERSION = 1;

    private static final String MANIFEST = "manifest.json";
    private static final String BEGUN = "target.json";
    private static final String ANSWER = "answer.json";

    private final Path folder;

    ProbeFolder(Path folder) {
        this.folder = folder;
    }

    /** A file of a version that this image does not know. */
    static final class UnknownVersionException extends Exception {
        private static final long serialVersionUID = 1;

        UnknownVersionException(String file, int version) {
            super("%s is of version %d, and this image knows version %d".formatted(file, version, VERSION));
        }
    }

    void write(Manifest manifest) {
        write(folder.resolve(MANIFEST), Json.write(manifest));
    }

    /** Empty when the samples are not complete yet. */
    Optional<Manifest> manifest() throws UnknownVersionException {
        return read(folder.resolve(MANIFEST), Manifest.class);
    }

    void write(int number, Sample sample, byte[] value) {
        write(sample(number, "value"), value);
        write(sample(number, "json"), Json.write(sample));
    }

    Sample sample(int number) throws UnknownVersionException {
        return read(sample(number, "json"), Sample.class)
                .orElseThrow(() -> new IllegalStateException(sample(number, "json") + " is gone"));
    }

    byte[] value(int number) {
        return bytes(sample(number, "value"))
                .orElseThrow(() -> new IllegalStateException(sample(number, "value") + " is gone"));
    }

    void writeBegun(Answer begun) {
        write(folder.resolve(BEGUN), Json.write(begun));
    }

    Optional<Answer> begun() throws UnknownVersionException {
        return read(folder.resolve(BEGUN), Answer.class);
    }

    void write(int number, Reply reply) {
        write(answer(number, "json"), Json.write(reply));
    }

    Optional<Reply> reply(int number) throws UnknownVersionException {
        return read(answer(number, "json"), Reply.class);
    }

    void writeEncoded(int number, String format, byte[] value) {
        write(answer(number, format), value);
    }

    Optional<byte[]> encoded(int number, String format) {
        return bytes(answer(number, format));
    }

    void write(Answer answer) {
        write(folder.resolve(ANSWER), Json.write(answer));
    }

    /** Empty while the target has not answered. */
    Optional<Answer> answer() throws UnknownVersionException {
        return read(folder.resolve(ANSWER), Answer.class);
    }

    private Path sample(int number, String kind) {
        return folder.resolve("samples").resolve(number + "." + kind);
    }

    private Path answer(int number, String kind) {
        return folder.resolve("answers").resolve(number + "." + kind);
    }

    private static <T> Optional<T> read(Path file, Class<T> type) throws UnknownVersionException {
        Optional<byte[]> bytes = bytes(file);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            int version = Json.read(bytes.get(), JsonNode.class).path("v").asInt();
            if (version != VERSION) {
                throw new UnknownVersionException(file.getFileName().toString(), version);
            }
            return Optional.of(Json.read(bytes.get(), type));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is not what it should be", e);
        }
    }

    private static Optional<byte[]> bytes(Path file) {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.createDirectories(file.getParent());
            Path draft = Files.write(file.resolveSibling(file.getFileName() + ".draft"), content);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
