package dev.herald.operator.plan;

import dev.herald.api.Reason;

/** Why the operator cannot go on without a person. */
public record Stall(Reason reason, String message) {}
