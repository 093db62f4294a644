package dev.herald.worker.format;

import java.util.Arrays;
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
 */
public record Attachment(String name, String contentType, byte[] content) {
    private static final String TOKEN = "[A-Za-z0-9!#$&^_.+-]{1,127}";
    private static final Pattern MEDIA_TYPE = Pattern.compile(TOKEN + "/" + TOKEN + "( *;[ -~]*)?");

    /** @throws InvalidFieldException when the name is empty or has control characters, or the type is no media type */
    public Attachment {
        Fields.requireLine("name", name);
        if (!MEDIA_TYPE.matcher(contentType).matches()) {
            throw new InvalidFieldException("contentType", "must be a media type like application/pdf");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Attachment(var otherName, var otherType, var otherContent) && name.equals(otherName)
                && contentType.equals(otherType) && Arrays.equals(content, otherContent);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * name.hashCode() + contentType.hashCode()) + Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return "Attachment[" + name + ", " + contentType + ", " + content.length + " bytes]";
    }
}
