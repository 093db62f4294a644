package dev.herald.worker.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Version 2: an attachment may have a content id and a disposition and carries the digest of its content, so that one
 * that was changed on the way is found; tags are an object of values by key.
 */
final class SecondMembers implements Members {
    private final ContentForm form;

    SecondMembers(ContentForm form) {
        this.form = form;
    }

    @Override
    public Attachment readAttachment(ObjectNode file) {
        var attachment = new Attachment(Nodes.requiredText("name", file), Nodes.requiredText("contentType", file),
                form.read("content", Nodes.required("content", file)), Nodes.text("contentId", file),
                Nodes.text("disposition", file).map(SecondMembers::disposition).orElse(Disposition.ATTACHMENT));
        Nodes.present(file.get("sha256")).ifPresent(digest -> {
            if (!MessageDigest.isEqual(form.readDigest("sha256", digest), attachment.sha256())) {
                throw new InvalidFieldException("sha256", "is not the SHA-256 of the content");
            }
        });
        return attachment;
    }

    private static Disposition disposition(String text) {
        return Disposition.ofText(text)
                .orElseThrow(() -> new InvalidFieldException("disposition", "must be attachment or inline"));
    }

    @Override
    public Map<String, String> readTags(JsonNode tags) {
        var read = new LinkedHashMap<String, String>();
        Nodes.present(tags).ifPresent(present -> {
            if (!(present instanceof ObjectNode members)) {
                throw new InvalidFieldException("tags", "must be an object of strings by key, like {\"tenant\":\"7\"}");
            }
            members.properties().forEach(tag -> {
                Fields.requireTagKey("tags", tag.getKey());
                read.put(tag.getKey(), Nodes.string("tags." + tag.getKey(), tag.getValue()));
            });
        });
        return read;
    }

    @Override
    public void writeAttachment(ObjectNode file, Attachment attachment) {
        file.put("name", attachment.name()).put("contentType", attachment.contentType());
        attachment.contentId().ifPresent(id -> file.put("contentId", id));
        if (attachment.disposition() != Disposition.ATTACHMENT) {
            file.put("disposition", attachment.disposition().text());
        }
        form.writeDigest(file, "sha256", attachment.sha256());
        file.put("content", attachment.content());
    }

    @Override
    public void writeTags(ObjectNode tree, Map<String, String> tags) {
        var members = tree.putObject("tags");
        tags.forEach(members::put);
    }
}
