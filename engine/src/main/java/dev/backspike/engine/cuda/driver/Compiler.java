package dev.backspike.engine.cuda.driver;

import dev.backspike.common.id.Sha256;
import dev.backspike.engine.DeviceException;
import dev.backspike.engine.MissingCudaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import jcuda.nvrtc.JNvrtc;
import jcuda.nvrtc.nvrtcProgram;
import jcuda.nvrtc.nvrtcResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * NVRTC, and the folder of what it has compiled: a file for each hash of source, options (architecture included) and
 * version of the compiler.
 */
public record Compiler(Path cache) {

    private static final Logger log = LoggerFactory.getLogger(Compiler.class);

    /** The system property that names the folder. */
    public static final String PROPERTY = "backspike.cuda.cache";

    /**
     * A compiler that caches in the folder that {@value #PROPERTY} names, else in the user's cache folder: code from a
     * folder that others can write to could be replaced by them.
     */
    public static Compiler forUser() {
        String named = System.getProperty(PROPERTY);
        if (named != null) {
            return new Compiler(Path.of(named));
        }
        String caches = System.getenv("XDG_CACHE_HOME");
        Path base = caches == null || caches.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(caches);
        return new Compiler(base.resolve("backspike").resolve("cuda"));
    }

    /**
     * The code of a source for a device: machine code, or PTX if NVRTC does not know the device.
     *
     * @param architecture of the device, such as 90
     * @throws MissingCudaException if there is no NVRTC
     * @throws DeviceException if the source does not compile
     */
    public byte[] compile(String source, int architecture) {
        Target target = target(architecture);
        Path file = file(source, target);
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            byte[] code = compile(source, target);
            log.debug("compiled kernels with {}: {} bytes, {}", target.option(), code.length, file);
            keep(code, file);
            return code;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Likewise, but compiles in any case and keeps nothing. */
    public byte[] compileAgain(String source, int architecture) {
        return compile(source, target(architecture));
    }

    /** Forgets what is kept of a source, because it has turned out to be no code. */
    void forget(String source, int architecture) {
        Path file = file(source, target(architecture));
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }

    private static Target target(int architecture) {
        SystemLibrary.COMPILER.require();
        int[] count = new int[1];
        check(Driver.link(() -> JNvrtc.nvrtcGetNumSupportedArchs(count)), "counting NVRTC's architectures");
        int[] known = new int[count[0]];
        check(JNvrtc.nvrtcGetSupportedArchs(known), "asking NVRTC's architectures");
        return Target.of(architecture, known);
    }

    private static List<String> options(Target target) {
        return List.of(target.option(), "--std=c++17", "--fmad=false");
    }

    private Path file(String source, Target target) {
        int[] major = new int[1];
        int[] minor = new int[1];
        check(JNvrtc.nvrtcVersion(major, minor), "asking NVRTC's version");
        String named = options(target) + " " + major[0] + "." + minor[0] + "\0" + source;
        return cache.resolve(Sha256.ofUtf8(named) + "." + target.form().name().toLowerCase(Locale.ROOT));
    }

    private static byte[] compile(String source, Target target) {
        List<String> options = options(target);
        nvrtcProgram program = new nvrtcProgram();
        check(JNvrtc.nvrtcCreateProgram(program, source, "backspike.cu", 0, null, null), "giving NVRTC a source");
        try {
            int result = JNvrtc.nvrtcCompileProgram(program, options.size(), options.toArray(String[]::new));
            if (result != nvrtcResult.NVRTC_SUCCESS) {
                String[] why = new String[1];
                JNvrtc.nvrtcGetProgramLog(program, why);
                throw new DeviceException("NVRTC does not compile the kernels with " + options + ": "
                        + nvrtcResult.stringFor(result) + "\n" + why[0].strip() + remedy(result));
            }
            return switch (target.form()) {
                case CUBIN -> cubin(program);
                case PTX -> ptx(program);
            };
        } finally {
            JNvrtc.nvrtcDestroyProgram(program);
        }
    }

    private static String remedy(int result) {
        return result == nvrtcResult.NVRTC_ERROR_BUILTIN_OPERATION_FAILURE
                ? "; NVRTC needs its library libnvrtc-builtins, of the same package, in LD_LIBRARY_PATH"
                : "";
    }

    private static byte[] cubin(nvrtcProgram program) {
        long[] size = new long[1];
        check(JNvrtc.nvrtcGetCUBINSize(program, size), "asking the code's size");
        byte[] code = new byte[Math.toIntExact(size[0])];
        check(JNvrtc.nvrtcGetCUBIN(program, code), "taking the code");
        return code;
    }

    /** The text ends with a zero, by which the driver finds its end. */
    private static byte[] ptx(nvrtcProgram program) {
        String[] text = new String[1];
        check(JNvrtc.nvrtcGetPTX(program, text), "taking the PTX");
        return (text[0].replace("\0", "") + "\0").getBytes(StandardCharsets.UTF_8);
    }

    /** Whole or not at all, for whoever else may read or write it. */
    private static void keep(byte[] code, Path file) {
        try {
            Files.createDirectories(file.getParent());
            Path fresh = Files.createTempFile(file.getParent(), "compiled", ".tmp");
            try {
                Files.write(fresh, code);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            // The code is there all the same; only the next start has to compile it again.
            log.warn("the compiled kernels cannot be cached as {}: {}", file, e.toString());
        }
    }

    private static void check(int result, String doing) {
        if (result != nvrtcResult.NVRTC_SUCCESS) {
            throw new DeviceException(doing + ": " + nvrtcResult.stringFor(result));
        }
    }
}
