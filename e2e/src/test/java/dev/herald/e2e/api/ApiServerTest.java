package dev.herald.e2e.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.herald.e2e.cluster.ApiServer;
import dev.herald.e2e.cluster.KubeBinaries;
import dev.herald.e2e.process.Sandbox;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

@Tag("apiserver")
class ApiServerTest {
    @Test
    void twoServersSideBySideLeaveNeitherProcessNorFile() throws IOException {
        Path folder;
        long pid;
        try (var sandbox = Sandbox.open("api-server");
                var other = Sandbox.open("api-server");
                var server = ApiServer.start(sandbox);
                var second = ApiServer.start(other);
                var client = new KubernetesClientBuilder().withConfig(server.config()).build()) {
            folder = sandbox.folder();
            pid = server.process().pid();

            assertTrue(Files.isReadable(second.kubeconfig()));
            assertEquals("v1.36.3", client.getKubernetesVersion().getGitVersion());
            assertTrue(ProcessHandle.of(pid).isPresent());
        }

        assertFalse(Files.exists(folder));
        assertTrue(ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        try (var processes = ProcessHandle.allProcesses()) {
            assertTrue(processes.noneMatch(each -> each.info().commandLine().orElse("").contains(folder.toString())));
        }
    }

    @Test
    void theBuildScriptPutsTheProgramsWhereTheyAreLookedFor() throws IOException, InterruptedException {
        var build = new ProcessBuilder("../e2e/kube/build", "--where").start();
        var where = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

        assertEquals(0, build.waitFor());
        assertEquals(where, KubeBinaries.require().folder().toString());
    }
}
