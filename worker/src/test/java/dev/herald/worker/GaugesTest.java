package dev.herald.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.micrometer.core.instrument.Gauge;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** A gauge that holds its source weakly shows NaN when nothing else holds it any more: to an alert that is silence. */
class GaugesTest {

    @Test
    void everyGaugeHoldsWhatItShows() {
        noClasses().should()
                .callMethod(Gauge.class, "builder", String.class, Object.class, ToDoubleFunction.class)
                .check(new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.herald.worker"));
    }
}
