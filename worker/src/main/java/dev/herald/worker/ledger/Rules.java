package dev.herald.worker.ledger;

import java.util.EnumSet;
import java.util.Set;

/** The rules in force: all of them, but in a simulation that shows what each is good for. */
public final class Rules {

    public static final Rules ALL = new Rules(EnumSet.allOf(Rule.class));

    private final Set<Rule> inForce;

    private Rules(Set<Rule> inForce) {
        this.inForce = inForce;
    }

    /** For simulations alone: messages get lost or sent twice. */
    public static Rules allBut(Rule rule) {
        return new Rules(EnumSet.complementOf(EnumSet.of(rule)));
    }

    public boolean hold(Rule rule) {
        return inForce.contains(rule);
    }
}
