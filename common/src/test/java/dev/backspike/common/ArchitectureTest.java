package dev.backspike.common;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import org.junit.jupiter.api.Test;

/** The module's row of the design's table: what both sides speak, and nothing of either side. */
class ArchitectureTest extends ModuleRules {

    ArchitectureTest() {
        super("dev.backspike.common", "jakarta.persistence..", "org.springframework.context..");
    }

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
                .check(classes);
    }

    @Test
    void theSpecificationDoesNotKnowTheProtocol() {
        classes()
                .that()
                .resideInAPackage("dev.backspike.common.spec..")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage("dev.backspike.common.protocol..")
                .check(classes);
    }
}
