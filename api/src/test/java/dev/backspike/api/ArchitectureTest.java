package dev.backspike.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaModifier;
import dev.backspike.common.ModuleRules;
import jakarta.persistence.Entity;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RestController;

class ArchitectureTest extends ModuleRules {

    ArchitectureTest() {
        super("dev.backspike.api", "dev.backspike.worker..", "dev.backspike.cli..", "jcuda..");
    }

    @Test
    void ofTheEngineTheServiceUsesOnlyInspection() {
        noClasses()
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are of the engine but not of engine.inspection",
                        type -> type.getPackageName().startsWith("dev.backspike.engine")
                                && !type.getPackageName().equals("dev.backspike.engine.inspection")))
                .check(classes);
    }

    @Test
    void oneLauncherKnowsKubernetes() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.backspike.api.launcher.kubernetes")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.fabric8..")
                .check(classes);
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
                .check(classes);
    }
}
