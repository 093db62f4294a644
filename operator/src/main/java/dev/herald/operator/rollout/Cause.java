package dev.herald.operator.rollout;

/** Why something is held: what stands before the first colon; what follows may hold figures, which change with each report. */
final class Cause {
    private Cause() {
    }

    static boolean isSame(String one, String other) {
        return cause(one).equals(cause(other));
    }

    private static String cause(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? text : text.substring(0, colon);
    }
}
