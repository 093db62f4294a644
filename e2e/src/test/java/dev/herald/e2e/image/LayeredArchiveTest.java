package dev.herald.e2e.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayeredArchiveTest {
    private static final byte[] JAR = "another jar".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path temp;

    private Path base;
    private Path target;

    @BeforeEach
    void writeBase() throws IOException {
        base = temp.resolve("base.tar");
        target = temp.resolve("target.tar");
        try (var tar = new TarWriter(Files.newOutputStream(base))) {
            tar.file("first.tar", layer(Map.of("app/a.jar", "a", "app/b.jar", "b")));
            tar.file("config.json", bytes("""
                    {"created": "2026-01-01T00:00:00Z", "config": {"User": "65532:65532"}, "history": [{"created_by": "Jib"}],
                     "rootfs": {"type": "layers", "diff_ids": ["sha256:00"]}}"""));
            tar.file("manifest.json", bytes("""
                    [{"Config": "config.json", "RepoTags": ["localhost/one:1"], "Layers": ["first.tar"]}]"""));
        }
    }

    @Test
    void theLayerHidesTheFileThatWasThere() throws IOException {
        LayeredArchive.write(base, Map.of("app/a.jar", JAR), "localhost/one:1-other", target);

        var seen = new HashMap<String, byte[]>();
        DockerArchive.read(target).visit((entry, content) -> seen.put(entry.path(), content.readAllBytes()));
        assertEquals(2, DockerArchive.read(target).layers().size());
        assertArrayEquals(JAR, seen.get("app/a.jar"));
        assertEquals("b", new String(seen.get("app/b.jar"), StandardCharsets.UTF_8));
    }

    @Test
    void theImageHasAnotherNameAndIsElseAsItWas() throws IOException {
        LayeredArchive.write(base, Map.of("app/a.jar", JAR), "localhost/one:1-other", target);

        var archive = DockerArchive.read(target);
        assertEquals(List.of("localhost/one:1-other"), archive.names());
        assertEquals("65532:65532", archive.config().at("/config/User").textValue());
        assertEquals(2, archive.config().at("/rootfs/diff_ids").size());
        assertEquals(2, archive.config().at("/history").size());
    }

    @Test
    void theConfigurationKnowsTheLayerByTheDigestOfItsFiles() throws Exception {
        LayeredArchive.write(base, Map.of("app/a.jar", JAR), "localhost/one:1-other", target);

        var archive = DockerArchive.read(target);
        var digests = new HashMap<String, String>();
        try (var tar = Files.newInputStream(target)) {
            Tar.read(tar, (entry, content) -> {
                if (entry.path().endsWith(".tar.gz")) {
                    digests.put(entry.path(), sha256(new GZIPInputStream(content).readAllBytes()));
                }
            });
        }
        assertEquals(archive.config().at("/rootfs/diff_ids/1").textValue(),
                "sha256:" + digests.get(archive.layers().getLast().name()));
    }

    @Test
    void twoOfTheSameAreEqual() throws IOException {
        LayeredArchive.write(base, Map.of("app/a.jar", JAR), "localhost/one:1-other", target);
        var first = Files.readAllBytes(target);
        LayeredArchive.write(base, Map.of("app/a.jar", JAR), "localhost/one:1-other", target);

        assertArrayEquals(first, Files.readAllBytes(target));
    }

    @Test
    void whatIsNoImageIsTold() throws IOException {
        Files.write(base, layer(Map.of("a", "a")));

        assertThrows(IOException.class, () -> LayeredArchive.write(base, Map.of("a", JAR), "localhost/one:2", target));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] layer(Map<String, String> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarWriter(bytes)) {
            for (var file : files.entrySet()) {
                tar.file(file.getKey(), bytes(file.getValue()));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
