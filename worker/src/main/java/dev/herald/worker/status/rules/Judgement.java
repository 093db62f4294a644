package dev.herald.worker.status.rules;

/** What a rule says of a channel: too little to go by is no answer, and above all not a good one. */
public enum Judgement {
    True, False, Unknown
}
