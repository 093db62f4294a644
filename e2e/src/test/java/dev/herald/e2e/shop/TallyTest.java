package dev.herald.e2e.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.herald.e2e.sink.Arrival;
import dev.herald.e2e.sink.Deliveries;

class TallyTest {
    private final List<Order> orders = IntStream.rangeClosed(1, 4).mapToObj(Order::new).toList();
    private final Deliveries deliveries = new Deliveries();

    @Test
    void countsByChannelWhatWasRefusedAndTakenLater() {
        mails(1, true, 1, 2, 3);
        mails(1, false, 4);
        mails(2, true, 4);
        webhooks(2, 4);
        assertEquals(List.of(new Tally.Row("email", 4, 4, 1, 1, 0, 0), new Tally.Row("hooks", 2, 2, 0, 0, 0, 0)),
                tally().rows());
        assertEquals(List.of(), tally().problems());
    }

    @Test
    void tellsWhatWasLostTwiceAndNotReplayed() {
        mails(1, true, 1, 2, 3);
        mails(2, true, 3);
        mails(1, false, 4);
        webhooks(2, 4);
        assertEquals(List.of("1 of email lost",
                "1 of email delivered twice: %s by attempt 1 taken at %s, attempt 2 taken at %2$s"
                        .formatted(new Order(3).message(), Instant.EPOCH),
                "1 of email failed, but 0 were replayed"), tally().problems());
    }

    @Test
    void tellsOfAttachmentsThatArrivedDamaged() {
        mails(1, true, 1, 2, 3);
        var order = new Order(4);
        deliveries.record(arrival(order, 1, Set.of("0badc0de")), true);
        webhooks(2, 4);
        assertEquals(List.of("1 arrived with other attachments than were posted"), tally().problems());
    }

    @Test
    void tellsOfWhatNobodyPosted() {
        mails(1, true, 1, 2, 3, 4, 5);
        webhooks(2, 4);
        assertEquals(List.of("1 arrived that nobody posted"), tally().problems());
    }

    private Tally tally() {
        return Tally.of(orders, deliveries);
    }

    private void mails(int attempt, boolean accepted, int... numbers) {
        for (int number : numbers) {
            deliveries.record(arrival(new Order(number), attempt, new Order(number).digests()), accepted);
        }
    }

    private void webhooks(int... numbers) {
        for (int number : numbers) {
            var order = new Order(number);
            deliveries.record(new Arrival(order.message(), 1, "c", "hooks", "0", order.digests(), Instant.EPOCH), true);
        }
    }

    private static Arrival arrival(Order order, int attempt, Set<String> attachments) {
        return new Arrival(order.message(), attempt, "c", "email", order.customer(), attachments, Instant.EPOCH);
    }
}
