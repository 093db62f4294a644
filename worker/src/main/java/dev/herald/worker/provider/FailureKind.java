package dev.herald.worker.provider;

/** On whose side a failure lies. Rules count all of them but {@link #RECIPIENT}. */
public enum FailureKind {
    /** No such user, mailbox full, gone: this recipient alone. */
    RECIPIENT,
    /** The message is refused for what it is: too large, malformed, an attachment that is not wanted. */
    CONTENT,
    /** The provider is broken, overloaded, or limits us. */
    PROVIDER,
    /** The provider does not let us in. */
    CREDENTIALS,
    /** The provider was not reached. */
    NETWORK
}
