package dev.backspike.engine.cuda.driver;

import dev.backspike.engine.DeviceException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/** Memory of the host that the device copies from and to by itself; grows and forgets what it held when it does. */
public final class PinnedBuffer implements AutoCloseable {

    private @Nullable Pointer memory;
    private ByteBuffer view = ByteBuffer.allocate(0);

    /** The memory, at least this long, in the order of the machine's bytes. */
    public ByteBuffer reserve(long bytes) {
        if (bytes > view.capacity() || memory == null) {
            close();
            Pointer fresh = new Pointer();
            long wanted = Math.max(64, bytes + bytes / 4);
            if (wanted > Integer.MAX_VALUE) {
                throw new DeviceException("a copy of " + bytes + " bytes is more than a batch may need");
            }
            DriverErrors.check(
                    JCudaDriver.cuMemAllocHost(fresh, wanted), "pinning " + wanted + " bytes of host memory");
            memory = fresh;
            view = fresh.getByteBuffer(0, wanted).order(ByteOrder.nativeOrder());
        }
        return view;
    }

    Pointer pointer() {
        if (memory == null) {
            throw new IllegalStateException("nothing pinned yet");
        }
        return memory;
    }

    @Override
    public void close() {
        if (memory != null) {
            Pointer old = memory;
            memory = null;
            view = ByteBuffer.allocate(0);
            DriverErrors.check(JCudaDriver.cuMemFreeHost(old), "unpinning host memory");
        }
    }
}
