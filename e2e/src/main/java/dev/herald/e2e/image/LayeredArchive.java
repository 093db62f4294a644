package dev.herald.e2e.image;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Puts a layer on an image that lies in a file, as {@code docker save} and Jib write it; no Docker daemon and no registry is needed. */
public final class LayeredArchive {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MANIFEST = "manifest.json";

    private LayeredArchive() {
    }

    /**
     * Writes the image with another name and one more layer.
     *
     * @param base the image's file
     * @param files by their path without a leading slash; each hides the image's own of that path
     * @param name with the tag
     * @param target overwritten if it is there
     */
    public static void write(Path base, Map<String, byte[]> files, String name, Path target) throws IOException {
        var manifest = manifest(base);
        var layer = layer(files);
        var compressed = compressed(layer);
        var file = sha256(compressed) + ".tar.gz";
        var configName = manifest.path("Config").textValue();
        manifest.putArray("RepoTags").add(name);
        ((ArrayNode) manifest.path("Layers")).add(file);
        try (var archive = new BufferedInputStream(Files.newInputStream(base), 1 << 16);
                var out = new TarWriter(new BufferedOutputStream(Files.newOutputStream(target), 1 << 16))) {
            Tar.read(archive, (entry, content) -> {
                if (entry.path().equals(configName)) {
                    out.file(configName, JSON.writeValueAsBytes(
                            configured(content.readAllBytes(), sha256(layer), String.join(", ", files.keySet()))));
                } else if (!entry.path().equals(MANIFEST)) {
                    out.file(entry.path(), entry.size(), content);
                }
            });
            out.file(file, compressed);
            out.file(MANIFEST, JSON.writeValueAsBytes(JSON.createArrayNode().add(manifest)));
        }
    }

    private static ObjectNode manifest(Path base) throws IOException {
        var found = new ObjectNode[1];
        try (var archive = new BufferedInputStream(Files.newInputStream(base), 1 << 16)) {
            Tar.read(archive, (entry, content) -> {
                if (entry.path().equals(MANIFEST)) {
                    found[0] = (ObjectNode) JSON.readTree(content.readAllBytes()).path(0);
                }
            });
        }
        if (found[0] == null) {
            throw new IOException(base + " is no image: it has no " + MANIFEST);
        }
        return found[0];
    }

    private static ObjectNode configured(byte[] json, String layer, String what) throws IOException {
        var config = (ObjectNode) JSON.readTree(json);
        ((ArrayNode) config.at("/rootfs/diff_ids")).add("sha256:" + layer);
        config.withArray("history")
                .addObject()
                .put("created", config.path("created").textValue())
                .put("created_by", "another " + what);
        return config;
    }

    private static byte[] layer(Map<String, byte[]> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarWriter(bytes)) {
            for (var file : new TreeMap<>(files).entrySet()) {
                tar.file(file.getKey(), file.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] compressed(byte[] layer) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(layer);
        }
        return bytes.toByteArray();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
