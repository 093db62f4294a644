package dev.herald.worker.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "550 5.1.1 <ada.b+c@mail.example.org>: unknown    | 550 5.1.1 <[address]>: unknown",
            "RCPT TO:<zoë@bücher.example> refused               | RCPT TO:<[address]> refused",
            "user \"ada b\"@example.org and root@localhost      | user [address] and [address]",
            "x ada@[10.0.0.1] y                                 | x [address] y",
            "GET https://u:p@example.org/a/b?token=s3cret#f ok  | GET https://example.org/a/b ok",
            "see http://example.org/x?y=ada@example.org now     | see http://example.org/x now",
            "ADA%40example.org?                                 | [address]",
            "nothing to hide                                    | nothing to hide"})
    void losesAddressesAndSecretsOfUrls(String text, String expected) {
        assertEquals(expected, ErrorText.of(text));
    }

    @Test
    void isOneLineOfLimitedLength() {
        assertEquals("a b c", ErrorText.of(" a\r\nb\tc\u0000 "));
        assertEquals(256, ErrorText.of("x".repeat(1_000_000)).length());
    }

    @Test
    void retryAfterIsSecondsOrADateAndAtMostADay() {
        Instant now = Instant.parse("2026-11-23T08:00:00Z");

        assertEquals(Optional.of(Duration.ofSeconds(120)), RetryAfter.parse(" 120 ", now));
        assertEquals(Optional.of(Duration.ofSeconds(30)), RetryAfter.parse("Mon, 23 Nov 2026 08:00:30 GMT", now));
        assertEquals(Optional.of(Duration.ZERO), RetryAfter.parse("Mon, 23 Nov 2026 07:00:30 GMT", now));
        assertEquals(Optional.of(Duration.ofDays(1)), RetryAfter.parse("999999999", now));
        assertEquals(Optional.empty(), RetryAfter.parse("-1", now));
        assertEquals(Optional.empty(), RetryAfter.parse("soon", now));
    }
}
