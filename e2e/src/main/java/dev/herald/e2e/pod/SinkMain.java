package dev.herald.e2e.pod;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

import dev.herald.e2e.sink.Behaviour;
import dev.herald.e2e.sink.Deliveries;
import dev.herald.e2e.sink.Sink;
import dev.herald.e2e.sink.SmtpSink;
import dev.herald.e2e.sink.WebhookSink;

/** A sink in a pod: its kind ({@code smtp} or {@code webhook}), the channel it stands for, its port and the folder of its journal. */
final class SinkMain {
    private SinkMain() {
    }

    public static void main(String[] arguments) throws Exception {
        var channel = arguments[1];
        int port = Integer.parseInt(arguments[2]);
        var deliveries = new Journal(Path.of(arguments[3], "deliveries.jsonl")).reopen();
        var any = InetAddress.getByName("0.0.0.0");
        Sink sink = arguments[0].equals("smtp")
                ? new SmtpSink(channel, any, port, deliveries, InstantSource.system())
                : new WebhookSink(any, port, deliveries, InstantSource.system());
        serve(new ControlServer(ControlServer.PORT), sink, deliveries);
        Thread.currentThread().join();
    }

    static ControlServer serve(ControlServer control, Sink sink, Deliveries deliveries) {
        var json = Wire.json();
        return control
                .on("/deliveries",
                        request -> new Wire.Came(
                                deliveries.from(json.treeToValue(request, Wire.From.class).first())))
                .on("/behave", request -> {
                    sink.behave(json.treeToValue(request, Behaviour.class));
                    return Map.of();
                })
                .start();
    }
}
