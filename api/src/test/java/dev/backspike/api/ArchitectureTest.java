package dev.backspike.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.persistence.Entity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RestController;

/** The module's row of the design's table, and the order of its packages. */
class ArchitectureTest {

    private static final JavaClasses API =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages("dev.backspike.api");

    @Test
    void theApiKnowsNoWorkerClass() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.backspike.worker..")
                .check(API);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.backspike.api.(*)..").should().beFreeOfCycles().check(API);
    }

    @Test
    void entitiesAndControllersArePackagePrivate() {
        classes()
                .that()
                .areAnnotatedWith(Entity.class)
                .or()
                .areAnnotatedWith(RestController.class)
                .should()
                .notHaveModifier(JavaModifier.PUBLIC)
                .check(API);
    }

    @Test
    void theClientOnTheCommandLineUsesTheServiceOverHttpOnly() {
        noClasses()
                .that()
                .resideInAPackage("dev.backspike.api.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.backspike.api.problem..",
                        "dev.backspike.api.access..",
                        "dev.backspike.api.event..",
                        "dev.backspike.api.metric..",
                        "dev.backspike.api.storage..",
                        "dev.backspike.api.dataset..",
                        "dev.backspike.api.job..",
                        "dev.backspike.api.artifact..",
                        "dev.backspike.api.dispatch..",
                        "dev.backspike.api.security..",
                        "dev.backspike.api.sweep..")
                .allowEmptyShould(true)
                .check(API);
    }
}
