package dev.herald.worker.status.rules;

import java.time.Instant;
import java.util.Optional;

import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.config.LiveSettings.Rule;

/** One rule on one channel, with at most one open incident. */
sealed interface Watch permits RuleWatch, AgeWatch {

    /** The rule's levels as they are now; an open incident lives on by them. The measure is the same. */
    void follow(Rule changed);

    Measure measure();

    /** Takes up an incident that was written down earlier. */
    void restore(Incident incident);

    Judgement judgement();

    /** The open incident with its figures of the last judgement. */
    Optional<Incident> current();

    /** The rule or its channel is gone: nothing would ever clear the incident. */
    Optional<Incident> abandon(Instant at, String why);
}
