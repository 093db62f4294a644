package dev.herald.e2e.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which cluster the scripts take, and what they say where there can be none; the tools of this machine are fakes on the PATH. */
@Tag("cluster")
class ClusterChoiceTest {
    @TempDir
    Path work;

    private Path fakes;
    private Path calls;

    @BeforeEach
    void fakes() throws IOException {
        fakes = Files.createDirectory(work.resolve("fakes"));
        calls = Files.createFile(work.resolve("calls"));
        Files.createFile(work.resolve("kind-clusters"));
    }

    @Test
    void kindIsTakenWhereDockerRuns() throws Exception {
        fakeKind();
        var scripts = scripts(Map.of());
        var config = scripts.folder("shop").resolve("kubeconfig");

        var up = scripts.run("up", "shop").mustSucceed();

        assertEquals(config, up.kubeconfig());
        assertEquals("KUBECTL=" + fakes.resolve("kubectl"), up.out().lines().findFirst().orElseThrow());
        assertCalled("kind create cluster --name herald-shop --kubeconfig " + config + " --wait 180s");
    }

    @Test
    void aRunningOneOfKindIsTakenAsItIs() throws Exception {
        fakeKind();
        var scripts = scripts(Map.of());
        var first = scripts.run("up", "shop").mustSucceed();
        Files.writeString(calls, "");

        var again = scripts.run("up", "shop").mustSucceed();

        assertEquals(first.out(), again.out());
        assertFalse(Files.readString(calls).contains("kind create"), Files.readString(calls));
    }

    @Test
    void kindLoadsImagesFromTheirFiles() throws Exception {
        fakeKind();
        var scripts = scripts(Map.of());
        var image = Files.createFile(work.resolve("image.tar"));
        scripts.run("up", "shop").mustSucceed();

        scripts.run("load", "shop", image.toString()).mustSucceed();

        assertCalled("kind load image-archive " + image + " --name herald-shop");
    }

    @Test
    void downDeletesTheClusterOfKindAndItsFolder() throws Exception {
        fakeKind();
        var scripts = scripts(Map.of());
        scripts.run("up", "shop").mustSucceed();
        Files.writeString(calls, "");

        scripts.run("down", "shop").mustSucceed();

        assertCalled("kind delete cluster --name herald-shop");
        assertFalse(Files.exists(work.resolve("herald")));
    }

    @Test
    void whatKindSaysWhenItFailsIsSaid() throws Exception {
        fakeKind();
        fake("kind", "case $1 in create) echo no space left >&2; exit 1 ;; esac");

        var told = scripts(Map.of()).run("up", "shop").mustFail();

        assertTrue(told.contains("no space left"), told);
    }

    @Test
    void aGivenKubeconfigComesBeforeKind() throws Exception {
        fakeKind();
        fake("kubectl",
                "case $* in *server*) echo https://example.test ;; */version) echo '\"gitVersion\": \"v1.34.1\"' ;; esac");
        var kubeconfig = Files.createFile(work.resolve("given")).toString();

        var up = scripts(Map.of("KUBECONFIG", kubeconfig)).run("up").mustSucceed();
        scripts(Map.of("KUBECONFIG", kubeconfig)).run("down").mustSucceed();

        assertEquals(kubeconfig, up.kubeconfig().toString());
        assertTrue(up.told().contains("using the cluster of KUBECONFIG: https://example.test, Kubernetes v1.34.1"),
                up.told());
        assertFalse(Files.readString(calls).contains("kind "), Files.readString(calls));
    }

    @Test
    void aGivenClusterThatDoesNotAnswerIsAnError() throws Exception {
        fake("kubectl", "case $* in *server*) echo https://example.test ;; *) exit 1 ;; esac");

        var told = scripts(Map.of("KUBECONFIG", "/given")).run("up").mustFail();

        assertTrue(told.contains("the cluster of KUBECONFIG=/given, https://example.test, does not answer: start it"),
                told);
    }

    @Test
    void aGivenClusterHasToPullImages() throws Exception {
        var image = new Scripts(work, Map.of()).image().toString();
        var given = Map.of("KUBECONFIG", "/given");

        var told = scripts(given).run("load", "herald", image).mustFail();
        var pulled = with(given, "HERALD_IMAGES", "pulled").run("load", "herald", image).mustSucceed();

        assertTrue(
                told.contains("push localhost/pause:1 to a registry it can pull from, then set HERALD_IMAGES=pulled"),
                told);
        assertTrue(pulled.told().contains("expected to pull localhost/pause:1"), pulled.told());
    }

