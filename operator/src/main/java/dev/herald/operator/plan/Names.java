package dev.herald.operator.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names and labels of what the operator makes; docs/formats.md, section 9. */
public final class Names {
    /** A longer Deployment name makes pod names longer than the 63 characters that a host name may have. */
    private static final int LONGEST_NAME = 47;
    private static final int LONGEST_LABEL = 63;
    private static final int HASH = 8;

    private Names() {
    }

    /** The ConfigMap that workers re-read while they run. */
    public static String live(String pipeline) {
        return shortened(pipeline + "-live", LONGEST_NAME);
    }

    /** The ConfigMap in which is written where rollouts are. */
    public static String rollout(String pipeline) {
        return shortened(pipeline + "-rollout", LONGEST_NAME);
    }

    /** Job and ConfigMap of one attempt to probe a revision. */
    public static String probe(String pipeline, String attempt) {
        return shortened(pipeline + "-" + Role.probe.segment() + "-" + attempt, LONGEST_NAME);
    }

    /** Deployment and Service of the ingest or the status worker. */
    public static String worker(String pipeline, Role role) {
        return shortened(pipeline + "-" + role.segment(), LONGEST_NAME);
    }

    /** The ConfigMap of one revision of the ingest or the status worker. */
    public static String worker(String pipeline, Role role, String revision) {
        return shortened(pipeline + "-" + role.segment() + "-" + revision, LONGEST_NAME);
    }

    /** Deployment and ConfigMap of one revision of a channel's sender. */
    public static String sender(String channel, String revision) {
        return shortened(channel + "-" + Role.send.segment() + "-" + revision, LONGEST_NAME);
    }

    /** Job and ConfigMap of a ReplayJob; a namesake made later has another uid, and thus another Job. */
    public static String replay(String replayJob, String uid) {
        return shortened(replayJob + "-" + Role.replay.segment() + "-" + uid.substring(0, Math.min(HASH, uid.length())),
                LONGEST_NAME);
    }

    /** The one ReplayJob that the operator makes for an incident. */
    public static String replayJob(String pipeline, String incident) {
        return pipeline + "-" + incident;
    }

    /** A name as the value of a label. */
    public static String label(String name) {
        return shortened(name, LONGEST_LABEL);
    }

    /** The first 8 hexadecimal digits of the SHA-256 of a text. */
    public static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static String shortened(String name, int longest) {
        return name.length() <= longest ? name : name.substring(0, longest - HASH - 1) + "-" + hash(name);
    }

    /**
     * What identifies a replay for ever, on the control topic too.
     *
     * @param specHash
     *            of what it is to do
     */
    public static String replayId(Subject replay, String specHash) {
        return replay.namespace() + "/" + replay.name() + "/" + specHash;
    }
}
