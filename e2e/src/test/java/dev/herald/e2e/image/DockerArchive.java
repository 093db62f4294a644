package dev.herald.e2e.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * An image as {@code docker save} would write it: names, configuration and layers.
 *
 * @param names repository and tag
 * @param config of the image, with the container's under {@code config}
 * @param layers from the base up
 */
record DockerArchive(Path file, List<String> names, JsonNode config, List<Layer> layers) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param name of the layer in the archive: its hash
     */
    record Layer(String name, List<Tar.Entry> entries) {
        boolean has(String path) {
            return entries.stream().anyMatch(entry -> entry.path().equals(path));
        }
    }

    static DockerArchive read(Path file) throws IOException {
        Map<String, JsonNode> documents = new HashMap<>();
        Map<String, List<Tar.Entry>> layers = new HashMap<>();
        try (var archive = open(file)) {
            Tar.read(archive, (entry, content) -> {
                if (entry.path().endsWith(".json")) {
                    documents.put(entry.path(), JSON.readTree(content.readAllBytes()));
                } else {
                    var entries = new ArrayList<Tar.Entry>();
                    Tar.read(layer(content), (inLayer, ignored) -> entries.add(inLayer));
                    layers.put(entry.path(), entries);
                }
            });
        }
        var manifest = documents.get("manifest.json").get(0);
        var inOrder = texts(manifest.get("Layers")).stream().map(name -> new Layer(name, layers.get(name))).toList();
        return new DockerArchive(file, texts(manifest.get("RepoTags")),
                documents.get(manifest.get("Config").textValue()), inOrder);
    }

    List<Tar.Entry> entries() {
        return layers.stream().flatMap(layer -> layer.entries().stream()).toList();
    }

    List<String> entrypoint() {
        return texts(config.at("/config/Entrypoint"));
    }

    Layer layerWith(String path) {
        return layers.stream()
                .filter(layer -> layer.has(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no layer of " + file + " has " + path));
    }

    /** Writes these folders of the image, with its times and permissions. */
    void unpack(Path target, String... folders) throws IOException {
        visit((entry, content) -> {
            if (entry.isFile() && List.of(folders).stream().anyMatch(entry.path()::startsWith)) {
                unpack(target.resolve(entry.path()), entry, content);
            }
        });
    }

    /** All that is in its layers, from the base up: of a path that is there twice, the later counts. */
    void visit(Tar.Visitor visitor) throws IOException {
        try (var archive = open(file)) {
            Tar.read(archive, (entry, content) -> {
                if (!entry.path().endsWith(".json")) {
                    Tar.read(layer(content), visitor);
                }
            });
        }
    }

    private static void unpack(Path file, Tar.Entry entry, InputStream content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
        if (entry.isExecutable() && !file.toFile().setExecutable(true)) {
            throw new IOException(file + " cannot be made executable");
        }
        Files.setLastModifiedTime(file, FileTime.from(entry.modified()));
    }

    private static InputStream open(Path file) throws IOException {
        return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }

    /** A layer is compressed or not. */
    private static InputStream layer(InputStream content) throws IOException {
        var buffered = new BufferedInputStream(content, 1 << 16);
        buffered.mark(2);
        var magic = buffered.readNBytes(2);
        buffered.reset();
        boolean compressed = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
        return compressed ? new BufferedInputStream(new GZIPInputStream(buffered, 1 << 16), 1 << 16) : buffered;
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(text -> texts.add(text.textValue()));
        return texts;
    }
}
