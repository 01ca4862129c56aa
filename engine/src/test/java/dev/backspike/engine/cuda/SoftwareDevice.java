package dev.backspike.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.engine.cuda.driver.Compiler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The software CUDA device of {@code src/test/cuda}: built with g++ when first asked for, and loaded before JCuda is,
 * so that JCuda's libraries find it under the names they are linked to. Tests abort where it cannot be built.
 *
 * <p>As on a device, a failed kernel ends its use until the process ends: a test that causes one runs in a
 * {@link #process}.
 */
@SuppressWarnings("restricted") // native code is what this is about
public final class SoftwareDevice {

    /** The tests of other modules run in the folders of these. */
    private static final Path MODULE = Files.isDirectory(Path.of("src/test/cuda")) ? Path.of("") : Path.of("../engine");

    private static final Path SOURCES = MODULE.resolve("src/test/cuda");
    private static final Path TARGET = MODULE.resolve("target/cuda-device");
    private static final String DRIVER = "libcuda.so.1";
    private static final String COMPILER = "libnvrtc.so.12";
    private static final long USUAL_MEMORY = 4L << 30;
    private static final int NEWEST = 90;

    private static @Nullable SoftwareDevice loaded;
    private static @Nullable String missing;
    private static boolean built;

    private final SymbolLookup driver;
    private final SymbolLookup compiler;

    private SoftwareDevice() {
        driver = SymbolLookup.libraryLookup(TARGET.resolve(DRIVER).toAbsolutePath(), Arena.global());
        compiler = SymbolLookup.libraryLookup(TARGET.resolve(COMPILER).toAbsolutePath(), Arena.global());
    }

    /** The device, as it was at first: in order, with all its memory. */
    static synchronized SoftwareDevice get() {
        requireBuilt();
        if (loaded == null) {
            System.load(TARGET.resolve(DRIVER).toAbsolutePath().toString());
            System.load(TARGET.resolve(COMPILER).toAbsolutePath().toString());
            System.setProperty(Compiler.PROPERTY, cache().toString());
            loaded = new SoftwareDevice();
        }
        SoftwareDevice device = loaded;
        device.reset();
        device.memory(USUAL_MEMORY);
        device.order(0);
        device.compiler(NEWEST, false);
        return device;
    }

    /**
     * A JVM with the software device in place of the machine's driver.
     *
     * @param words how the driver fails, see {@code control.h}
     * @param arguments of the JVM after its options: a class and its arguments
     */
    public static ProcessBuilder process(String words, String... arguments) {
        requireBuilt();
        return process(TARGET, words, arguments);
    }

    /** Likewise, with libraries of that folder only. */
    static ProcessBuilder process(Path libraries, String words, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-D" + Compiler.PROPERTY + "=" + cache().toAbsolutePath(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().put("LD_LIBRARY_PATH", libraries.toAbsolutePath().toString());
        process.environment().put("SOFTWARE_CUDA_DEVICE", words);
        process.environment().remove("CUDA_VISIBLE_DEVICES");
        return process;
    }

    /** A folder with some of the libraries, under the same or other names. */
    static Path folder(Path folder, Map<String, String> names) throws IOException {
        requireBuilt();
        for (Map.Entry<String, String> name : names.entrySet()) {
            Files.copy(TARGET.resolve(name.getKey()), folder.resolve(name.getValue()));
        }
        return folder;
    }

    /** Builds what is older than its sources. */
    private static synchronized void requireBuilt() {
        if (!built && missing == null) {
            build();
        }
        Assumptions.assumeTrue(built, () -> "no software CUDA device: " + missing);
    }

    private static void build() {
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("os.arch").equals("amd64")) {
            missing = "it is for Linux on x86-64";
            return;
        }
        try {
            Files.createDirectories(TARGET);
            for (String header : List.of("builtins.h", "block.h")) {
                Files.write(TARGET.resolve(header), Files.readAllBytes(SOURCES.resolve(header)));
            }
            build(DRIVER, List.of("driver.cpp", "block.cpp"));
            build(COMPILER, List.of("nvrtc.cpp"), "-Wl,--version-script=" + SOURCES.resolve("nvrtc.map"));
            built = true;
        } catch (IOException e) {
            missing = "g++ is not here; install the package g++ (" + e.getMessage() + ")";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void build(String library, List<String> sources, String... flags)
            throws IOException, InterruptedException {
        Path file = TARGET.resolve(library);
        if (Files.exists(file) && !Files.getLastModifiedTime(file).toInstant().isBefore(newestSource())) {
            return;
        }
        Path fresh = TARGET.resolve(library + "-" + ProcessHandle.current().pid());
        List<String> command =
                new ArrayList<>(List.of("g++", "-std=c++17", "-O2", "-g", "-Wall", "-Wextra", "-Werror"));
        command.addAll(List.of("-shared", "-fPIC", "-Wl,-soname," + library));
        command.addAll(List.of(flags));
        command.addAll(List.of("-o", fresh.toString()));
        sources.forEach(s -> command.add(SOURCES.resolve(s).toString()));
        Process build = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(build.waitFor()).as("g++: %s", out).isZero();
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Instant newestSource() throws IOException {
        Instant newest = Instant.EPOCH;
        try (Stream<Path> sources = Files.list(SOURCES)) {
            for (Path source : sources.toList()) {
                Instant changed = Files.getLastModifiedTime(source).toInstant();
                newest = changed.isAfter(newest) ? changed : newest;
            }
        }
        return newest;
    }

    /** Settings that use the device with compiled kernels kept for the next run of the tests. */
    static CudaSettings settings() {
        return settings(1024, Integer.MAX_VALUE);
    }

    static CudaSettings settings(int firstCapacity, int mostTraces) {
        return new CudaSettings(new Compiler(cache()), firstCapacity, mostTraces, 0.8);
    }

    /** Of this very stand-in: its headers are part of what it compiles, but not of the source that names it. */
    private static Path cache() {
        return TARGET.resolve("cache-" + stamp());
    }

    private static String stamp() {
        try {
            int hash = 0;
            for (String file : List.of("builtins.h", "block.h", "nvrtc.cpp")) {
                hash = 31 * hash + Files.readString(SOURCES.resolve(file)).hashCode();
            }
            return Integer.toHexString(hash);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes that the device has in all. */
    void memory(long bytes) {
        call("standin_set_memory", bytes);
    }

    /** 0 for in order; any other number for an order of threads and blocks. */
    void order(long seed) {
        call("standin_set_order", seed);
    }

    /** Lets the driver fail from now on, in the words of {@code control.h}. */
    void tell(String words) {
        try (Arena arena = Arena.ofConfined()) {
            handle("standin_tell", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS))
                    .invokeExact(arena.allocateFrom(words));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private void reset() {
        try {
            handle("standin_reset", FunctionDescriptor.ofVoid()).invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The newest architecture that NVRTC knows, and whether it lacks its library of built-ins. */
    void compiler(int newest, boolean withoutBuiltins) {
        try {
            MemorySegment function = compiler.find("nvrtcStandinSet").orElseThrow();
            Linker.nativeLinker()
                    .downcallHandle(function, FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG))
                    .invokeExact((long) newest, withoutBuiltins ? 1L : 0L);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Bytes allocated on the first device. */
    long allocated() {
        return allocated(0);
    }

    long allocated(int device) {
        try {
            return (long)
                    handle("standin_allocated", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG))
                            .invokeExact((long) device);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The most that was allocated since the last call. */
    long peak() {
        return ask("standin_peak");
    }

    /** Launches of the process so far, of kernels whose name begins so. */
    long launches(String prefix) {
        try (Arena arena = Arena.ofConfined()) {
            return (long) handle("standin_launches", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS))
                    .invokeExact(arena.allocateFrom(prefix));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the streams were given since the last call, as {@code control.h} says. */
    String asked() {
        try {
            MemorySegment text = (MemorySegment) handle("standin_asked", FunctionDescriptor.of(ValueLayout.ADDRESS))
                    .invokeExact();
            return text.reinterpret(Integer.MAX_VALUE).getString(0).strip();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private void call(String name, long argument) {
        try {
            handle(name, FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG)).invokeExact(argument);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private long ask(String name) {
        try {
            return (long)
                    handle(name, FunctionDescriptor.of(ValueLayout.JAVA_LONG)).invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private MethodHandle handle(String name, FunctionDescriptor type) {
        MemorySegment function = driver.find(name).orElseThrow();
        return Linker.nativeLinker().downcallHandle(function, type);
    }
}
