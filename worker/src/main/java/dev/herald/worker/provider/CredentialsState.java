package dev.herald.worker.provider;

/**
 * What a worker tells of its credentials, in the words of its heartbeat; never anything of their content.
 *
 * @param fingerprint
 *            12 hex digits by which two sets of credentials are told apart; empty when there are none in use
 * @param message
 *            what to do; empty when all is well
 */
public record CredentialsState(State state, String fingerprint, String message) {

    /** How the credentials stand. */
    public enum State {
        /** Read, or not needed. */
        PRESENT("Present"),
        /** Not mounted, or a key is not there; the last good ones, if any, stay in use. */
        MISSING("Missing"),
        /** The provider has refused them at their last use. */
        REJECTED("Rejected");

        private final String text;

        State(String text) {
            this.text = text;
        }

        /** As in heartbeats and reports. */
        public String text() {
            return text;
        }
    }

    /** Of something that needs no credentials. */
    public static CredentialsState notNeeded() {
        return new CredentialsState(State.PRESENT, "", "");
    }
}
