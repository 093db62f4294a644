package dev.herald.worker.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** Formats the data folder when it is new, then runs a real broker. */
public final class BrokerMain {
    private BrokerMain() {
    }

    public static void main(String[] arguments) throws IOException {
        String configuration = arguments[0];
        var settings = new Properties();
        try (var in = Files.newBufferedReader(Path.of(configuration))) {
            settings.load(in);
        }
        if (!Files.exists(Path.of(settings.getProperty("log.dirs"), "meta.properties"))) {
            String[] format = {"format", "--cluster-id", Uuid.randomUuid().toString(), "--config", configuration};
            if (StorageTool.execute(format, System.out) != 0) {
                throw new IllegalStateException("the data folder cannot be formatted");
            }
        }
        Kafka.main(new String[]{configuration});
    }
}
