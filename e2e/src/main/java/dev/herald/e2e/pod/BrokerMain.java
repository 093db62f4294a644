package dev.herald.e2e.pod;

import java.nio.file.Path;
import java.util.Map;

import dev.herald.e2e.broker.BrokerProcess;
import dev.herald.e2e.broker.BrokerSettings;
import dev.herald.e2e.broker.TopicReader;
import dev.herald.e2e.broker.TopicSettings;

/** A broker in a pod: the name that clients find it by, and the folder of its data. */
final class BrokerMain {
    private BrokerMain() {
    }

    public static void main(String[] arguments) throws Exception {
        var folder = Path.of(arguments[1]);
        var bootstrapServers = arguments[0] + ":" + BrokerSettings.PORT;
        serve(new ControlServer(ControlServer.PORT), new TopicReader(bootstrapServers),
                new TopicSettings(bootstrapServers));
        var settings = new BrokerSettings("0.0.0.0", arguments[0], "localhost", folder.resolve("data"));
        BrokerProcess.main(new String[]{settings.writeTo(folder.resolve("server.properties")).toString()});
    }

    private static void serve(ControlServer control, TopicReader reader, TopicSettings settings) {
        var json = Wire.json();
        control.on("/topic",
                request -> new Wire.Stored(reader.read(json.treeToValue(request, Wire.Topic.class).topic())))
                .on("/texts",
                        request -> new Wire.Texts(reader.texts(json.treeToValue(request, Wire.Topic.class).topic())))
                .on("/configure", request -> {
                    var wish = json.treeToValue(request, Wire.Setting.class);
                    settings.set(wish.topic(), wish.name(), wish.value());
                    return Map.of();
                })
                .start();
    }
}
