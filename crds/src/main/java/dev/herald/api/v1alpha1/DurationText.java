package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import dev.herald.api.Durations;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A text that {@link Durations} reads. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD})
@JacksonAnnotationsInside
@Pattern(Durations.PATTERN)
@Size(min = 2, max = Durations.MAX_LENGTH)
@interface DurationText {
}
