package dev.herald.e2e.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("apiserver")
@ExtendWith(SharedApiServer.class)
class KubectlTest {
    private final Cluster cluster;

    KubectlTest(Cluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void applyingTheFolderAgainChangesNothing() {
        cluster.kubectl("apply", "-f", Cluster.CRDS.toString()).mustSucceed();

        var second = cluster.kubectl("apply", "-f", Cluster.CRDS.toString()).mustSucceed();

        assertEquals(3, second.lines().count(), second);
        assertEquals(3, second.lines().filter(line -> line.endsWith(" unchanged")).count(), second);
    }
}
