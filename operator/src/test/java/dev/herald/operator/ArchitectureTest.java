package dev.herald.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.micrometer.core.instrument.Gauge;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.ToDoubleFunction;

@AnalyzeClasses(packages = "dev.herald.operator", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final Set<String> WRITING = Set.of("create", "createOr", "update", "updateStatus", "patch",
            "patchStatus", "edit", "editStatus", "replace", "replaceStatus",
            "delete", "serverSideApply", "scale", "raw");

    @ArchTest
    static final ArchRule WHAT_DECIDES_KNOWS_NEITHER_CLIENT_NOR_CLOCK = noClasses().that(decides())
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8.kubernetes.client..", "io.javaoperatorsdk..",
                    "dev.herald.operator.cluster..", "java.net.http..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(InstantSource.class)
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule ONLY_THE_EXECUTOR_WRITES_BUT_FOR_THE_LEASE = noClasses().that()
            .doNotHaveFullyQualifiedName("dev.herald.operator.cluster.Executor")
            .and()
            .doNotHaveFullyQualifiedName("dev.herald.operator.leader.KubernetesLease")
            .should()
            .callMethodWhere(writes());

    @ArchTest
    static final ArchRule THE_THREE_RESOURCES_KNOW_NOTHING_OF_EACH_OTHER = slices()
            .matching("dev.herald.operator.(pipeline|channel|replay)..")
            .should()
            .notDependOnEachOther();

    /** A gauge that holds its source weakly shows NaN when nothing else holds it any more. */
    @ArchTest
    static final ArchRule A_GAUGE_HOLDS_WHAT_IT_SHOWS = noClasses().should()
            .callMethod(Gauge.class, "builder", String.class, Object.class, ToDoubleFunction.class);

    /** Planners, desired objects, conditions, and the plain data they work with; not the reconcilers, which string them together. */
    private static DescribedPredicate<JavaClass> decides() {
        Set<String> packages = Set.of("plan", "worker", "pipeline", "channel", "replay", "rollout", "scaling");
        return DescribedPredicate.describe("decide",
                type -> packages.stream().anyMatch(name -> type.getPackageName().equals("dev.herald.operator." + name))
                        && !type.getName().endsWith("Reconciler"));
    }

    private static DescribedPredicate<JavaMethodCall> writes() {
        return DescribedPredicate.describe("writes to the cluster",
                call -> call.getTargetOwner().getPackageName().startsWith("io.fabric8.kubernetes.client")
                        && WRITING.contains(call.getTarget().getName()));
    }
}
