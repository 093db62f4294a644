package dev.herald.e2e.cluster;

import static dev.herald.e2e.process.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node of its own on this machine, and what is left of it when it is gone. The first one stands through all tests, the second comes and goes. */
@Tag("cluster")
class OwnNodeTest {
    @TempDir
    static Path work;

    private static Machine untouched;
    private static Scripts scripts;
    private static Scripts.Output first;

    @BeforeAll
    static void up() throws Exception {
        var root = "root".equals(System.getProperty("user.name"));
        assumeTrue(root && System.getProperty("os.name").equals("Linux"), "a node of its own takes root on Linux");
        untouched = Machine.now();
        scripts = new Scripts(work, Map.of("HERALD_CLUSTER", "node"));
        first = scripts.run("up", "one").mustSucceed();
    }

    @AfterEach
    void downWithTheSecond() {
        scripts.run("down", "two").mustSucceed();
    }

    @AfterAll
    static void down() {
        if (scripts != null) {
            scripts.run("down", "one").mustSucceed();
        }
    }

    @Test
    void upOnARunningOneSaysTheSameAndLeavesItAlone() throws Exception {
        var server = part("one", "kube-apiserver");

        var again = scripts.run("up", "one").mustSucceed();

        assertEquals(first.out(), again.out());
        assertEquals(scripts.folder("one").resolve("kubeconfig"), again.kubeconfig());
        assertEquals(server, part("one", "kube-apiserver"));
    }

    @Test
    void whileItRunsAnInterfaceItsRoutesAndItsCgroupAreAllThereIsOnTheMachine() throws Exception {
        var one = Machine.Node.of(scripts, "one");
        kubectl("one", "run", "--image=localhost/pause:1", "any");
        kubectl("one", "wait", "--for=condition=Ready", "pod/any", "--timeout=60s");

        var things = Machine.now().since(untouched, one);

        assertEquals(List.of(), things.stream().filter(thing -> !one.owns(thing)).toList());
        assertTrue(things.stream().anyMatch(thing -> thing.startsWith("interface ")), things::toString);
        assertTrue(things.stream().anyMatch(thing -> thing.startsWith("route blackhole ")), things::toString);
        assertTrue(things.stream().anyMatch(thing -> thing.startsWith("cgroup ")), things::toString);
    }

    @Test
    void aSecondOneStandsBesideTheFirstAndLeavesNothing() throws Exception {
        kubectl("one", "run", "stays", "--image=localhost/pause:1");
        kubectl("one", "wait", "--for=condition=Ready", "pod/stays", "--timeout=60s");
        var before = Machine.now();

        scripts.run("up", "two").mustSucceed();
        kubectl("two", "run", "goes", "--image=localhost/pause:1");
        kubectl("two", "wait", "--for=condition=Ready", "pod/goes", "--timeout=60s");
        var two = Machine.Node.of(scripts, "two");
        assertNotEquals(Machine.Node.of(scripts, "one").address(), two.address());
        assertFalse(Machine.now().since(before, two).isEmpty());
        scripts.run("down", "two").mustSucceed();

        assertNothingLeft(before, two);
        assertEquals("Running 0", kubectl("one", "get", "pod", "stays", "-o",
                "jsonpath={.status.phase} {.status.containerStatuses[0].restartCount}"));
        scripts.run("down", "two").mustSucceed();
    }

    @Test
    void aNodeThatWasKilledIsStartedAnew() throws Exception {
        var before = Machine.now();
        scripts.run("up", "two").mustSucceed();
        kubectl("two", "create", "namespace", "of-the-old-one");
        var killed = Machine.Node.of(scripts, "two");
        kill(Files.readString(scripts.folder("two").resolve("pid")).strip());
        await().until(() -> killed.left().isEmpty());

        scripts.run("up", "two").mustSucceed();

        assertFalse(kubectl("two", "get", "namespaces").contains("of-the-old-one"));
        var two = Machine.Node.of(scripts, "two");
        scripts.run("down", "two").mustSucceed();
        assertNothingLeft(before, killed);
        assertNothingLeft(before, two);
    }

