package dev.backspike.engine.cuda.driver;

import dev.backspike.engine.MissingCudaException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;

/**
 * A library of the system that JCuda's are linked to. Looked for before JCuda is touched: without it JCuda's classes
 * fail to initialise, with errors that name neither the library nor a remedy, and cannot be tried again.
 *
 * @param newer the library of the next major release, if there is one, which does not take its place
 * @param remedy what to do if it is missing
 */
public record SystemLibrary(String name, Optional<String> newer, String remedy) {

    public static final SystemLibrary DRIVER = new SystemLibrary(
            "libcuda.so.1",
            Optional.empty(),
            "install NVIDIA's driver (Debian, Ubuntu: the package nvidia-driver); in a container, run it with the"
                    + " NVIDIA container toolkit (docker run --gpus all)");

    public static final SystemLibrary COMPILER = new SystemLibrary(
            "libnvrtc.so.12",
            Optional.of("libnvrtc.so.13"),
            "install NVRTC of CUDA 12, 12.8 or later (NVIDIA's package cuda-nvrtc-12-8, or nvidia-cuda-nvrtc-cu12 of"
                    + " PyPI with its lib folder in LD_LIBRARY_PATH)");

    /** @throws MissingCudaException if it cannot be loaded */
    public void require() {
        Optional<String> failure = failure(name);
        if (failure.isEmpty()) {
            return;
        }
        String only = newer.filter(other -> failure(other).isEmpty())
                .map(other -> "; " + other + " does not replace it")
                .orElse("");
        throw new MissingCudaException(name + " cannot be loaded (" + failure.get() + ")" + only + ": " + remedy);
    }

    /** Whether it can be loaded. */
    boolean present() {
        return failure(name).isEmpty();
    }

    @SuppressWarnings("restricted") // what is allowed is JCuda's to load; here it is only looked for
    private static Optional<String> failure(String library) {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(library, arena);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
