package dev.herald.worker.provider;

import static dev.herald.worker.provider.FailureKind.CONTENT;
import static dev.herald.worker.provider.FailureKind.CREDENTIALS;
import static dev.herald.worker.provider.FailureKind.PROVIDER;
import static dev.herald.worker.provider.FailureKind.RECIPIENT;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a refusal of an SMTP server means; docs/failures.md has the table with its sources. The enhanced code of RFC 3463
 * says it best; where a server gives none, or one that says nothing, the code of RFC 5321 section 4.2.3 and the command it
 * answers must do.
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

    // Where RFC 2034 has it, or at the end, as the family of qmail writes it.
    private static final Pattern ENHANCED = Pattern
            .compile("\\A[245]\\d\\d[ -][245]\\.(\\d{1,3}\\.\\d{1,3})\\b|\\(#[245]\\.(\\d{1,3}\\.\\d{1,3})\\)");
    private static final Pattern LINE_BEGIN = Pattern.compile("\\R\\d{3}[ -]([245]\\.\\d{1,3}\\.\\d{1,3} )?");
    private static final int SERVICE_CLOSING = 421;
    private static final int PASSWORD_TRANSITION = 432;
    private static final int FIRST_ABOUT_MAIL = 550;

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
        return new SendResult.Failed(kind, permanent, Integer.toString(code), withCodesOnce(), Optional.empty());
    }

    // Each line of a reply begins with the codes of the first.
    private String withCodesOnce() {
        return LINE_BEGIN.matcher(text.strip()).replaceAll(" ").replaceFirst("\\A(\\d{3})-", "$1 ");
    }

    private FailureKind kind() {
        if (code == SERVICE_CLOSING) {
            return PROVIDER;
        }
        FailureKind kind = switch (code) {
            case 530, 534, 535, 538 -> CREDENTIALS;
            default -> enhanced().flatMap(this::byEnhancedCode).orElseGet(this::byCode);
        };
        return switch (stage) {
            case SESSION -> kind == CREDENTIALS ? CREDENTIALS : PROVIDER;
            // What is only for now says nothing against the password.
            case AUTH -> code >= 500 || code == PASSWORD_TRANSITION ? CREDENTIALS : PROVIDER;
            // Whom it is for has not been said yet.
            case MAIL -> kind == RECIPIENT ? PROVIDER : kind;
            case RCPT, DATA, END_OF_DATA -> kind;
        };
    }

    private Optional<String> enhanced() {
        var matcher = ENHANCED.matcher(text);
        return matcher.find()
                ? Optional.ofNullable(matcher.group(1)).or(() -> Optional.of(matcher.group(2)))
                : Optional.empty();
    }

    /** @return empty where it says less than the code */
    private Optional<FailureKind> byEnhancedCode(String subjectAndDetail) {
        return Optional.ofNullable(switch (subjectAndDetail) {
            // Of the sender's address and domain: ours to mend.
            case "1.7", "1.8" -> PROVIDER;
            // Too large for the mailbox, for the system, for the priority.
            case "2.3", "3.4", "7.16" -> CONTENT;
            // A list that is not for us, a mailbox or domain that is another's now.
            case "7.2", "7.17", "7.18" -> RECIPIENT;
            // Authentication required, failed, too weak, needs encryption, expired, account disabled.
            case "7.8", "7.9", "7.10", "7.11", "7.12", "7.13", "7.14" -> CREDENTIALS;
            // The recipient's domain has no way in, or, from some, no such mailbox.
            case "4.1", "4.4" -> stage == Stage.RCPT && code >= 500 ? RECIPIENT : PROVIDER;
            // A wrong argument: the only one of ours that is not always the same is the recipient.
            case "5.2", "5.4" -> stage == Stage.RCPT ? null : PROVIDER;
            // Said of relaying, of policy and of spam alike; of the message only once it was seen.
            case "7.0", "7.1" -> stage == Stage.END_OF_DATA ? null : PROVIDER;
            case "0.0" -> null;
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

    private FailureKind byCode() {
        return switch (stage) {
            case SESSION, AUTH -> PROVIDER;
            case MAIL, DATA -> code == 552 ? CONTENT : PROVIDER;
            case RCPT -> switch (code) {
                case 450, 501, 550, 551, 552, 553, 556 -> RECIPIENT;
                default -> PROVIDER;
            };
            case END_OF_DATA -> code >= FIRST_ABOUT_MAIL ? CONTENT : PROVIDER;
        };
    }
}