    @Test
    void aPartThatEndsIsRunAgain() throws Exception {
        scripts.run("up", "two").mustSucceed();
        var coredns = part("two", "coredns");
        kill(coredns);

        await().until(() -> part("two", "coredns"), pid -> !pid.isEmpty() && !pid.equals(coredns));

        scripts.run("up", "two").mustSucceed();
    }

    @Test
    void downClearsWhatAKilledUpHasLeft() throws Exception {
        var before = Machine.now();
        var up = upUntilTheNodeRuns();
        var two = Machine.Node.of(scripts, "two");
        up.destroyForcibly().waitFor();
        assertFalse(two.left().isEmpty());

        scripts.run("down", "two").mustSucceed();

        assertNothingLeft(before, two);
    }

    @Test
    void anInterruptedUpClearsUpItself() throws Exception {
        var before = Machine.now();
        var up = upUntilTheNodeRuns();
        var two = Machine.Node.of(scripts, "two");

        up.destroy();

        assertEquals(130, up.waitFor());
        assertNothingLeft(before, two);
    }

    @Test
    void downFindsANodeWhoseFolderWasDeleted() throws Exception {
        var before = Machine.now();
        scripts.run("up", "two").mustSucceed();
        var two = Machine.Node.of(scripts, "two");
        new ProcessBuilder("rm", "-rf", scripts.folder("two").toString()).start().waitFor();

        scripts.run("down", "two").mustSucceed();

        assertNothingLeft(before, two);
    }

    @Test
    void aGivenClusterIsUsedAndLeftAsItIs() throws Exception {
        var kubeconfig = Files.copy(first.kubeconfig(), work.resolve("given"));
        var given = new Scripts(work, Map.of("KUBECONFIG", kubeconfig.toString()));

        var up = given.run("up").mustSucceed();
        given.run("down").mustSucceed();

        assertEquals(kubeconfig, up.kubeconfig());
        assertTrue(up.told()
                .matches("(?s).*using the cluster of KUBECONFIG: https://10[.]231[.].*:6443, Kubernetes v1[.].*"),
                up.told());
        assertEquals("ok", kubectl("one", "get", "--raw", "/readyz"));
    }

    @Test
    void theKubeconfigOfUpIsNoGivenCluster() throws Exception {
        var exported = new Scripts(work, Map.of("KUBECONFIG", scripts.run("up", "two")
                .mustSucceed()
                .kubeconfig()
                .toString(), "HERALD_CLUSTER", ""));

        exported.run("down", "two").mustSucceed();

        assertFalse(Files.exists(scripts.folder("two")));
    }

    private static Process upUntilTheNodeRuns() {
        var up = scripts.start("up", "two");
        await().until(() -> !part("two", "kube-apiserver").isEmpty());
        return up;
    }

    /** The process id of a part of a node; nothing when it does not run. */
    private static String part(String cluster, String name) throws IOException {
        for (var process : Machine.Node.of(scripts, cluster).left()) {
            try {
                var command = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
                if (command.split("\0")[0].endsWith("/" + name)) {
                    return process.getFileName().toString();
                }
            } catch (IOException e) {
                // it has ended meanwhile
            }
        }
        return "";
    }

    private static void kill(String pid) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-KILL", pid).start().waitFor());
    }

    private static void assertNothingLeft(Machine before, Machine.Node node) {
        assertEquals(Set.of(), Machine.now().since(before, node));
        assertTrue(node.left().isEmpty(), () -> node.left().toString());
        assertFalse(Files.exists(scripts.folder(node.name())));
    }

    private static String kubectl(String cluster, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(KubeBinaries.require().kubectl().toString(),
                "--kubeconfig=" + scripts.folder(cluster).resolve("kubeconfig"),
                "--cache-dir=" + work.resolve("cache")));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, process.waitFor(), text);
        return text;
    }
}
