package dev.backspike.common;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds in every module: a module's {@code ArchitectureTest} extends this and adds rules of its own. */
public abstract class ModuleRules {

    /** By name, since the command line does not have this class. */
    private static final String HEAP = "dev.backspike.common.heap.Heap";

    protected final JavaClasses classes;
    private final String module;
    private final String[] unknown;

    /**
     * @param module its base package, such as {@code dev.backspike.engine}
     * @param unknown packages that it must not depend on: its row of the table in docs/architecture.md
     */
    protected ModuleRules(String module, String... unknown) {
        this.module = module;
        this.unknown = unknown;
        classes = new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages(module);
    }

    @Test
    void packagesHaveNoCyclesAtAnyDepth() {
        slices().assignedFrom(new Packages(module)).should().beFreeOfCycles().check(classes);
    }

    @Test
    void theModuleDoesNotDependOnWhatItMustNotKnow() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage(unknown).check(classes);
    }

    /** {@code Heap} documents the policy. */
    @Test
    void anExhaustedHeapIsCaughtInOnePlace() {
        noCodeUnits()
                .that()
                .areDeclaredInClassesThat()
                .doNotHaveFullyQualifiedName(HEAP)
                .should(new ArchCondition<JavaCodeUnit>("catch OutOfMemoryError") {
                    @Override
                    public void check(JavaCodeUnit code, ConditionEvents events) {
                        boolean catches = code.getTryCatchBlocks().stream()
                                .flatMap(block -> block.getCaughtThrowables().stream())
                                .anyMatch(caught -> caught.isEquivalentTo(OutOfMemoryError.class));
                        events.add(new SimpleConditionEvent(code, catches, code.getFullName()));
                    }
                })
                .check(classes);
    }

    /** A slice for each package, the module's base package included. */
    private record Packages(String module) implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            return name.startsWith(module) ? SliceIdentifier.of(name) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "the packages of " + module;
        }
    }
}
