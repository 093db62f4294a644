package dev.herald.operator.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herald.api.v1alpha1.Scaling;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.scaling.ScalingRules.Policy;
import dev.herald.operator.scaling.ScalingRules.Select;
import dev.herald.operator.scaling.ScalingRules.Unit;
import dev.herald.operator.scaling.ScalingSettings.Mode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestedScalingTest {
    @Test
    void whereNobodyAsksThereIsNone() {
        assertEquals(Optional.empty(), RequestedScaling.of(Optional.empty(), Optional.empty()));
    }

    @Test
    void anEmptyOneIsTheDefaults() {
        ScalingSettings defaults = new ScalingSettings(Mode.Auto, 1, 1000, Duration.ofMinutes(5), Duration.ofMinutes(2),
                ScalingBehavior.DEFAULT);

        assertEquals(Optional.of(defaults), RequestedScaling.of(asked("{}"), Optional.empty()));
        assertEquals(Optional.of(defaults), RequestedScaling.of(Optional.empty(), asked("{}")));
    }

    @Test
    void theChannelGoesBeforeItsPipelineMemberByMember() {
        ScalingSettings settings = RequestedScaling.of(asked("{mode: Fixed, minReplicas: 2, targetCatchUp: 10m}"),
                asked("{mode: External, maxReplicas: 9, maxMessageAge: 90s}")).orElseThrow();

        assertEquals(new ScalingSettings(Mode.External, 2, 9, Duration.ofMinutes(10), Duration.ofSeconds(90),
                ScalingBehavior.DEFAULT), settings);
    }

    @Test
    void whatBehaviorLeavesOutIsTheDefault() {
        ScalingBehavior behavior = RequestedScaling
                .of(Optional.empty(),
                        asked("{behavior: {scaleDown: {selectPolicy: Min, policies: [{type: Percent, value: 50, periodSeconds: 60}]}}}"))
                .orElseThrow()
                .behavior();

        assertEquals(ScalingBehavior.DEFAULT.scaleUp(), behavior.scaleUp());
        assertEquals(new ScalingRules(List.of(new Policy(Unit.Percent, 50, Duration.ofMinutes(1))), Select.Min,
                Duration.ofMinutes(2)), behavior.scaleDown());
    }

    @Test
    void boundsThatExcludeEachOtherAreToldAlsoAcrossTheTwo() {
        InvalidSpec told = assertThrows(InvalidSpec.class,
                () -> RequestedScaling.of(asked("{minReplicas: 4}"), asked("{maxReplicas: 3}")));

        assertEquals("spec.scaling.maxReplicas: 3 is too few: write at least 1, and at least minReplicas, which is 4",
                told.getMessage());
    }

    private static Optional<Scaling> asked(String yaml) {
        return Optional.of(Serialization.unmarshal("---\n" + yaml, Scaling.class));
    }
}
