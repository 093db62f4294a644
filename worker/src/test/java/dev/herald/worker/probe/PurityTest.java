package dev.herald.worker.probe;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** What judges knows neither Kafka nor files nor a clock. */
class PurityTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importClasses(Canonical.class, Census.class, Comparison.class, FieldPaths.class, GoldenSamples.class,
                    Judgement.class, Strata.class, Trial.class);

    @Test
    void whatJudgesUsesNoKafkaNoFilesAndNoClock() {
        noClasses().should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "java.nio.file..", "java.util.concurrent..")
                .check(CLASSES);
        noClasses().should().dependOnClassesThat().areAssignableTo(InstantSource.class).check(CLASSES);
    }
}
