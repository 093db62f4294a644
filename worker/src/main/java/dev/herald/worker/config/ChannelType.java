package dev.herald.worker.config;

/** The kinds of channels this worker can send to; spelled as in the Channel resource. */
public enum ChannelType {
    Email, Webhook
}
