package dev.herald.e2e.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster by its kubeconfig alone; the scripts here only write down how they were called. */
class KnownClusterTest {
    @TempDir
    Path temp;

    @Test
    void oneThatUpHasMadeIsGivenImagesAsThatOne() throws Exception {
        var folder = Files.createDirectories(temp.resolve("clusters/mine"));
        var kubeconfig = Files.createFile(folder.resolve("kubeconfig"));
        Files.writeString(folder.resolve("maker"), "kind\n");
        var scripts = Files.createDirectories(temp.resolve("e2e/cluster"));
        var load = Files.writeString(scripts.resolve("load"), """
                #!/bin/sh
                echo "$HERALD_CLUSTER $*" >"%s"
                """.formatted(temp.resolve("called")));
        assertTrue(load.toFile().setExecutable(true));

        NodeCluster.of(kubeconfig, temp).orElseThrow().load(temp.resolve("worker.tar"));

        assertEquals("kind mine " + temp.resolve("worker.tar"), Files.readString(temp.resolve("called")).strip());
    }

    @Test
    void anothersIsNotKnown() throws Exception {
        assertEquals(Optional.empty(), NodeCluster.of(Files.createFile(temp.resolve("kubeconfig")), temp));
    }
}
