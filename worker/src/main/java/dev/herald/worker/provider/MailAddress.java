package dev.herald.worker.provider;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.IDN;
import java.util.regex.Pattern;

/** A mail address that is safe in an SMTP command and that a server without SMTPUTF8 (RFC 6531) understands. */
final class MailAddress {
    private static final Pattern PRINTABLE_ASCII = Pattern.compile("[!-~]+");
    /** RFC 5321 section 4.5.3.1.3, without the angle brackets. */
    private static final int MAX_LENGTH = 254;

    private MailAddress() {
    }

    /**
     * Reads {@code ada@example.org} or {@code Ada <ada@example.org>}; a domain in Unicode becomes ASCII (RFC 5890).
     *
     * @throws AddressException
     *             saying what is wrong, without the address
     */
    static InternetAddress parse(String text) throws AddressException {
        InternetAddress[] parsed;
        try {
            parsed = InternetAddress.parse(text, true);
        } catch (AddressException e) {
            throw new AddressException("the recipient is not a mail address (RFC 5322)");
        }
        if (parsed.length != 1 || parsed[0].isGroup()) {
            throw new AddressException("the recipient must be one mail address; list them one by one in recipients");
        }
        InternetAddress address = parsed[0];
        address.setAddress(ascii(address.getAddress()));
        return address;
    }

    private static String ascii(String address) throws AddressException {
        int at = address.lastIndexOf('@');
        if (at < 1 || at == address.length() - 1) {
            throw new AddressException("the recipient has no domain: a mail address looks like someone@example.org");
        }
        String ascii = address.substring(0, at + 1) + domain(address.substring(at + 1));
        if (!PRINTABLE_ASCII.matcher(ascii).matches()) {
            throw new AddressException("the part before the @ has characters that need SMTPUTF8, which is not offered");
        }
        if (ascii.length() > MAX_LENGTH) {
            throw new AddressException("the recipient's address is longer than " + MAX_LENGTH + " characters");
        }
        return ascii;
    }

    private static String domain(String domain) throws AddressException {
        try {
            return domain.startsWith("[") ? domain : IDN.toASCII(domain);
        } catch (IllegalArgumentException e) {
            throw new AddressException("the recipient's domain is not valid (RFC 5890)");
        }
    }
}
