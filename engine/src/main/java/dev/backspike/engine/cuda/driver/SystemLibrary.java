package dev.backspike.engine.cuda.driver;

import dev.backspike.engine.MissingCudaException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;

/**
 * A library of the system that JCuda's are linked to. Looked for before JCuda is touched: without it JCuda's classes
 * fail to initialise, with errors that name neither the library nor a remedy, and cannot be tried again.
 *
 * @param remedy what to do if it is missing
 */
public record SystemLibrary(String name, String remedy) {

    public static final SystemLibrary DRIVER = new SystemLibrary(
            "libcuda.so.1",
            "install NVIDIA's driver (Debian, Ubuntu: the package nvidia-driver); in a container, run it with the"
                    + " NVIDIA container toolkit (docker run --gpus all)");

    public static final SystemLibrary COMPILER = new SystemLibrary(
            "libnvrtc.so.12",
            "install NVRTC of CUDA 12 (NVIDIA's package cuda-nvrtc-12-6, or nvidia-cuda-nvrtc-cu12 of PyPI with its"
                    + " lib folder in LD_LIBRARY_PATH)");

    /** @throws MissingCudaException if it cannot be loaded */
    @SuppressWarnings("restricted") // what is allowed is JCuda's to load; here it is only looked for
    public void require() {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(name, arena);
        } catch (IllegalArgumentException e) {
            MissingCudaException missing = new MissingCudaException(name + " cannot be loaded: " + remedy);
            missing.initCause(e);
            throw missing;
        }
    }
}
