package dev.backspike.common;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The module's row of the design's table: what both sides speak, and nothing of either side. */
class ArchitectureTest {

    private static final JavaClasses COMMON =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages("dev.backspike.common");

    @Test
    void commonKnowsOnlyJsonHttpAndItself() {
        classes()
                .that()
                .resideInAPackage("dev.backspike.common..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.backspike.common..",
                        "java..",
                        "org.jspecify..",
                        "com.fasterxml.jackson.annotation..",
                        "tools.jackson..",
                        "org.springframework.http..",
                        "org.springframework.web..")
                .check(COMMON);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.backspike.common.(*)..")
                .should()
                .beFreeOfCycles()
                .check(COMMON);
    }

    @Test
    void theSpecificationDoesNotKnowTheProtocol() {
        classes()
                .that()
                .resideInAPackage("dev.backspike.common.spec..")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage("dev.backspike.common.protocol..")
                .check(COMMON);
    }
}
