package dev.herald.e2e.pod;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;

import dev.herald.e2e.bulk.Bulk;
import dev.herald.e2e.bulk.LocalBulk;

/** Producer and endpoint of many messages in a pod: the broker's {@code host:port} and the topic of the log. */
final class BulkMain {
    private BulkMain() {
    }

    public static void main(String[] arguments) throws Exception {
        var bulk = new LocalBulk(InetAddress.getByName("0.0.0.0"), arguments[0], arguments[1]);
        serve(new ControlServer(ControlServer.PORT), bulk);
        Thread.currentThread().join();
    }

    static ControlServer serve(ControlServer control, Bulk bulk) {
        var json = Wire.json();
        return control.on("/begin", request -> {
            bulk.begin(json.treeToValue(request, Wire.UpTo.class).number());
            return Map.of();
        }).on("/post", request -> {
            bulk.post(json.treeToValue(request, Wire.UpTo.class).number());
            return Map.of();
        }).on("/refuse", request -> {
            bulk.refuseAttachments(json.treeToValue(request, Wire.Refusal.class).attachments());
            return Map.of();
        }).on("/delay", request -> {
            bulk.answerAfter(Duration.ofMillis(json.treeToValue(request, Wire.Delay.class).millis()));
            return Map.of();
        }).on("/counts", request -> bulk.counts()).start();
    }
}
