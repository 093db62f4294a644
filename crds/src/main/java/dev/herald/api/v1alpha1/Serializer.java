package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** In which format messages are written. Nothing here has a schema default: an upgrade of the operator moves no format. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Serializer(
        @Size(max = 32) @Pattern("^(Newest|[a-z][a-z0-9]*-v[0-9]{1,3})$") @JsonPropertyDescription("The format that messages are to be written in, such as json-v2, or Newest for the newest that the workers write. It is moved to once every worker that reads has said that it can; to an older one at once. Absent: the one the pipeline has.") String format,
        @DurationText @JsonPropertyDescription("How long a new revision runs alone before it counts as good and the format may move, such as 30m. Until then a rollback is free. Absent: 30m.") String soak) {}
