package dev.backspike.engine.cuda.driver;

import static dev.backspike.engine.cuda.driver.DriverErrors.check;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN;

import dev.backspike.engine.DeviceMemory;
import dev.backspike.engine.Gpu;
import dev.backspike.engine.UnsupportedNetworkException;
import java.nio.charset.StandardCharsets;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.JCudaDriver;

/**
 * A CUDA device as one engine uses it: through its primary context, which all engines of the process on the device
 * share, and with a share of its memory.
 *
 * <p>A context belongs to system threads: every public method of the engine calls {@link #use} first, so that it may be
 * called from any one.
 */
public final class Device implements AutoCloseable {

    private final CUdevice device = new CUdevice();
    private final CUcontext context = new CUcontext();
    private final int index;
    private final String name;
    /** The compute capability as a number, such as 90 for 9.0. */
    private final int architecture;

    private final int sharedMemoryPerBlock;
    private final long total;
    private final MemoryShare share;

    private Device(int index, MemoryShare share) {
        this.index = index;
        this.share = share;
        check(JCudaDriver.cuDeviceGet(device, index), "finding device " + index);
        byte[] text = new byte[256];
        check(JCudaDriver.cuDeviceGetName(text, text.length, device), "asking the name of device " + index);
        name = new String(text, StandardCharsets.UTF_8).split("\0", 2)[0];
        architecture = 10 * attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
                + attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
        sharedMemoryPerBlock = attribute(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN);
        long[] bytes = new long[1];
        check(JCudaDriver.cuDeviceTotalMem(bytes, device), "asking the memory of device " + index);
        total = bytes[0];
        check(JCudaDriver.cuDevicePrimaryCtxRetain(context, device), "making a context on " + name);
        use();
    }

    /**
     * Opens a device, all of whose free memory may be allocated.
     *
     * @param index among those that {@link Driver#devices} counts, from 0
     */
    public static Device open(int index) {
        return open(index, Long.MAX_VALUE);
    }

    /**
     * Opens a device.
     *
     * @param mostBytes that may be allocated at a time
     */
    public static Device open(int index, long mostBytes) {
        Driver.devices();
        return new Device(index, new MemoryShare(mostBytes));
    }

    public String name() {
        return name;
    }

    public Gpu gpu() {
        return new Gpu(index, name, total);
    }

    int architecture() {
        return architecture;
    }

    MemoryShare share() {
        return share;
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

    /** The memory of the device, which the calling thread uses: the part in use by all processes, and the total. */
    public DeviceMemory memory() {
        long[] free = new long[1];
        long[] all = new long[1];
        check(JCudaDriver.cuMemGetInfo(free, all), "asking for free memory");
        return new DeviceMemory(all[0] - free[0], all[0]);
    }

    /** The bytes that the engine may still allocate: what is free of its share, and on the device. */
    public long freeBytes() {
        return Math.min(share.left(), memory().free());
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
