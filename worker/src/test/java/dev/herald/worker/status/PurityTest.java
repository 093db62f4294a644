package dev.herald.worker.status;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** What decides knows neither Kafka nor a clock nor threads: time is told to it. */
class PurityTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.herald.worker.status", "dev.herald.worker.topics");
    private static final List<String> DECIDING = List.of("Backlog", "PartitionBacklog",
            "PartitionArrivals", "Dues", "ChannelLedger", "Unattempted",
            "TimeMerge",
            "ControlState", "Formats", "TopicCensus", "Strays", "FormatsRecord", "ProbeFormat", "ReportSize",
            "ReportFormat", "Report", "WantedTopic", "WantedTopics", "FoundTopic",
            "Cluster",
            "TopicCheck", "DurabilityCheck", "Lane", "PartitionEvents", "DeliveryStatus", "StreamFigures");
    private static final DescribedPredicate<JavaClass> DECIDES = DescribedPredicate.describe("decide",
            type -> type.getPackageName().endsWith(".rules") || type.getPackageName().endsWith(".scaling")
                    || DECIDING.contains(outermost(type).getSimpleName()));

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(PurityTest::outermost).orElse(type);
    }

    @Test
    void whatDecidesUsesNoKafkaNoClockAndNoThread() {
        noClasses().that(DECIDES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..",
                        "dev.herald.worker.http..", "org.eclipse..", "java.util.concurrent..")
                .check(CLASSES);
        noClasses().that(DECIDES).should().dependOnClassesThat().areAssignableTo(InstantSource.class).check(CLASSES);
        noClasses().that(DECIDES).should().dependOnClassesThat().areAssignableTo(Thread.class).check(CLASSES);
    }

    @Test
    void nobodyReadsTheTimeButFromTheClockHeIsGiven() {
        noClasses().should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(InstantSource.class, "system")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }

    @Test
    void rulesAreAskedByOthersAndAskNobody() {
        noClasses().that()
                .resideInAPackage("..status.rules..")
                .should()
                .dependOnClassesThat(
                        DescribedPredicate.describe("belong to other parts of the worker",
                                type -> type.getPackageName().startsWith("dev.herald.worker")
                                        && !type.getPackageName().endsWith(".status.rules")
                                        && !type.getPackageName().endsWith(".worker.config")))
                .check(CLASSES);
    }
}
