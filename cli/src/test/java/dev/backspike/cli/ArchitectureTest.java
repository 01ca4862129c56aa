package dev.backspike.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import dev.backspike.common.ModuleRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends ModuleRules {

    ArchitectureTest() {
        super("dev.backspike.cli", "org.springframework..", "dev.backspike.common..", "dev.backspike.engine..");
    }

    @Test
    void theCommandLineNeedsOnlyTheJdkJacksonAndPicocli() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.backspike.cli..", "java..", "picocli..", "tools.jackson..", "org.jspecify..")
                .because("it has to start fast, and to know of the service what the REST API says")
                .check(classes);
    }
}
