package dev.herald.operator.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the status worker says of a channel; {@link Report#channels} has it by key. Times are when messages were accepted; {@code oldest} is null if none waits for its
 * first attempt, {@code scaling} while that cannot be told.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReportedFigures(long lag, long pending, Instant oldest, int owned, boolean measured, Instant lastDecision,
        Totals totals, List<Failing> failing,
        Credentials credentials, List<RevisionFigures> revisions, ReportedScaling scaling) {
    public ReportedFigures {
        revisions = Objects.requireNonNullElseGet(revisions, List::of);
        totals = Objects.requireNonNullElseGet(totals, () -> new Totals(0, 0, 0, 0, 0));
        failing = Objects.requireNonNullElseGet(failing, List::of);
        credentials = Objects.requireNonNullElseGet(credentials, () -> new Credentials("", "", ""));
    }

    /** Of what a revision of the sender decided; nothing if it decided nothing. */
    public RevisionFigures revision(String revision) {
        return revisions.stream()
                .filter(figures -> revision.equals(figures.revision()))
                .findFirst()
                .orElseGet(() -> new RevisionFigures(revision, 0, 0, null, null));
    }

    /** What one revision of a sender decided within the window of the rules, and each rule judged on that alone. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record RevisionFigures(String revision, int owned, long decided, List<ClassFigures> classes,
            List<RuleFigures> rules) {
        public RevisionFigures {
            classes = Objects.requireNonNullElseGet(classes, List::of);
            rules = Objects.requireNonNullElseGet(rules, List::of);
        }

        /** The rule of that name. */
        public Optional<RuleFigures> rule(String name) {
            return rules.stream().filter(rule -> name.equals(rule.rule())).findFirst();
        }

        /** How many of a class were decided. */
        public long decided(Map<String, String> labels) {
            return classes.stream()
                    .filter(one -> one.labels().equals(labels))
                    .mapToLong(ClassFigures::decided)
                    .findFirst()
                    .orElse(0);
        }
    }

    /** How many of a class were decided. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ClassFigures(@JsonProperty("class") Map<String, String> labels, long decided) {
        public ClassFigures {
            labels = Objects.requireNonNullElseGet(labels, Map::of);
        }
    }

    /** A rule on one revision's messages, with its worst class. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record RuleFigures(String rule, boolean crossed, @JsonProperty("class") Map<String, String> labels, long bad,
            long decided, long minimumCount, String message) {
        public RuleFigures {
            rule = Objects.requireNonNullElse(rule, "");
            labels = Objects.requireNonNullElseGet(labels, Map::of);
            message = Objects.requireNonNullElse(message, "");
        }
    }

    /** Units since the start of the ledger that was read. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Totals(long arrived, long accepted, long failed, long unknown, long undecodable) {}

    /** A class of messages and its failures. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Failing(@JsonProperty("class") Map<String, String> labels, long percent, long failed, long decided) {
        public Failing {
            labels = Objects.requireNonNullElseGet(labels, Map::of);
        }
    }

    /** What the senders say of their credentials: Present, Missing, Rejected, or empty. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Credentials(String state, String fingerprint, String message) {
        public Credentials {
            state = Objects.requireNonNullElse(state, "");
            message = Objects.requireNonNullElse(message, "");
        }
    }
}
