package dev.herald.worker.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Writes a message as a tree: absent fields and empty lists are left out, the others stand in a fixed order. */
public final class TreeWriter {
    private final Members members;

    TreeWriter(Members members) {
        this.members = members;
    }

    /** @throws InvalidFieldException with the path of the field that cannot be written */
    ObjectNode write(ObjectNode tree, Message message) {
        var recipients = tree.putObject("recipients");
        message.recipients().forEach((channel, addresses) -> {
            var list = recipients.putArray(channel);
            addresses.forEach(list::add);
        });
        body(tree, message);
        if (!message.attachments().isEmpty()) {
            attachments(tree, message.attachments());
        }
        if (!message.tags().isEmpty()) {
            members.writeTags(tree, message.tags());
        }
        message.deliverAfter().ifPresent(time -> tree.put("deliverAfter", time.toString()));
        message.expiresAt().ifPresent(time -> tree.put("expiresAt", time.toString()));
        return tree;
    }

    private void attachments(ObjectNode tree, List<Attachment> attachments) {
        var files = tree.putArray("attachments");
        for (int i = 0; i < attachments.size(); i++) {
            try {
                members.writeAttachment(files.addObject(), attachments.get(i));
            } catch (InvalidFieldException e) {
                throw e.within("attachments[" + i + "]");
            }
        }
    }

    /** What every version and every receiver has under the same names. */
    public static void body(ObjectNode tree, Message message) {
        message.subject().ifPresent(line -> tree.put("subject", line));
        message.text().ifPresent(body -> tree.put("text", body));
        message.html().ifPresent(body -> tree.put("html", body));
        message.data().ifPresent(json -> tree.set("data", json));
    }
}
