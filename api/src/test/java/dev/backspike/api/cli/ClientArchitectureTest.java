package dev.backspike.api.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ClientArchitectureTest {

    @Test
    void theClientNeedsOnlyTheJdkJacksonAndPicocli() {
        JavaClasses client = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.backspike.api.cli");

        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.backspike.api.cli", "java..", "picocli..", "tools.jackson..", "org.jspecify..")
                .because("it has to start fast, and to know of the service what the REST API says")
                .check(client);
    }
}
