package dev.herald.worker.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Those members of a message in which the versions of the formats differ. */
interface Members {

    /** @throws InvalidFieldException with the path of the field below the attachment */
    Attachment readAttachment(ObjectNode file);

    /** @throws InvalidFieldException with the path of the field that is wrong */
    Map<String, String> readTags(JsonNode tags);

    /**
     * @throws InvalidFieldException
     *             with the path, below the attachment, of the field that this version cannot hold
     */
    void writeAttachment(ObjectNode file, Attachment attachment);

    /** @throws InvalidFieldException with the tag that this version cannot hold */
    void writeTags(ObjectNode tree, Map<String, String> tags);
}
