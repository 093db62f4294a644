package dev.herald.operator.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.api.v1alpha1.FailurePolicy;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Json;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;

/** The rules of a pipeline as workers are given them. */
class FailureRuleTest {

    @Test
    void threeAreBuiltIn() {
        assertEquals(List.of("failed", "undecodable", "late"), rules("").stream().map(FailureRule::name).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            failed      | {"name":"failed","measure":"FailedPercent","window":"PT5M","minimumCount":50,"raise":5,"clear":1,"clearFor":"PT30S","actions":["Alert","Rollback","CreateReplayJob"]}
            undecodable | {"name":"undecodable","measure":"UndecodableCount","window":"PT5M","minimumCount":1,"raise":0,"clear":0,"clearFor":"PT30S","actions":["Alert","Rollback","CreateReplayJob"]}
            late        | {"name":"late","measure":"OldestMessageAge","window":"PT5M","minimumCount":1,"raise":600,"clear":300,"clearFor":"PT30S","actions":["Alert"]}
            """)
    void eachWithItsLevels(String name, String expected) {
        assertEquals(expected, json(rules(""), name));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            measure: UnknownPercent                            | {"name":"mine","measure":"UnknownPercent","window":"PT5M","minimumCount":50,"raise":5,"clear":1,"clearFor":"PT30S","actions":["Alert"]}
            measure: OldestMessageAge, raise: 60               | {"name":"mine","measure":"OldestMessageAge","window":"PT5M","minimumCount":1,"raise":60,"clear":30,"clearFor":"PT30S","actions":["Alert"]}
            measure: FailedPercent, groupBy: [tag, provider], actions: [SuspendChannel, HaltRollout] | {"name":"mine","measure":"FailedPercent","window":"PT5M","minimumCount":50,"raise":5,"clear":1,"clearFor":"PT30S","groupBy":["provider","tag"],"actions":["HaltRollout","SuspendChannel"]}
            """)
    void whatIsNotSaidFollowsFromTheMeasure(String rule, String expected) {
        assertEquals(expected, json(rules("{name: mine, " + rule + "}"), "mine"));
    }

    @Test
    void oneOfTheSameNameReplacesWhatIsBuiltIn() {
        List<FailureRule> rules = rules("{name: late, measure: OldestMessageAge, raise: 7200}");

        assertEquals(3, rules.size());
        assertEquals(7200, rules.getLast().raise());
    }

    private static List<FailureRule> rules(String rule) {
        FailurePolicy policy = Given
                .pipeline(Samples.PIPELINE + "  failurePolicy: {rules: [%s]}\n".formatted(rule))
                .spec()
                .readable()
                .orElseThrow()
                .failurePolicy();
        return FailureRule.of(policy);
    }

    private static String json(List<FailureRule> rules, String name) {
        return Json.text(rules.stream().filter(rule -> rule.name().equals(name)).findFirst().orElseThrow().json());
    }
}
