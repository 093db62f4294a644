package dev.herald.worker.delivery;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Ledger and owner can be simulated because time, chance, threads and Kafka are outside. */
class PurityTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.herald.worker.delivery", "dev.herald.worker.ledger");

    @Test
    void usesNoKafkaNoFilesNoNetworkAndNoThread() {
        noClasses().should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache..", "org.slf4j..", "java.io..", "java.net..", "java.nio.file..",
                        "java.nio.channels..", "java.util.concurrent..")
                .check(CLASSES);
        noClasses().should().dependOnClassesThat().areAssignableTo(Thread.class).check(CLASSES);
    }

    @Test
    void readsNoClockAndRollsNoDice() {
        noClasses().should().dependOnClassesThat().areAssignableTo(InstantSource.class).check(CLASSES);
        noClasses().should().dependOnClassesThat().areAssignableTo(RandomGenerator.class).check(CLASSES);
        noClasses().should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .check(CLASSES);
    }

    @Test
    void theLedgerKnowsNobodyWhoReadsIt() {
        noClasses().that()
                .resideInAPackage("..worker.ledger..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..worker.delivery..", "..worker.send..", "..worker.replay..", "..worker.status..")
                .check(CLASSES);
    }
}
