package dev.herald.worker.format;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes a message as a tree: absent fields and empty lists are left out, the others stand in a fixed order. */
public final class TreeWriter {
    private TreeWriter() {
    }

    static ObjectNode write(ObjectNode tree, Message message) {
        var recipients = tree.putObject("recipients");
        message.recipients().forEach((channel, addresses) -> {
            var list = recipients.putArray(channel);
            addresses.forEach(list::add);
        });
        content(tree, message);
        message.deliverAfter().ifPresent(time -> tree.put("deliverAfter", time.toString()));
        message.expiresAt().ifPresent(time -> tree.put("expiresAt", time.toString()));
        return tree;
    }

    /** What a receiver is to see of a message: all but who else gets it, and when. */
    public static void content(ObjectNode tree, Message message) {
        message.subject().ifPresent(line -> tree.put("subject", line));
        message.text().ifPresent(body -> tree.put("text", body));
        message.html().ifPresent(body -> tree.put("html", body));
        message.data().ifPresent(json -> tree.set("data", json));
        if (!message.attachments().isEmpty()) {
            var files = tree.putArray("attachments");
            message.attachments()
                    .forEach(file -> files.addObject()
                            .put("name", file.name())
                            .put("contentType", file.contentType())
                            .put("content", file.content()));
        }
        if (!message.tags().isEmpty()) {
            var labels = tree.putArray("tags");
            message.tags().forEach(labels::add);
        }
    }
}
