package dev.herald.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A temporary folder, a range of loopback addresses and child processes that end together, however this JVM ends: by {@link #close()}, by
 * Ctrl-C, by {@code kill -9}. What is left is cleared by a {@link Guardian}, so that there is one way to clean up and it is always taken.
 * Where this JVM just ends, that is after its end: before, its other threads would still write into the folder.
 */
public final class Sandbox implements AutoCloseable {
    private final String id = UUID.randomUUID().toString();
    private final Path folder;
    private final Guardian guardian;
    private final Loopback loopback;
    private final ConcurrentLinkedQueue<Child> children = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    private Sandbox(Path folder) throws IOException {
        this.folder = folder;
        this.guardian = Guardian.of(id, folder);
        this.loopback = Loopback.claim();
    }

    /**
     * Makes the folder and claims the addresses.
     *
     * @param name begins the folder's name under the system's temporary folder
     * @throws IOException when there is no place for the folder, or no range of addresses free
     */
    public static Sandbox open(String name) throws IOException {
        return new Sandbox(Files.createTempDirectory("herald-" + name + "-"));
    }

    /** The folder, gone after {@link #close()}. */
    public Path folder() {
        return folder;
    }

    /** A folder of that name in {@link #folder()}, made when it is not there. */
    public Path folder(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The addresses of this sandbox alone. */
    public Loopback loopback() {
        return loopback;
    }

    /**
     * Starts a process that ends with this sandbox.
     *
     * @throws UncheckedIOException when the command cannot be executed
     * @throws IllegalStateException when the sandbox is being closed: who starts processes again when they end must not outrun that
     */
    public synchronized Child start(Launch launch) {
        if (closed) {
            throw new IllegalStateException("the sandbox is closed");
        }
        children.removeIf(child -> !child.isAlive());
        try {
            // A session of its own: Ctrl-C reaches this JVM alone, which then ends its children in order.
            var command = new ProcessBuilder("setsid");
            command.command().addAll(launch.command());
            command.directory(launch.directory().toFile());
            command.environment().putAll(launch.environment());
            command.environment().putAll(Map.of(Guardian.VARIABLE, id));
            command.redirectErrorStream(true);
            command.redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
            var process = command.start();
            process.getOutputStream().close();
            var child = new Child(process);
            children.add(child);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + launch.command().getFirst(), e);
        }
    }

    /** Ends every process at once and deletes the folder. */
    @Override
    public synchronized void close() {
        closed = true;
        List.copyOf(children).forEach(Child::kill);
        children.forEach(child -> child.exit().join());
        loopback.close();
        guardian.finish();
    }

    /** Whether it is closed, or about to be. */
    public boolean isClosed() {
        return closed;
    }
}