    @Test
    void toolsThatAreMissingAreNamedOneALine() throws Exception {
        keepPlainTools();
        fake("id", "echo 0");

        var told = onlyFakes().run("up").mustFail();

        assertTrue(told.lines()
                .toList()
                .containsAll(List.of(
                        "cluster: - no containerd: install it (that is the name of Debian's package; apt-get, run as root, does it)",
                        "cluster: - no go, and Kubernetes has not been built yet: install Go 1.26 (https://go.dev/dl/) and put it on the PATH")),
                told);
    }

    @Test
    void whoIsNotRootIsToldWhatElseWouldDo() throws Exception {
        keepPlainTools();
        fake("id", "echo 1000");

        var told = onlyFakes().run("up").mustFail();

        assertTrue(told.contains(
                "run this as root, or start Docker and install kind (https://kind.sigs.k8s.io), or set KUBECONFIG"),
                told);
    }

    @Test
    void elsewhereThanOnLinuxThereIsNoNode() throws Exception {
        keepPlainTools();
        fake("uname", "echo Darwin");

        var told = onlyFakes().run("up").mustFail();

        assertTrue(told.contains("there is no node on Darwin, only on Linux: start Docker and install kind"), told);
    }

    @Test
    void downIsDoneWhereThereIsNothing() {
        new Scripts(work, Map.of()).run("down", "nothing").mustSucceed();

        assertFalse(Files.exists(work.resolve("herald")));
    }

    @Test
    void whatIsAskedForWronglyIsSaid() throws Exception {
        fakeKind();
        var scripts = scripts(Map.of());

        var name = scripts.run("up", "My Cluster").mustFail();
        var absent = scripts.run("load", "shop", Files.createFile(work.resolve("image.tar")).toString()).mustFail();
        var file = scripts.run("load", "shop", "/absent.tar").mustFail();
        var choice = with(Map.of(), "HERALD_CLUSTER", "minikube").run("up").mustFail();
        scripts.run("up", "shop").mustSucceed();
        var other = with(Map.of(), "HERALD_CLUSTER", "node").run("up", "shop").mustFail();

        assertTrue(name.contains("'My Cluster' cannot name a cluster: use up to 30 of a-z, 0-9 and -"), name);
        assertTrue(absent.matches("(?s).*there is no cluster 'shop': run /.*/e2e/cluster/up shop\n"), absent);
        assertTrue(file.contains("there is no file /absent.tar"), file);
        assertTrue(choice.contains("HERALD_CLUSTER is 'minikube': set it to kind or node, or not at all"), choice);
        assertTrue(other.contains("'shop' was made by kind, not by node: run "), other);
    }

    private void fakeKind() throws IOException {
        fake("docker", "");
        fake("kubectl", "");
        fake("kind", """
                clusters=%s
                case $1 in
                get) cat $clusters ;;
                create) echo $4 >$clusters; touch $6 ;;
                delete) : >$clusters ;;
                esac""".formatted(work.resolve("kind-clusters")));
    }

    /** A program that notes how it is called, and does no more than that. */
    private void fake(String name, String script) throws IOException {
        var file = fakes.resolve(name);
        Files.deleteIfExists(file);
        Files.writeString(file, "#!/bin/bash\necho \"" + name + " $*\" >>" + calls + "\n" + script + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    /** What the scripts use before they need a node's tools, and those of them that every Linux has. */
    private void keepPlainTools() throws IOException {
        for (var tool : List.of("bash", "cat", "cut", "dirname", "echo", "flock", "grep", "id", "mkdir", "rm", "sed",
                "sha256sum",
                "sort", "tail", "true", "uname", "xargs", "ip", "iptables", "mount", "nsenter", "openssl", "unshare")) {
            for (var folder : List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")) {
                if (Files.isExecutable(Path.of(folder, tool))) {
                    fake(tool, "exec " + folder + "/" + tool + " \"$@\"");
                }
            }
        }
    }

    private Scripts onlyFakes() {
        return new Scripts(work, Map.of("PATH", fakes.toString(), "XDG_CACHE_HOME", work.resolve("cache").toString()));
    }

    private Scripts scripts(Map<String, String> environment) {
        return with(environment, "PATH", fakes + ":" + System.getenv("PATH"));
    }

    private Scripts with(Map<String, String> environment, String name, String value) {
        var all = new HashMap<>(Map.of("PATH", fakes + ":" + System.getenv("PATH")));
        all.putAll(environment);
        all.put(name, value);
        return new Scripts(work, all);
    }

    private void assertCalled(String call) throws IOException {
        assertTrue(Files.readAllLines(calls).contains(call), () -> call + " is not in " + calls());
    }

    private String calls() {
        try {
            return Files.readString(calls);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
