package dev.herald.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where {@code e2e/kube/build} has put etcd, the parts of a Kubernetes node and kubectl.
 *
 * @param folder holds the programs
 */
public record KubeBinaries(Path folder) {
    private static final Path SOURCES = Path.of("e2e", "kube");
    private static final int HASH_LENGTH = 16;

    /** The programs of this tree's versions, if they have been built on this machine. */
    public static Optional<KubeBinaries> find() {
        return SourceTree.find(SOURCES.resolve("go.sum"))
                .map(Path::getParent)
                .map(KubeBinaries::folderOf)
                .filter(folder -> Files.isExecutable(folder.resolve("kubectl")))
                .map(KubeBinaries::new);
    }

    /**
     * The same, for whom nothing goes without.
     *
     * @throws IllegalStateException when they have not been built; the message says how to
     */
    public static KubeBinaries require() {
        return find().orElseThrow(() -> new IllegalStateException(
                "there is no kube-apiserver on this machine: run e2e/kube/build (about 6 minutes once, with Go installed)"));
    }

    /** Manages a cluster from the command line. */
    public Path kubectl() {
        return folder.resolve("kubectl");
    }

    /** Runs the controllers that it is told to. */
    public Path controllerManager() {
        return folder.resolve("kube-controller-manager");
    }

    Path etcd() {
        return folder.resolve("etcd");
    }

    Path apiServer() {
        return folder.resolve("kube-apiserver");
    }

    private static Path folderOf(Path sources) {
        try {
            var hash = MessageDigest.getInstance("SHA-256");
            for (var file : new String[]{"go.mod", "go.sum", "main.go"}) {
                hash.update(Files.readAllBytes(sources.resolve(file)));
            }
            var name = HexFormat.of().formatHex(hash.digest()).substring(0, HASH_LENGTH);
            return cache().resolve("herald").resolve("kube").resolve(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path cache() {
        var named = System.getenv("XDG_CACHE_HOME");
        return named == null || named.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(named);
    }
}
