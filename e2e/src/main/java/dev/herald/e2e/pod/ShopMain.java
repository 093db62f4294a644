package dev.herald.e2e.pod;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.herald.e2e.shop.HttpShop;
import dev.herald.e2e.shop.Order;

/** A shop in a pod, which posts to the ingest's Service as an application of the cluster would. */
final class ShopMain {
    private HttpShop shop;
    private Wire.Posting last;
    private boolean posting;
    private String failure;

    private ShopMain() {
    }

    public static void main(String[] arguments) throws InterruptedException {
        new ShopMain().serve(new ControlServer(ControlServer.PORT));
        Thread.currentThread().join();
    }

    private void serve(ControlServer control) {
        var json = Wire.json();
        control.on("/post", request -> post(json.treeToValue(request, Wire.Posting.class)))
                .on("/posted", request -> posted(json.treeToValue(request, Wire.From.class).first()))
                .start();
    }

    /** Who got no answer says it again: the orders are posted once. */
    private synchronized Map<String, String> post(Wire.Posting what) {
        if (what.equals(last)) {
            return Map.of();
        }
        if (posting) {
            throw new IllegalStateException("others are being posted already");
        }
        last = what;
        posting = true;
        failure = null;
        if (shop == null) {
            var ingest = URI.create(what.ingest());
            shop = new HttpShop(() -> ingest, what.token());
        }
        var orders = IntStream.range(what.first(), what.first() + what.count()).mapToObj(Order::new).toList();
        Thread.ofVirtual().start(() -> post(orders, Duration.ofMillis(what.spreadMillis())));
        return Map.of();
    }

    private void post(List<Order> orders, Duration spread) {
        String end = null;
        try {
            shop.post(orders, spread);
        } catch (IllegalStateException | InterruptedException e) {
            end = e.getMessage();
        }
        ended(end);
    }

    private synchronized void ended(String why) {
        posting = false;
        failure = why;
    }

    private synchronized Wire.Posted posted(int first) {
        var numbers = shop == null
                ? List.<Integer>of()
                : shop.accepted().stream().skip(first).map(Order::number).toList();
        return new Wire.Posted(numbers, !posting, failure);
    }
}
