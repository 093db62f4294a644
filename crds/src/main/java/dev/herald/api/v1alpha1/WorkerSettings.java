package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;

/** How the pods of a pipeline run. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record WorkerSettings(
        @Size(min = 1, max = 512) @Pattern("^[^\\s]+$") @JsonPropertyDescription("Image of all workers of this pipeline, best with a digest. Absent: the image that belongs to the operator's version.") String image,
        @Min(1) @Max(1000) @JsonPropertyDescription("Sends that one sender has under way at once; as many may be sent twice when its node is lost. Absent: 64.") Long concurrency,
        @JsonPropertyDescription("What a pod asks for and may use at most.") Resources resources,
        @Size(max = 50) @JsonPropertyDescription("Further environment variables of the workers, such as JAVA_TOOL_OPTIONS. Nothing secret belongs here.") List<Variable> env) {

    public WorkerSettings {
        env = Absent.orEmpty(env);
    }

    /** What a pod asks for, and what it may use. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Resources(
            @JsonPropertyDescription("What is set aside for a pod. Absent: the operator's choice for the role.") Amounts requests,
            @JsonPropertyDescription("What a pod may use at most. Absent: the operator's choice for the role.") Amounts limits) {}

    /** Amounts of what a node offers. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(value = "!has(self.cpu) || (type(self.cpu) == int ? self.cpu >= 0 : isQuantity(self.cpu) && !quantity(self.cpu).isLessThan(quantity('0')))", fieldPath = ".cpu", message = "cpu must be a quantity, such as 500m or 2")
    @ValidationRule(value = "!has(self.memory) || (type(self.memory) == int ? self.memory >= 0 : isQuantity(self.memory) && !quantity(self.memory).isLessThan(quantity('0')))", fieldPath = ".memory", message = "memory must be a quantity, such as 256Mi or 1Gi")
    public record Amounts(
            @JsonPropertyDescription("Processor time in cores, such as 500m or 2.") Quantity cpu,
            @JsonPropertyDescription("Memory in bytes, such as 256Mi or 1Gi.") Quantity memory) {}

    /** One environment variable. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Variable(
            @Required @Size(min = 1, max = 128) @Pattern("^[A-Za-z_][A-Za-z0-9_.-]*$") @JsonPropertyDescription("Name of the variable.") String name,
            @Size(max = 4096) @JsonPropertyDescription("Its value. Absent: empty.") String value) {}
}
