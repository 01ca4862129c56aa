package dev.backspike.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import dev.backspike.common.ModuleRules;
import io.jhdf.HdfFile;
import java.io.File;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends ModuleRules {

    ArchitectureTest() {
        super(
                "dev.backspike.engine",
                "org.springframework..",
                "jakarta..",
                "java.net.http..",
                "io.micrometer..",
                "dev.backspike.common.protocol..");
    }

    @Test
    void onlyTheCpuEngineUsesTheVectorApi() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..engine.cpu..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector..")
                .check(classes);
    }

    @Test
    void onlyTheDriverOfTheCudaEngineUsesJCuda() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..engine.cuda.driver..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jcuda..")
                .check(classes);
    }

    /** jHDF writes; it does not hold what a file declares against the file, as the package hdf5 does. */
    @Test
    void nothingReadsHdf5ThroughJhdf() {
        noClasses()
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
}
