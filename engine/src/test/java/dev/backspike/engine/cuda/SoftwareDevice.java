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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The software CUDA device of {@code src/test/cuda}: built with g++ when first asked for, and loaded before JCuda is,
 * so that JCuda's libraries find it under the names they are linked to. Tests abort where it cannot be built.
 */
@SuppressWarnings("restricted") // native code is what this is about
final class SoftwareDevice {

    private static final Path SOURCES = Path.of("src/test/cuda");
    private static final Path TARGET = Path.of("target/cuda-device");
    private static final long USUAL_MEMORY = 4L << 30;

    private static @Nullable SoftwareDevice loaded;
    private static @Nullable String missing;

    private final SymbolLookup symbols;

    private SoftwareDevice(Path driver) {
        symbols = SymbolLookup.libraryLookup(driver, Arena.global());
    }

    /** The device, as it was at first: in order, with all its memory. */
    static synchronized SoftwareDevice get() {
        if (loaded == null && missing == null) {
            load();
        }
        Assumptions.assumeTrue(loaded != null, () -> "no software CUDA device: " + missing);
        SoftwareDevice device = loaded;
        if (device == null) {
            throw new IllegalStateException("assumed");
        }
        device.memory(USUAL_MEMORY);
        device.order(0);
        device.failLaunchAfter(-1);
        return device;
    }

    private static void load() {
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
            List<Process> builds = List.of(
                    build("libcuda.so.1", List.of("driver.cpp", "block.cpp")),
                    build(
                            "libnvrtc.so.12",
                            List.of("nvrtc.cpp"),
                            "-Wl,--version-script=" + SOURCES.resolve("nvrtc.map")));
            for (Process build : builds) {
                String out = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(build.waitFor()).as("g++: %s", out).isZero();
            }
        } catch (IOException e) {
            missing = "g++ is not here; install the package g++ (" + e.getMessage() + ")";
            return;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Path driver = TARGET.resolve("libcuda.so.1").toAbsolutePath();
        System.load(driver.toString());
        System.load(TARGET.resolve("libnvrtc.so.12").toAbsolutePath().toString());
        System.setProperty(Compiler.PROPERTY, cache().toString());
        loaded = new SoftwareDevice(driver);
    }

    private static Process build(String library, List<String> sources, String... flags) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("g++", "-std=c++17", "-O2", "-g", "-Wall", "-Wextra", "-Werror"));
        command.addAll(List.of("-shared", "-fPIC", "-Wl,-soname," + library));
        command.addAll(List.of(flags));
        command.addAll(List.of("-o", TARGET.resolve(library).toString()));
        sources.forEach(s -> command.add(SOURCES.resolve(s).toString()));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
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

    /** Lets so many launches pass, then one fail; negative for none. */
    void failLaunchAfter(long launches) {
        call("standin_fail_launch_after", launches);
    }

    long allocated() {
        return ask("standin_allocated");
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
        MemorySegment function = symbols.find(name).orElseThrow();
        return Linker.nativeLinker().downcallHandle(function, type);
    }
}
