package dev.herald.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerTest {
    private static final Map<String, String> POD = Map.of("POD_NAME", "a", "POD_NAMESPACE", "shop", "POD_IP",
            "127.0.0.1", "HERALD_PORT", "0");
    private static final String WORKER = """
            {"v": 1, "namespace": "shop", "pipeline": "orders", "revision": "3f9a1c22",
             "kafka": {"bootstrapServers": ["127.0.0.1:1"], "topic": "orders", "groupPrefix": "orders"},
             "log": {"management": "Create", "partitions": 12, "maxMessageSize": 10485760,
                     "replicationFactor": 3, "minInSyncReplicas": 2, "retention": "PT168H", "policy": "Enforce"},
             "concurrency": 64}
            """;
    private static final String LIVE = """
            {"v": 1, "suspend": false, "format": "json-v1",
             "delivery": {"retry": 8, "backoffPolicy": "Exponential", "backoffDelay": "PT5S", "maxBackoff": "PT1H", "timeToLive": "PT72H"},
             "channels": {}, "noDataFor": "PT3M", "rules": []}
            """;

    @TempDir
    private Path folder;

    @Test
    void saysThatASecondTryDoesNotHelpWhenTheCommandLineIsWrong() {
        assertEquals(ExitCode.CONFIGURATION, Worker.run(POD));
        assertEquals(ExitCode.CONFIGURATION, Worker.run(POD, "sing", "--config", "x", "--live", "x"));
        assertEquals(ExitCode.CONFIGURATION, Worker.run(POD, "send", "--config", "x"));
    }

    @Test
    void saysThatASecondTryDoesNotHelpWhenAFileIsWrongOrAbsent() throws IOException {
        assertEquals(ExitCode.CONFIGURATION, run(POD, "send"));
        Files.writeString(folder.resolve("live.json"), LIVE);
        assertEquals(ExitCode.CONFIGURATION, run(POD, "send"));
        Files.writeString(folder.resolve("worker.json"), WORKER.replace("64", "\"many\""));
        assertEquals(ExitCode.CONFIGURATION, run(POD, "send"));
    }

    @Test
    void saysThatASecondTryDoesNotHelpWhenThePodDoesNotSayWhoItIs() throws IOException {
        writeFiles();
        assertEquals(ExitCode.CONFIGURATION, run(Map.of("POD_NAME", "a"), "send"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "send", "replay"})
    void refusesARoleWhosePartOfTheFileIsMissing(String role) throws IOException {
        writeFiles();
        assertEquals(ExitCode.CONFIGURATION, run(POD, role));
    }

    @Test
    void refusesAProbeWithoutItsFolderItsSideOrItsPartOfTheFile() throws IOException {
        writeFiles();
        assertEquals(ExitCode.CONFIGURATION, run(POD, "probe"));
        assertEquals(ExitCode.CONFIGURATION, run(POD, "probe", "--probe", folder.toString()));
        assertEquals(ExitCode.CONFIGURATION, run(POD, "probe", "--probe", folder.toString(), "--side", "both"));
        assertEquals(ExitCode.CONFIGURATION, run(POD, "probe", "--probe", folder.toString(), "--side", "target"));
    }

    private void writeFiles() throws IOException {
        Files.writeString(folder.resolve("live.json"), LIVE);
        Files.writeString(folder.resolve("worker.json"), WORKER);
    }

    private int run(Map<String, String> environment, String role, String... options) {
        var arguments = new ArrayList<>(
                List.of(role, "--config", folder.toString(), "--live", folder.toString()));
        arguments.addAll(List.of(options));
        return Worker.run(environment, arguments.toArray(String[]::new));
    }
}
