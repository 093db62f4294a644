package dev.herald.worker.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Version 1, of JSON alone: an attachment is its name, type and content; tags are a list of keys. */
final class FirstMembers implements Members {

    @Override
    public Attachment readAttachment(ObjectNode file) {
        return new Attachment(Nodes.requiredText("name", file), Nodes.requiredText("contentType", file),
                ContentForm.TEXT.read("content", Nodes.required("content", file)));
    }

    @Override
    public Map<String, String> readTags(JsonNode tags) {
        List<String> keys = Nodes.texts("tags", tags);
        Fields.requireAtMost("tags", keys, Message.MAX_TAGS);
        var read = new LinkedHashMap<String, String>();
        for (int i = 0; i < keys.size(); i++) {
            Fields.requireTag("tags[" + i + "]", keys.get(i));
            read.put(keys.get(i), "");
        }
        return read;
    }

    @Override
    public void writeAttachment(ObjectNode file, Attachment attachment) {
        if (attachment.contentId().isPresent()) {
            throw new InvalidFieldException("contentId", "cannot be written in json-v1");
        }
        if (attachment.disposition() != Disposition.ATTACHMENT) {
            throw new InvalidFieldException("disposition",
                    "cannot be written as " + attachment.disposition().text() + " in json-v1");
        }
        file.put("name", attachment.name())
                .put("contentType", attachment.contentType())
                .put("content", attachment.content());
    }

    @Override
    public void writeTags(ObjectNode tree, Map<String, String> tags) {
        var keys = tree.putArray("tags");
        tags.forEach((key, value) -> {
            if (!value.isEmpty()) {
                throw new InvalidFieldException("tags." + key, "cannot be written with a value in json-v1");
            }
            keys.add(key);
        });
    }
}
