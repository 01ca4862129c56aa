package dev.backspike.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.jhdf.HdfFile;
import java.io.File;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The worker's row of the module table in CONTRIBUTING.md. */
class ArchitectureTest {

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.backspike.worker");

    @Test
    void theWorkerKnowsNeitherPersistenceNorTheApi() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.persistence..", "org.springframework.data..", "dev.backspike.api..")
                .check(classes);
    }

    @Test
    void theNumericsKnowNoSpring() {
        noClasses()
                .that()
                .resideInAnyPackage("..worker.engine..", "..worker.loss..", "..worker.network..", "..worker.dataset..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(classes);
    }

    @Test
    void onlyTheCpuEngineTouchesTheVectorApi() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..engine.cpu..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector..")
                .check(classes);
    }

    @Test
    void onlyTheCudaEngineTouchesJCuda() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..engine.cuda..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jcuda..")
                .check(classes);
    }

    /** What reads foreign files has to go through the package that replaces unchecked decoders. */
    @Test
    void hdf5FilesAreOpenedInOnePlaceOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..worker.hdf5..")
                .should()
                .callConstructor(HdfFile.class, Path.class)
                .orShould()
                .callConstructor(HdfFile.class, File.class)
                .orShould()
                .callConstructor(HdfFile.class, URI.class)
                .orShould()
                .callMethod(HdfFile.class, "fromBytes", byte[].class)
                .orShould()
                .callMethod(HdfFile.class, "fromByteBuffer", ByteBuffer.class)
                .orShould()
                .callMethod(HdfFile.class, "fromInputStream", InputStream.class)
                .check(classes);
    }

    @Test
    void dataFlowsOneWay() {
        slices().matching("dev.backspike.worker.(*)..")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }
}
