package dev.herald.e2e.broker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

import org.apache.kafka.common.Uuid;

import kafka.Kafka;
import kafka.tools.StorageTool;

/** The broker's main: formats the data folder when it is new, then runs Kafka. */
public final class BrokerProcess {
    private BrokerProcess() {
    }

    /**
     * Runs until it is told to end.
     *
     * @param arguments the file of its settings
     */
    public static void main(String[] arguments) throws Exception {
        var configuration = arguments[0];
        var settings = new Properties();
        try (var in = Files.newBufferedReader(Path.of(configuration))) {
            settings.load(in);
        }
        if (!Files.exists(Path.of(settings.getProperty("log.dirs"), "meta.properties"))) {
            var format = new String[]{"format", "--cluster-id", Uuid.randomUuid().toString(), "--config",
                    configuration};
            if (StorageTool.execute(format, System.out) != 0) {
                throw new IllegalStateException("the data folder cannot be formatted");
            }
        }
        Kafka.main(new String[]{configuration});
    }
}
