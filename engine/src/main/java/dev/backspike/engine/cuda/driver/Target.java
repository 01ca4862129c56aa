package dev.backspike.engine.cuda.driver;

import dev.backspike.engine.DeviceException;
import java.util.Arrays;

/**
 * What kernels are compiled to.
 *
 * @param architecture such as 90
 * @param form machine code where NVRTC knows the device; else PTX for the newest architecture before it, which the
 *     driver compiles for the device
 */
record Target(int architecture, Form form) {

    enum Form {
        CUBIN,
        PTX
    }

    /**
     * @param device the device's architecture
     * @param known those that NVRTC knows
     * @throws DeviceException if the device is older than all of them
     */
    static Target of(int device, int[] known) {
        int newest = Arrays.stream(known).filter(k -> k <= device).max().orElseThrow(() -> tooOld(device, known));
        return new Target(newest, newest == device ? Form.CUBIN : Form.PTX);
    }

    private static DeviceException tooOld(int device, int[] known) {
        return new DeviceException("NVRTC compiles for the architectures " + Arrays.toString(known)
                + ", all newer than that of the device, " + device
                + "; install an older NVRTC of CUDA 12, or choose the device cpu");
    }

    /** The option for NVRTC. */
    String option() {
        return "--gpu-architecture=" + (form == Form.CUBIN ? "sm_" : "compute_") + architecture;
    }
}
