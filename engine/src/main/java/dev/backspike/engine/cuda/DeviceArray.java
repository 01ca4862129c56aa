package dev.backspike.engine.cuda;

import dev.backspike.engine.DeviceMemoryException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/** Memory on the device that grows and forgets what it held when it does. */
final class DeviceArray implements AutoCloseable {

    private final String what;
    private @Nullable CUdeviceptr memory;
    private long bytes;

    /** @param what is in it, for messages */
    DeviceArray(String what) {
        this.what = what;
    }

    /** One of a fixed length. */
    DeviceArray(String what, long bytes) {
        this(what);
        reserve(bytes);
    }

    long bytes() {
        return bytes;
    }

    /** @throws DeviceMemoryException if there is not enough; then it is empty */
    void reserve(long atLeast) {
        if (atLeast <= bytes && memory != null) {
            return;
        }
        close();
        CUdeviceptr fresh = new CUdeviceptr();
        long wanted = Math.max(16, atLeast);
        Device.check(JCudaDriver.cuMemAlloc(fresh, wanted), "allocating " + wanted + " bytes for " + what);
        memory = fresh;
        bytes = wanted;
    }

    CUdeviceptr memory() {
        if (memory == null) {
            throw new IllegalStateException("no memory reserved for " + what);
        }
        return memory;
    }

    /** As a launch's parameter. */
    Pointer pointer() {
        return Pointer.to(memory());
    }

    /** As a launch's parameter, from a byte on. */
    Pointer pointer(long byteOffset) {
        return Pointer.to(memory().withByteOffset(byteOffset));
    }

    /** Fills the first 4-byte elements with 0. */
    void clear(long elements, CUstream stream) {
        if (elements > 0) {
            Device.check(JCudaDriver.cuMemsetD32Async(memory(), 0, elements, stream), "clearing " + what);
        }
    }

    void upload(Pointer from, long count, CUstream stream) {
        Device.check(JCudaDriver.cuMemcpyHtoDAsync(memory(), from, count, stream), "uploading " + what);
    }

    void download(Pointer to, long count, CUstream stream) {
        Device.check(JCudaDriver.cuMemcpyDtoHAsync(to, memory(), count, stream), "downloading " + what);
    }

    /** Copies values in and waits until it is done. */
    void set(float[] values, CUstream stream) {
        if (values.length == 0) {
            return;
        }
        ByteBuffer buffer = direct(values.length);
        buffer.asFloatBuffer().put(values);
        upload(Pointer.to(buffer), Float.BYTES * (long) values.length, stream);
        await(stream);
    }

    /** Likewise. */
    void set(int[] values, CUstream stream) {
        if (values.length == 0) {
            return;
        }
        ByteBuffer buffer = direct(values.length);
        buffer.asIntBuffer().put(values);
        upload(Pointer.to(buffer), Integer.BYTES * (long) values.length, stream);
        await(stream);
    }

    /** The first values, after all that the stream was given before. */
    float[] get(int count, CUstream stream) {
        if (count == 0) {
            return new float[0];
        }
        ByteBuffer buffer = direct(count);
        download(Pointer.to(buffer), Float.BYTES * (long) count, stream);
        await(stream);
        float[] values = new float[count];
        buffer.asFloatBuffer().get(values);
        return values;
    }

    /** Not an array's memory, which Java may move while the device copies. */
    private static ByteBuffer direct(int elements) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(Float.BYTES, elements))
                .order(ByteOrder.nativeOrder());
    }

    private void await(CUstream stream) {
        Device.check(JCudaDriver.cuStreamSynchronize(stream), "copying " + what);
    }

    @Override
    public void close() {
        if (memory != null) {
            CUdeviceptr old = memory;
            memory = null;
            bytes = 0;
            Device.check(JCudaDriver.cuMemFree(old), "freeing " + what);
        }
    }
}
