package dev.herald.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of this machine a node could change: interfaces, routes, rules, mounts, cgroups, files in the places of containers, settings of the
 * kernel.
 *
 * @param things a line each
 */
record Machine(Set<String> things) {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static final List<String> FOLDERS = List.of("/run", "/run/netns", "/run/containerd", "/var/lib/kubelet",
            "/var/lib/cni", "/var/lib/containerd", "/var/log/pods", "/var/log/containers", "/opt", "/etc/cni/net.d",
            "/usr/libexec");
    private static final List<String> SETTINGS = List.of("vm/overcommit_memory", "vm/panic_on_oom", "kernel/panic",
            "kernel/panic_on_oops", "kernel/keys/root_maxkeys", "kernel/keys/root_maxbytes", "net/ipv4/ip_forward");
    /** By their interface, subnet or cgroup; others may run clusters beside these tests. */
    private static final Pattern OF_A_CLUSTER = Pattern.compile("^(interface|route|cgroup) .*(herald|10\\.231\\.)");

    static Machine now() {
        var things = new TreeSet<String>();
        list(Path.of("/sys/class/net")).forEach(name -> things.add("interface " + name));
        lines("ip", "route").forEach(line -> things.add("route " + line));
        lines("iptables-save").filter(line -> !line.startsWith("#"))
                .forEach(line -> things.add("rule " + line.replaceAll("\\[\\d+:\\d+]", "")));
        text(Path.of("/proc/self/mounts")).lines().forEach(line -> things.add("mount " + line));
        list(CGROUPS).forEach(name -> things.add("cgroup " + name));
        list(CGROUPS).forEach(hierarchy -> list(CGROUPS.resolve(hierarchy)).filter(
                name -> Files.isDirectory(CGROUPS.resolve(hierarchy).resolve(name)))
                .forEach(name -> things.add("cgroup " + hierarchy + "/" + name)));
        FOLDERS.forEach(folder -> list(Path.of(folder)).forEach(name -> things.add("file " + folder + "/" + name)));
        SETTINGS.forEach(setting -> things.add(
                "setting " + setting + " " + text(Path.of("/proc/sys", setting)).strip()));
        return new Machine(things);
    }

    /** What there is now and was not then, other clusters' things left out. */
    Set<String> since(Machine before, Node node) {
        return things.stream()
                .filter(thing -> !before.things.contains(thing))
                .filter(thing -> !OF_A_CLUSTER.matcher(thing).find() || node.owns(thing))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * A node that ran, by what its things are named after.
     *
     * @param namespaces of its network and process ids
     */
    record Node(String name, String address, Set<Path> namespaces) {
        static Node of(Scripts scripts, String name) {
            var folder = scripts.folder(name);
            var server = text(folder.resolve("kubeconfig")).replaceAll("(?s).*https://([0-9.]+):.*", "$1");
            return new Node(name, server, processes().filter(process -> text(process.resolve("environ")).contains(
                    "HERALD_NODE=" + folder + "\0")).flatMap(Node::namespaces).collect(Collectors.toSet()));
        }

        boolean owns(String thing) {
            var bytes = address.split("[.]");
            var last = Integer.parseInt(bytes[3]) - 2;
            var subnet = "10.231." + bytes[2] + "." + last + "/30";
            var number = Integer.parseInt(bytes[2]) * 64 + last / 4;
            return thing.equals("interface herald" + number) || thing.contains(subnet)
                    || thing.contains("herald-" + name + "-");
        }

        /** The processes that live in its namespaces. */
        List<Path> left() {
            return processes().filter(process -> !hasEnded(process))
                    .filter(process -> namespaces(process).anyMatch(namespaces::contains))
                    .toList();
        }

        private static boolean hasEnded(Path process) {
            return text(process.resolve("stat")).matches("(?s).*[)] [ZX] .*|");
        }

        private static Stream<Path> namespaces(Path process) {
            var own = namespace(Path.of("/proc/self"), "net");
            var ownPids = namespace(Path.of("/proc/self"), "pid");
            return Stream.of(namespace(process, "net"), namespace(process, "pid"))
                    .filter(namespace -> !namespace.equals(Path.of("")))
                    .filter(namespace -> !namespace.equals(own) && !namespace.equals(ownPids));
        }

        private static Path namespace(Path process, String kind) {
            try {
                return Files.readSymbolicLink(process.resolve("ns").resolve(kind));
            } catch (IOException e) {
                return Path.of("");
            }
        }
    }

    private static Stream<Path> processes() {
        return list(Path.of("/proc")).filter(name -> name.matches("\\d+")).map(name -> Path.of("/proc", name));
    }

    private static Stream<String> list(Path folder) {
        var names = folder.toFile().list();
        return names == null ? Stream.of() : Stream.of(names);
    }

    /** Of a file that may be gone, as processes are. */
    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static Stream<String> lines(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
