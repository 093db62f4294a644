package dev.herald.worker.provider;

import java.util.regex.Pattern;

/**
 * What may be written down of a provider's answer. Answers quote recipients and URLs with secrets in them, and ledgers,
 * logs and reports are read by people who must not learn those.
 */
public final class ErrorText {
    /** Enough for any reply line of RFC 5321 that says something, and small in a ledger of millions. */
    public static final int MAX_LENGTH = 256;

    // Not only what RFC 5322 allows: anything around an @ that could be somebody.
    private static final Pattern ADDRESS = Pattern
            .compile(
                    "(\"[^\"]{1,256}\"|[^\\s<>()\\[\\],;:\"@]{1,256})(?:@|%40)(\\[[^\\]]{1,64}\\]|[^\\s<>()\\[\\],;:\"@]{1,256})");
    private static final Pattern USER_INFO = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*://)[^\\s/?#@]+@");
    private static final Pattern QUERY = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*://[^\\s?#]*)[?#]\\S*");
    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cntrl}]+");

    private ErrorText() {
    }

    /** The text on one line, without mail addresses and without user info, query and fragment of URLs, cut. */
    public static String of(String text) {
        // Cut first, generously: patterns must not run over a megabyte that a provider sent.
        String head = text.substring(0, Math.min(text.length(), 4 * MAX_LENGTH));
        String line = BLANKS.matcher(head).replaceAll(" ").strip();
        line = USER_INFO.matcher(line).replaceAll("$1");
        line = QUERY.matcher(line).replaceAll("$1");
        line = ADDRESS.matcher(line).replaceAll("[address]");
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH - 1) + "…";
    }
}
