package dev.herald.worker.provider;

import dev.herald.worker.provider.CredentialsState.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The keys of a Secret that is mounted as a folder of files. Read again when they change; when they vanish, the last
 * good ones stay in use, for a Secret that is made anew must not stop the sending.
 */
public final class Credentials {
    /** Between two looks at the folder: a send does not wait for a disk, and a new password is in use at once. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    /** The most that Kubernetes stores in a Secret. */
    private static final long MAX_BYTES = 1024 * 1024;
    private static final int FINGERPRINT_BYTES = 6;
    private static final Pattern LINE_END = Pattern.compile("[\\r\\n]+\\z");

    private final Optional<Path> folder;
    private final List<String> required;
    private final InstantSource clock;
    private Instant looked = Instant.MIN;
    private Map<String, String> inUse = Map.of();
    private Optional<String> lack = Optional.empty();
    private Optional<CredentialsState> rejection = Optional.empty();

    /**
     * @param folder
     *            where the Secret is mounted; empty when the resource names no Secret
     * @param required
     *            keys without which the others are not taken into use
     */
    public Credentials(Optional<Path> folder, List<String> required, InstantSource clock) {
        this.folder = folder;
        this.required = List.copyOf(required);
        this.clock = clock;
    }

    /** For a channel or door that needs none. */
    public static Credentials none() {
        return new Credentials(Optional.empty(), List.of(), InstantSource.system());
    }

    /** Whether the resource names a Secret at all. */
    public boolean expected() {
        return folder.isPresent();
    }

    /** The keys and their values as last read complete; none before that, without the line break that editors leave at the end. */
    public synchronized Map<String, String> values() {
        Instant now = clock.instant();
        if (folder.isPresent() && (looked.equals(Instant.MIN) || !now.isBefore(looked.plus(LOOK_EVERY)))) {
            looked = now;
            Map<String, String> read = read(folder.get());
            lack = required.stream().filter(key -> !read.containsKey(key)).findFirst();
            if (lack.isEmpty() && !read.equals(inUse)) {
                inUse = read;
                rejection = Optional.empty();
            }
        }
        return inUse;
    }

    /** Whether they are there now, and which. */
    public synchronized CredentialsState state() {
        Map<String, String> values = values();
        if (folder.isEmpty()) {
            return CredentialsState.notNeeded();
        }
        if (lack.isPresent()) {
            return new CredentialsState(State.MISSING, fingerprint(values), "the Secret or its key " + lack.get()
                    + " is not there" + (values.isEmpty() ? ": create it" : ": its last values stay in use"));
        }
        return rejection.orElseGet(() -> new CredentialsState(State.PRESENT, fingerprint(values), ""));
    }

    /** The provider has refused these values: told until it accepts them, or others are there. */
    public synchronized void rejected(Map<String, String> values, String error) {
        if (values.equals(inUse)) {
            rejection = Optional
                    .of(new CredentialsState(State.REJECTED, fingerprint(values), ErrorText.of(error)));
        }
    }

    /** The provider has let us in with these values. */
    public synchronized void accepted(Map<String, String> values) {
        if (values.equals(inUse)) {
            rejection = Optional.empty();
        }
    }

    // Kubernetes swaps the whole folder at once by a link; what is read across the swap is read again a second later.
    private static Map<String, String> read(Path folder) {
        var values = new TreeMap<String, String>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                if (Files.size(file) <= MAX_BYTES) {
                    values.put(file.getFileName().toString(),
                            LINE_END.matcher(Files.readString(file)).replaceFirst(""));
                }
            }
        } catch (IOException e) {
            return Map.of();
        }
        return Map.copyOf(values);
    }

    static String fingerprint(Map<String, String> values) {
        if (values.isEmpty()) {
            return "";
        }
        MessageDigest digest = sha256();
        new TreeMap<>(values).forEach((key, value) -> digest
                .update((key + ":" + value.length() + ":" + value + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest(), 0, FINGERPRINT_BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
