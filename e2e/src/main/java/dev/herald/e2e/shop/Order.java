package dev.herald.e2e.shop;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import dev.herald.e2e.sink.Arrival;
import dev.herald.e2e.sink.Digest;

/**
 * An order of the shop: a mail to the customer, every second one told to a partner by webhook as well, every fourth one with an invoice.
 *
 * @param number from 1; decides everything else
 */
public record Order(int number) {
    public static final String SOURCE = "/shop/checkout";
    private static final int SMALLEST_INVOICE = 4 * 1024;
    private static final int LARGEST_INVOICE = 48 * 1024;

    /**
     * The order of an event's id.
     *
     * @throws NumberFormatException when it is none of the shop's
     */
    public static Order of(String id) {
        return new Order(Integer.parseInt(id.replaceFirst("^order-", "")));
    }

    public String id() {
        return "order-" + number;
    }

    public boolean hasInvoice() {
        return number % 4 == 0;
    }

    public boolean isToldToPartner() {
        return number % 2 == 0;
    }

    public String customer() {
        return "customer-" + number + "@example.com";
    }

    /** What {@code Herald-Message} will say. */
    public String message() {
        return Digest.message(SOURCE, id());
    }

    /** What must arrive at the sinks. */
    public Set<Arrival.Unit> units() {
        var units = new HashSet<Arrival.Unit>();
        units.add(new Arrival.Unit(message(), "email", customer()));
        if (isToldToPartner()) {
            units.add(new Arrival.Unit(message(), "hooks", "0"));
        }
        return units;
    }

    public Set<String> digests() {
        return invoice().map(content -> Set.of(Digest.of(content))).orElse(Set.of());
    }

    /** The message in the format {@code application/vnd.herald.message.v1+json}. */
    public Map<String, Object> body() {
        var recipients = isToldToPartner()
                ? Map.of("email", List.of(customer()), "hooks", List.of())
                : Map.of("email", List.of(customer()));
        return Map.of("recipients", recipients, "subject", "Your order " + number + " – thank you", "text",
                "Dear customer,\n\nyour order " + number
                        + " is on its way.\n\nYour shop",
                "html", "<p>Your order <b>" + number + "</b> is on its way.</p>", "data", Map.of("order", number),
                "attachments",
                invoice().map(content -> List
                        .of(Map.of("name", "Rechnung für " + number + ".pdf", "contentType", "application/pdf",
                                "content", Base64.getEncoder().encodeToString(content))))
                        .orElse(List.of()));
    }

    /** A PDF of one page with a picture's worth of noise, so that nothing on the way can squeeze or guess it. */
    public Optional<byte[]> invoice() {
        if (!hasInvoice()) {
            return Optional.empty();
        }
        var random = new Random(number);
        var noise = new byte[random.nextInt(SMALLEST_INVOICE, LARGEST_INVOICE)];
        random.nextBytes(noise);
        var pdf = new ByteArrayOutputStream();
        pdf.writeBytes("""
                %%PDF-1.4
                1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
                2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
                3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>> endobj
                4 0 obj <</Length %d>> stream
                """.formatted(noise.length).getBytes(StandardCharsets.US_ASCII));
        pdf.writeBytes(noise);
        pdf.writeBytes("\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n".getBytes(StandardCharsets.US_ASCII));
        return Optional.of(pdf.toByteArray());
    }
}
