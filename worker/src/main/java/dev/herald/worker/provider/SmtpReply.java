package dev.herald.worker.provider;

import static dev.herald.worker.provider.FailureKind.CONTENT;
import static dev.herald.worker.provider.FailureKind.CREDENTIALS;
import static dev.herald.worker.provider.FailureKind.PROVIDER;
import static dev.herald.worker.provider.FailureKind.RECIPIENT;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a refusal of an SMTP server means. The enhanced code of RFC 3463 (registry: IANA "SMTP Enhanced Status Codes")
 * says it best; where a server gives none, or one that says nothing, the code of RFC 5321 section 4.2.3 and the command
 * it answers must do. Extensions: 432 454 534 535 538 of RFC 4954 section 6, 521 556 of RFC 7504, 552 of RFC 1870.
 *
 * @param code
 *            three digits
 * @param text
 *            the whole reply, its lines included
 */
record SmtpReply(Stage stage, int code, String text) {

    /** The command that the reply answers. */
    enum Stage {
        SESSION, AUTH, MAIL, RCPT, DATA, END_OF_DATA
    }

    private static final Pattern ENHANCED = Pattern.compile("[245]\\d\\d[ -][245]\\.(\\d{1,3}\\.\\d{1,3})\\b");
    private static final int SERVICE_CLOSING = 421;

    boolean refuses() {
        return code >= 400 && code <= 599;
    }

    /** What became of the message, when this reply is the one to its end; empty before, and for what is no reply. */
    Optional<SendResult> verdict() {
        if (stage != Stage.END_OF_DATA) {
            return Optional.empty();
        }
        if (code >= 200 && code <= 299) {
            return Optional.of(new SendResult.Accepted(text));
        }
        return refuses() ? Optional.of(failure()) : Optional.empty();
    }

    SendResult.Failed failure() {
        FailureKind kind = kind();
        // Only what is wrong with the message or its recipient stays wrong: configuration, credentials and servers are
        // mended while messages wait.
        boolean permanent = code >= 500 && (kind == CONTENT || kind == RECIPIENT);
        return new SendResult.Failed(kind, permanent, Integer.toString(code), text, Optional.empty());
    }

    private FailureKind kind() {
        if (code == SERVICE_CLOSING) {
            return PROVIDER;
        }
        if (stage == Stage.AUTH) {
            return CREDENTIALS;
        }
        return enhanced().flatMap(this::byEnhancedCode).orElseGet(this::byCodeAndStage);
    }

    private Optional<String> enhanced() {
        var matcher = ENHANCED.matcher(text);
        return matcher.lookingAt() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private Optional<FailureKind> byEnhancedCode(String subjectAndDetail) {
        return Optional.ofNullable(switch (subjectAndDetail) {
            // Bad sender address, sender's domain does not resolve or takes no mail: ours to mend, not the recipient's.
            case "1.7", "1.8" -> PROVIDER;
            // Message too large for the mailbox, for the system.
            case "2.3", "3.4" -> CONTENT;
            // Authentication required, failed, too weak, needs encryption, expired, account disabled.
            case "7.8", "7.9", "7.10", "7.11", "7.12", "7.13", "7.14" -> CREDENTIALS;
            // "Other", and "delivery not authorized": said of relaying, of policy and of spam alike.
            case "0.0", "7.0", "7.1" -> null;
            default -> bySubject(subjectAndDetail.charAt(0));
        });
    }

    private static FailureKind bySubject(char subject) {
        return switch (subject) {
            case '1', '2' -> RECIPIENT;
            case '3', '4', '5', '7' -> PROVIDER;
            case '6' -> CONTENT;
            default -> null;
        };
    }

    private FailureKind byCodeAndStage() {
        if (code == 530 || code == 534 || code == 535 || code == 538) {
            return CREDENTIALS;
        }
        boolean relayingDenied = enhanced().filter("7.1"::equals).isPresent();
        return switch (stage) {
            case SESSION, AUTH -> PROVIDER;
            case MAIL -> code == 552 ? CONTENT : PROVIDER;
            case RCPT -> switch (code) {
                case 450, 501, 550, 551, 552, 553, 556 -> relayingDenied ? PROVIDER : RECIPIENT;
                default -> PROVIDER;
            };
            case DATA, END_OF_DATA -> code >= 500 ? CONTENT : PROVIDER;
        };
    }
}
