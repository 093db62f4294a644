package dev.herald.worker.format;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file that goes with a message.
 *
 * @param name
 *            the file's name as the recipient sees it; any Unicode but control characters
 * @param contentType
 *            its media type, RFC 6838, parameters allowed
 * @param content
 *            its bytes, possibly none; not copied, so nobody may change them
 * @param contentId
 *            by which the HTML shows it, as {@code cid:} and this (RFC 2392); without angle brackets
 * @param disposition
 *            how it is to be presented
 */
public record Attachment(String name, String contentType, byte[] content, Optional<String> contentId,
        Disposition disposition) {
    private static final String TOKEN = "[A-Za-z0-9!#$&^_.+-]{1,127}";
    private static final Pattern MEDIA_TYPE = Pattern.compile(TOKEN + "/" + TOKEN + "( *;[ -~]*)?");
    private static final String ATOMS = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+";
    private static final Pattern CONTENT_ID = Pattern.compile(ATOMS + "(@" + ATOMS + ")?");
    private static final int MAX_CONTENT_ID = 250;

    /**
     * @throws InvalidFieldException
     *             when the name is empty or has control characters, the type is no media type, or the content id could
     *             not stand between angle brackets
     */
    public Attachment {
        Fields.requireLine("name", name);
        if (!MEDIA_TYPE.matcher(contentType).matches()) {
            throw new InvalidFieldException("contentType", "must be a media type like application/pdf");
        }
        contentId.ifPresent(Attachment::requireContentId);
    }

    /** One that is listed beside the message. */
    public Attachment(String name, String contentType, byte[] content) {
        this(name, contentType, content, Optional.empty(), Disposition.ATTACHMENT);
    }

    private static void requireContentId(String id) {
        if (id.length() > MAX_CONTENT_ID || !CONTENT_ID.matcher(id).matches()) {
            throw new InvalidFieldException("contentId",
                    "must be like logo@example.org, without spaces and angle brackets, of at most %d characters"
                            .formatted(MAX_CONTENT_ID));
        }
    }

    public Attachment withContentId(String id) {
        return new Attachment(name, contentType, content, Optional.of(id), disposition);
    }

    /** The same, to be shown in the message's body. */
    public Attachment inline() {
        return new Attachment(name, contentType, content, contentId, Disposition.INLINE);
    }

    /** SHA-256 of the content. */
    public byte[] sha256() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Attachment that && name.equals(that.name) && contentType.equals(that.contentType)
                && contentId.equals(that.contentId) && disposition == that.disposition
                && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hash(name, contentType, contentId, disposition) + Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return "Attachment[" + name + ", " + contentType + ", " + content.length + " bytes]";
    }
}
