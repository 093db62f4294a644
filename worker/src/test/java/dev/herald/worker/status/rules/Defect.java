package dev.herald.worker.status.rules;

import java.util.List;
import java.util.Set;

import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.config.LiveSettings.Rule;
import dev.herald.worker.status.rules.Decision.Unit;

/** What a detector might get wrong, brought about by what it is given, so that nothing has to be built into it. */
enum Defect {
    NONE,
    /** An attempt does not take the one before out. */
    COUNTS_EACH_ATTEMPT {
        @Override
        Decision distorts(Decision decision, long count) {
            return new Decision(new Unit(9, count, 0), decision.at(), decision.verdict(), decision.again(),
                    decision.classes(), decision.revision(), decision.error());
        }
    },
    /** What one class does is not told from what the channel does. */
    KNOWS_NO_CLASSES {
        @Override
        Decision distorts(Decision decision, long count) {
            return new Decision(decision.unit(), decision.at(), decision.verdict(), decision.again(), List.of(),
                    decision.revision(), decision.error());
        }
    },
    /** Crossed at the level, not above it. */
    CROSSED_AT_THE_LEVEL {
        @Override
        Rule distorts(Rule rule) {
            return with(rule, rule.groupBy(), rule.minimumCount(), Math.max(0, rule.raise() - 1), rule.clear());
        }
    },
    IGNORES_THE_MINIMUM {
        @Override
        Rule distorts(Rule rule) {
            return with(rule, rule.groupBy(), 1, rule.raise(), rule.clear());
        }
    },
    IGNORES_GROUP_BY {
        @Override
        Rule distorts(Rule rule) {
            return with(rule, Set.of(LiveSettings.Label.values()), rule.minimumCount(), rule.raise(), rule.clear());
        }
    },
    /** Closed as soon as it is no longer crossed. */
    CLEARS_AT_THE_RAISE_LEVEL {
        @Override
        Rule distorts(Rule rule) {
            return with(rule, rule.groupBy(), rule.minimumCount(), rule.raise(), Math.max(rule.raise(), rule.clear()));
        }
    },
    /** After a restart windows begin empty. */
    READS_NOTHING_AGAIN,
    /** After a restart nothing is known of incidents. */
    FORGETS_INCIDENTS;

    Decision distorts(Decision decision, long count) {
        return decision;
    }

    Rule distorts(Rule rule) {
        return rule;
    }

    private static Rule with(Rule rule, Set<LiveSettings.Label> groupBy, int minimumCount, int raise, int clear) {
        return new Rule(rule.name(), rule.measure(), groupBy, rule.window(), minimumCount, raise, clear,
                rule.clearFor(), rule.actions());
    }
}
