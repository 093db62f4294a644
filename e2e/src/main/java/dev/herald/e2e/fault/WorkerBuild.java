package dev.herald.e2e.fault;

import java.util.List;

/** Builds of the worker that a drill rolls out beside the one of this tree. */
public enum WorkerBuild {
    /** Behaves as the worker of this tree. */
    OTHER("other",
            Edit.line("Worker.java", "version = \"herald worker ", "version = \"herald worker of another build ")),

    /** Decodes every message without an error, and loses its attachments. */
    NO_ATTACHMENTS("no-attachments", Edit.line("format/MessageFormat.java", "return codec.decode(bytes);",
            "return codec.decode(bytes).withAttachments();")),

    /** Cannot decode a message with attachments. */
    ATTACHMENTS_BROKEN("attachments-broken", Edit.line("format/MessageFormat.java", "return codec.decode(bytes);", """
            Message message = codec.decode(bytes);
            if (!message.attachments().isEmpty()) {
                throw new UndecodableException("attachments", "cannot be read by this build of the worker");
            }
            return message;""")),

    /** Every webhook fails for good, without a word to the receiver. */
    WEBHOOKS_BROKEN("webhooks-broken", unsent("provider/WebhookProvider.java")),

    /** Every mail fails for good, without a word to the server. */
    MAIL_BROKEN("mail-broken", unsent("provider/SmtpProvider.java")),

    /** Knows the oldest format alone. The others' constants stay for classes that name them, out of the catalogue. */
    OLD_READER("old-reader", Edit.match("format/MessageFormat.java",
            "(JSON_V1\\(.*?\\)),(?=\\s*/\\*\\*)(.*?);(?=\\s*private final)", """
                    $1;
                    public static final MessageFormat JSON_V2 = JSON_V1;
                    public static final MessageFormat CBOR_V1 = JSON_V1;"""));

    private final String key;
    private final List<Edit> edits;

    WorkerBuild(String key, Edit... edits) {
        this.key = key;
        this.edits = List.of(edits);
    }

    /** Ends the name of its image. */
    public String key() {
        return key;
    }

    List<Edit> edits() {
        return edits;
    }

    private static Edit unsent(String provider) {
        return Edit.line(provider, "return Attempt.within(deadline, attempt -> send(delivery, attempt));",
                "return SendResult.permanent(FailureKind.PROVIDER, \"this build of the worker cannot send\");");
    }
}
