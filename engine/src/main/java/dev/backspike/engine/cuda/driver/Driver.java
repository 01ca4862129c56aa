package dev.backspike.engine.cuda.driver;

import dev.backspike.engine.DeviceException;
import dev.backspike.engine.MissingCudaException;
import dev.backspike.engine.NoCudaDriverException;
import java.util.function.IntSupplier;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** The CUDA driver of this machine. */
public final class Driver {

    private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

    private Driver() {}

    /**
     * Starts the driver and counts the devices that this process sees, at least 1.
     *
     * @throws NoCudaDriverException if there is no driver, or all devices are hidden from the process
     * @throws MissingCudaException if JCuda cannot be linked to it
     * @throws DeviceException if the driver does not start or finds no device; the message names the remedy
     */
    public static int devices() {
        if (!SystemLibrary.DRIVER.present()) {
            throw new NoCudaDriverException(
                    SystemLibrary.DRIVER.name() + " cannot be loaded: " + SystemLibrary.DRIVER.remedy());
        }
        requireArchitecture(System.getProperty("os.name"), System.getProperty("os.arch"));
        String visible = System.getenv(VISIBLE);
        if (visible != null && (visible.isBlank() || visible.strip().equals("-1"))) {
            throw new NoCudaDriverException(VISIBLE + " hides all devices from this process");
        }
        int started = link(() -> JCudaDriver.cuInit(0));
        DriverErrors.check(started, "starting the CUDA driver");
        int[] count = new int[1];
        DriverErrors.check(JCudaDriver.cuDeviceGetCount(count), "counting devices");
        if (count[0] == 0) {
            DriverErrors.check(CUresult.CUDA_ERROR_NO_DEVICE, "counting devices");
        }
        return count[0];
    }

    /** @throws MissingCudaException if there are no native libraries of JCuda for a machine */
    static void requireArchitecture(String system, String architecture) {
        if (!system.equals("Linux") || !architecture.equals("amd64")) {
            throw new MissingCudaException(
                    "this machine has a CUDA driver, but JCuda, through which the engine uses it,"
                            + " has native libraries for Linux on x86-64 only, and this is " + system + " on "
                            + architecture
                            + "; use the CPU, or a machine with x86-64 processors");
        }
    }

    /** The first call of one of JCuda's classes, which extracts and links its native libraries. */
    static int link(IntSupplier call) {
        try {
            return call.getAsInt();
        } catch (LinkageError e) {
            MissingCudaException missing = new MissingCudaException("JCuda's native libraries cannot be loaded ("
                    + firstLine(e) + "); they are extracted to java.io.tmpdir, which must allow execution, and need"
                    + " the libraries " + SystemLibrary.DRIVER.name() + " and " + SystemLibrary.COMPILER.name());
            missing.initCause(e);
            throw missing;
        }
    }

    private static String firstLine(LinkageError e) {
        Throwable root = e.getCause() == null ? e : e.getCause();
        return String.valueOf(root.getMessage())
                .lines()
                .map(String::strip)
                .filter(l -> !l.isEmpty())
                .findFirst()
                .orElse(root.toString());
    }
}
