package dev.backspike.engine.cuda.driver;

import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN;

import dev.backspike.engine.DeviceException;
import dev.backspike.engine.DeviceMemory;
import dev.backspike.engine.DeviceMemoryException;
import dev.backspike.engine.MissingCudaException;
import dev.backspike.engine.UnsupportedNetworkException;
import java.nio.charset.StandardCharsets;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/**
 * The first CUDA device and its primary context, which all engines of the process share.
 *
 * <p>A context belongs to system threads: every public method of the engine calls {@link #use} first, so that it may be
 * called from any one.
 */
public final class Device implements AutoCloseable {

    private final CUdevice device = new CUdevice();
    private final CUcontext context = new CUcontext();
    private final String name;
    /** The compute capability as a number, such as 90 for 9.0. */
    private final int architecture;

    private final int sharedMemoryPerBlock;

    private Device() {
        check(JCudaDriver.cuDeviceGet(device, 0), "finding the device");
        byte[] text = new byte[256];
        check(JCudaDriver.cuDeviceGetName(text, text.length, device), "asking the device's name");
        name = new String(text, StandardCharsets.UTF_8).split("\0", 2)[0];
        architecture = 10 * attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
                + attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
        sharedMemoryPerBlock = attribute(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN);
        check(JCudaDriver.cuDevicePrimaryCtxRetain(context, device), "making a context on " + name);
        use();
    }

    /** @throws MissingCudaException if there is no driver or no device */
    public static Device open() {
        int count = count();
        if (count == 0) {
            throw new MissingCudaException("the CUDA driver of this machine reports no device");
        }
        return new Device();
    }

    /**
     * The number of devices.
     *
     * @throws MissingCudaException if there is no driver
     */
    public static int count() {
        SystemLibrary.DRIVER.require();
        int initialised = JCudaDriver.cuInit(0);
        if (initialised == CUresult.CUDA_ERROR_NO_DEVICE) {
            return 0;
        }
        check(initialised, "starting the driver");
        int[] count = new int[1];
        check(JCudaDriver.cuDeviceGetCount(count), "counting devices");
        return count[0];
    }

    public String name() {
        return name;
    }

    int architecture() {
        return architecture;
    }

    /**
     * Requires that a block can have so many bytes of shared memory.
     *
     * @throws UnsupportedNetworkException if it can have less
     */
    public void requireSharedMemory(int needed) {
        if (needed > sharedMemoryPerBlock) {
            throw new UnsupportedNetworkException("the network's layers are too large for " + name + ": a trial needs "
                    + needed + " bytes of shared memory, a block has at most " + sharedMemoryPerBlock);
        }
    }

    /** Makes the calling thread one of this device. */
    public void use() {
        check(JCudaDriver.cuCtxSetCurrent(context), "using the device");
    }

    /** The memory of the device that the calling thread uses, in bytes. */
    public static DeviceMemory memory() {
        long[] free = new long[1];
        long[] total = new long[1];
        check(JCudaDriver.cuMemGetInfo(free, total), "asking for free memory");
        return new DeviceMemory(total[0] - free[0], total[0]);
    }

    /** @throws DeviceException unless the result of a driver call is success */
    static void check(int result, String doing) {
        if (result == CUresult.CUDA_SUCCESS) {
            return;
        }
        if (result == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
            throw new DeviceMemoryException("the device is out of memory: " + doing);
        }
        String[] text = new String[1];
        JCudaDriver.cuGetErrorString(result, text);
        throw new DeviceException(doing + ": " + CUresult.stringFor(result) + (text[0] == null ? "" : ", " + text[0]));
    }

    private int attribute(int which) {
        int[] value = new int[1];
        check(JCudaDriver.cuDeviceGetAttribute(value, which, device), "asking attribute " + which + " of the device");
        return value[0];
    }

    @Override
    public void close() {
        check(JCudaDriver.cuDevicePrimaryCtxRelease(device), "leaving the device");
    }
}
