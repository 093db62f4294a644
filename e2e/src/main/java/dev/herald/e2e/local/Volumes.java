package dev.herald.e2e.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;

/**
 * A pod's volumes as folders. ConfigMaps and Secrets are written as a kubelet writes them: all files of a volume change at once, by the symbolic
 * link {@code ..data}. Processes see them at other paths than containers would, so {@link #rewrite} puts these in place of the mount paths.
 */
final class Volumes {
    private final Path root;
    private final Pod pod;
    private final Function<Key, ConfigMap> configMaps;
    private final Function<Key, Secret> secrets;
    private final Map<String, Map<String, byte[]>> written = new HashMap<>();
    private int version;

    Volumes(Path root, Pod pod, Function<Key, ConfigMap> configMaps, Function<Key, Secret> secrets) {
        this.root = root;
        this.pod = pod;
        this.configMaps = configMaps;
        this.secrets = secrets;
    }

    /**
     * Writes what has changed.
     *
     * @return what is mounted, not optional and not there: the pod cannot start without
     */
    List<String> refresh() {
        var missing = new ArrayList<String>();
        for (var volume : pod.getSpec().getVolumes()) {
            try {
                Files.createDirectories(folder(volume.getName()));
                var files = files(volume, missing);
                if (files != null && !same(files, written.get(volume.getName()))) {
                    publish(folder(volume.getName()), files);
                    written.put(volume.getName(), files);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return missing;
    }

    /** The text with mount paths of the container replaced by the folders behind them. */
    String rewrite(Container container, String text) {
        var folders = container.getVolumeMounts()
                .stream()
                .collect(Collectors.toMap(mount -> mount.getMountPath().replaceAll("/$", ""), this::folder));
        if (folders.isEmpty()) {
            return text;
        }
        // In one pass, longest first: a folder's own path may begin as a mount path does, such as /tmp.
        var paths = folders.keySet()
                .stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        return Pattern.compile("(?<=^|[=:,])(" + paths + ")(?=/|$|[:,])")
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(folders.get(found.group()).toString()));
    }

    private Path folder(VolumeMount mount) {
        return mount.getSubPath() == null
                ? folder(mount.getName())
                : folder(mount.getName()).resolve(mount.getSubPath());
    }

    private Path folder(String volume) {
        return root.resolve(volume);
    }

    /** The files of a volume by name; null when it is not made of files. */
    private Map<String, byte[]> files(Volume volume, List<String> missing) {
        if (volume.getConfigMap() != null) {
            var source = volume.getConfigMap();
            var map = configMaps.apply(key(source.getName()));
            if (map == null) {
                return absent("ConfigMap " + source.getName(), source.getOptional(), missing);
            }
            var files = new TreeMap<String, byte[]>();
            map.getData().forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));
            map.getBinaryData().forEach((name, text) -> files.put(name, Base64.getDecoder().decode(text)));
            return select(files, source.getItems());
        }
        if (volume.getSecret() != null) {
            var source = volume.getSecret();
            var secret = secrets.apply(key(source.getSecretName()));
            if (secret == null) {
                return absent("Secret " + source.getSecretName(), source.getOptional(), missing);
            }
            var files = new TreeMap<String, byte[]>();
            secret.getData().forEach((name, text) -> files.put(name, Base64.getDecoder().decode(text)));
            if (secret.getStringData() != null) {
                secret.getStringData().forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));
            }
            return select(files, source.getItems());
        }
        return null;
    }

    private static Map<String, byte[]> absent(String what, Boolean optional, List<String> missing) {
        if (!Boolean.TRUE.equals(optional)) {
            missing.add(what);
        }
        return Map.of();
    }

    private static Map<String, byte[]> select(Map<String, byte[]> files, List<KeyToPath> items) {
        if (items == null || items.isEmpty()) {
            return files;
        }
        var selected = new TreeMap<String, byte[]>();
        items.stream()
                .filter(item -> files.containsKey(item.getKey()))
                .forEach(item -> selected.put(item.getPath(), files.get(item.getKey())));
        return selected;
    }

    private Key key(String name) {
        return new Key(pod.getMetadata().getNamespace(), name);
    }

    private void publish(Path folder, Map<String, byte[]> files) throws IOException {
        var data = Files.createDirectory(folder.resolve("..version-" + ++version));
        for (var file : files.entrySet()) {
            Files.write(data.resolve(file.getKey()), file.getValue());
        }
        var link = folder.resolve("..data");
        var before = readLink(link);
        var next = Files.createSymbolicLink(folder.resolve("..data_next"), data.getFileName());
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        for (var name : files.keySet()) {
            var visible = folder.resolve(name);
            if (!Files.isSymbolicLink(visible)) {
                Files.createSymbolicLink(visible, Path.of("..data", name));
            }
        }
        try (var present = Files.list(folder)) {
            for (var path : present.filter(p -> !p.getFileName().toString().startsWith("..")).toList()) {
                if (!files.containsKey(path.getFileName().toString())) {
                    Files.delete(path);
                }
            }
        }
        if (before != null) {
            try (var old = Files.list(folder.resolve(before))) {
                for (var path : old.toList()) {
                    Files.delete(path);
                }
            }
            Files.delete(folder.resolve(before));
        }
    }

    private static Path readLink(Path link) throws IOException {
        try {
            return Files.readSymbolicLink(link);
        } catch (NoSuchFileException first) {
            return null;
        }
    }

    private static boolean same(Map<String, byte[]> files, Map<String, byte[]> before) {
        return before != null && files.keySet().equals(before.keySet())
                && files.entrySet()
                        .stream()
                        .allMatch(file -> Arrays.equals(file.getValue(), before.get(file.getKey())));
    }
}
