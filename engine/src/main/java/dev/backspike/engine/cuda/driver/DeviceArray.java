package dev.backspike.engine.cuda.driver;

import dev.backspike.engine.DeviceException;
import dev.backspike.engine.DeviceMemoryException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/** Memory on the device that grows and forgets what it held when it does. */
public final class DeviceArray implements AutoCloseable {

    private final MemoryShare share;
    private final String what;
    private @Nullable CUdeviceptr memory;
    private long bytes;

    /** @param what is in it, for messages */
    public DeviceArray(Device device, String what) {
        this.share = device.share();
        this.what = what;
    }

    /** An array of a fixed length. */
    public DeviceArray(Device device, String what, long bytes) {
        this(device, what);
        reserve(bytes);
    }

    public long bytes() {
        return bytes;
    }

    /** @throws DeviceMemoryException if there is not enough; then it is empty */
    public void reserve(long atLeast) {
        if (atLeast <= bytes && memory != null) {
            return;
        }
        close();
        CUdeviceptr fresh = new CUdeviceptr();
        long wanted = Math.max(16, atLeast);
        String doing = "allocating " + wanted + " bytes for " + what;
        share.take(wanted, doing);
        try {
            DriverErrors.check(JCudaDriver.cuMemAlloc(fresh, wanted), doing);
        } catch (DeviceException e) {
            share.giveBack(wanted);
            throw e;
        }
        memory = fresh;
        bytes = wanted;
    }

    private CUdeviceptr memory() {
        if (memory == null) {
            throw new IllegalStateException("no memory reserved for " + what);
        }
        return memory;
    }

    /** The memory as an argument of a launch. */
    public Argument argument() {
        return new Argument(Pointer.to(memory()));
    }

    /** The memory from a byte on as an argument of a launch. */
    public Argument argument(long byteOffset) {
        return new Argument(Pointer.to(memory().withByteOffset(byteOffset)));
    }

    /** Fills the first 4-byte elements with 0. */
    public void clear(long elements, CudaStream stream) {
        if (elements > 0) {
            DriverErrors.check(
                    JCudaDriver.cuMemsetD32Async(memory(), 0, elements, stream.handle()), "clearing " + what);
        }
    }

    /** Begins to copy the first {@code count} bytes of a buffer in. */
    public void upload(PinnedBuffer from, long count, CudaStream stream) {
        upload(from.pointer(), count, stream);
    }

    private void upload(Pointer from, long count, CudaStream stream) {
        DriverErrors.check(JCudaDriver.cuMemcpyHtoDAsync(memory(), from, count, stream.handle()), "uploading " + what);
    }

    /** Begins to copy the first {@code count} bytes out to a buffer. */
    public void download(PinnedBuffer to, long count, CudaStream stream) {
        download(to.pointer(), 0, count, stream);
    }

    private void download(Pointer to, long from, long count, CudaStream stream) {
        DriverErrors.check(
                JCudaDriver.cuMemcpyDtoHAsync(to, memory().withByteOffset(from), count, stream.handle()),
                "downloading " + what);
    }

    /** Copies values in and waits until it is done. */
    public void set(float[] values, CudaStream stream) {
        if (values.length == 0) {
            return;
        }
        ByteBuffer buffer = direct(values.length);
        buffer.asFloatBuffer().put(values);
        upload(Pointer.to(buffer), Float.BYTES * (long) values.length, stream);
        stream.synchronize("copying " + what);
    }

    /** Likewise. */
    public void set(int[] values, CudaStream stream) {
        if (values.length == 0) {
            return;
        }
        ByteBuffer buffer = direct(values.length);
        buffer.asIntBuffer().put(values);
        upload(Pointer.to(buffer), Integer.BYTES * (long) values.length, stream);
        stream.synchronize("copying " + what);
    }

    /** {@code count} values from one on, after all that the stream was given before. */
    public float[] get(long first, int count, CudaStream stream) {
        if (count == 0) {
            return new float[0];
        }
        ByteBuffer buffer = direct(count);
        download(Pointer.to(buffer), Float.BYTES * first, Float.BYTES * (long) count, stream);
        stream.synchronize("copying " + what);
        float[] values = new float[count];
        buffer.asFloatBuffer().get(values);
        return values;
    }

    /** A buffer outside of the Java heap, because Java may move an array while the device copies. */
    private static ByteBuffer direct(int elements) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(Float.BYTES, elements))
                .order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        if (memory != null) {
            CUdeviceptr old = memory;
            memory = null;
            share.giveBack(bytes);
            bytes = 0;
            DriverErrors.check(JCudaDriver.cuMemFree(old), "freeing " + what);
        }
    }
}
